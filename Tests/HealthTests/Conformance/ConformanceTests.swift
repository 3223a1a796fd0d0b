import Documents
import Foundation
import Health
import Testing

/// Real objects, judged as the tools judge them that people come from, but for what `deviations` lists.
///
/// `Scripts/conformance health` runs it.
@Suite(
    "Conformance", .enabled(if: HealthCorpus.folder != nil, "the corpus is not there; MARTLET_CORPUS says where it is"))
struct ConformanceTests {
    private let corpus: HealthCorpus

    init() throws { corpus = HealthCorpus(folder: try #require(HealthCorpus.folder)) }

    @Test("other tools' kinds are as with Argo CD")
    func customizations() throws {
        let cases = try corpus.customizations()
        try #require(!cases.isEmpty)
        judge(cases, "Argo CD's cases of other tools' kinds", deviations: customizationDeviations) { $0 }
    }

    @Test("Kubernetes' own kinds are as with Argo CD")
    func builtIn() throws {
        let cases = try corpus.builtIn()
        try #require(!cases.isEmpty)
        judge(cases, "Argo CD's cases of Kubernetes' kinds", deviations: builtInDeviations) { $0 }
    }

    @Test("Kubernetes' own kinds are as with kstatus")
    func kstatus() throws {
        let cases = try corpus.kstatus()
        try #require(!cases.isEmpty)
        judge(cases, "kstatus' cases", deviations: kstatusDeviations) { status in
            switch status {
            case nil, "Healthy", "Suspended": "Current"
            case "Degraded": "Failed"
            case "Progressing": "InProgress"
            default: status
            }
        }
    }

    @Test("where an object says why it is not well, the message is in its own words")
    func messages() throws {
        let told = ["Degraded", "Progressing"]
        let cases = try corpus.customizations().filter { told.contains($0.status ?? "") && $0.message.count > 8 }
        var missing: [String] = []
        var count = 0
        for row in cases where row.object.texts.contains(row.message) {
            guard let health = health(of: row.object), health.status.name == row.status else { continue }
            count += 1
            // Not always the same: controllers repeat themselves, and reasons say less than messages.
            let isOwn = row.object.texts.contains { text in
                let line = text.split { $0.isWhitespace }.joined(separator: " ")
                return line.count > 8 && health.message.contains(line.prefix(200))
            }
            if !isOwn { missing.append("\(row.name): “\(health.message)”, not “\(row.message)”") }
        }
        for text in missing { Issue.record("\(text)") }
        print("conformance: \(count - missing.count) of \(count) messages have the object's own words")
    }

    @Test("nothing that stands in a real object's place makes it crash or talk without end")
    func nonsense() throws {
        let odd: [Value] = [
            .null, true, "3", -1, .integer(.max), .integer(.min), 1e300, [], [:], [.null, 1, "x", [[]]],
            ["x": ["y": 0]],
        ]
        var turn = 0
        for row in try corpus.customizations() + corpus.builtIn() {
            for path in row.object.paths {
                turn += 1
                let health = health(of: row.object.replacing(path[...], by: odd[turn % odd.count]))
                #expect((health?.message.unicodeScalars.count ?? 0) <= 500)
            }
        }
        print("conformance: \(turn) objects with nonsense in one place are judged")
    }

    private func judge(
        _ cases: [HealthCorpus.Case], _ title: String, deviations: [Deviation], _ name: (String?) -> String?
    ) {
        let known = Dictionary(deviations.flatMap { deviation in deviation.cases.map { ($0, deviation) } }) { $1 }
        let names = Set(cases.map(\.name))
        for missing in known.keys.sorted() where !names.contains(missing) {
            Issue.record("a deviation is about a case that is not there: \(missing)")
        }
        var passed = 0
        var deviating = 0
        for row in cases {
            let health = health(of: row.object)
            let ours = name(health?.status.name)
            if let deviation = known[row.name] {
                deviating += 1
                #expect(ours == deviation.status, "\(row.name): a deviation is not as its list says")
            } else if ours == row.status {
                passed += 1
            } else {
                Issue.record(
                    "\(row.name): is \(ours ?? "nil") (\(health?.message ?? "")), not \(row.status ?? "nil") (\(row.message))"
                )
            }
        }
        print("conformance: \(passed) of \(cases.count) \(title), \(deviating) deviate on purpose")
    }
}

/// Cases that are judged otherwise on purpose.
struct Deviation: Sendable {
    /// As it is judged here.
    let status: String?
    let reason: String
    let cases: [String]

    init(_ status: String?, _ reason: String, _ cases: String...) {
        self.status = status
        self.reason = reason
        self.cases = cases
    }
}

extension Value {
    /// All texts in it.
    fileprivate var texts: Set<String> {
        switch self {
        case .string(let text): [text]
        case .array(let elements): elements.reduce(into: []) { $0.formUnion($1.texts) }
        case .object(let members): members.reduce(into: []) { $0.formUnion($1.value.texts) }
        default: []
        }
    }

    fileprivate enum Step { case key(String), index(Int) }

    /// The ways to all that it holds.
    fileprivate var paths: [[Step]] {
        switch self {
        case .array(let elements):
            elements.enumerated().flatMap { index, element in
                [[.index(index)]] + element.paths.map { [.index(index)] + $0 }
            }
        case .object(let members):
            members.flatMap { key, value in [[.key(key)]] + value.paths.map { [.key(key)] + $0 } }
        default: []
        }
    }

    fileprivate func replacing(_ path: ArraySlice<Step>, by value: Value) -> Value {
        switch (self, path.first) {
        case (.array(var elements), .index(let index)?):
            elements[index] = elements[index].replacing(path.dropFirst(), by: value)
            return .array(elements)
        case (.object(var members), .key(let key)?):
            members[key] = (members[key] ?? .null).replacing(path.dropFirst(), by: value)
            return .object(members)
        default: return value
        }
    }
}
