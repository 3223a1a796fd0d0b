import Documents
import KubeClient
import KubeModel
import Synchronization
import Testing

/// Where a scenario plays, in memory or on a real server, and what it has seen there.
final class Stage: Sendable {
    let client: KubeClient
    /// The server's version, 20 for 1.20.
    let minor: Int
    /// One of its own.
    let namespace: String
    let compact: @Sendable () async throws -> Void
    /// Lets the time of watches pass, where it does not by itself.
    let endWatches: @Sendable () -> Void
    /// How long the server may take to get something ready by itself; zero where it is ready at once.
    let patience: Duration
    private let state: Mutex<Transcript>

    init(
        client: KubeClient, minor: Int, namespace: String, patience: Duration,
        compact: @escaping @Sendable () async throws -> Void,
        endWatches: @escaping @Sendable () -> Void
    ) {
        self.client = client
        self.minor = minor
        self.namespace = namespace
        self.patience = patience
        self.compact = compact
        self.endWatches = endWatches
        state = Mutex(Transcript(namespace: namespace))
    }

    var transcript: [String] { state.withLock(\.lines) }

    func key(_ name: String) -> ObjectKey { ObjectKey(namespace: namespace, name: name) }

    /// Notes what the server answers, or why it refuses.
    ///
    /// - Parameter briefly: of several conflicts only how many: old servers name some twice instead of others.
    @discardableResult
    func see(_ what: String, hiding hidden: [String] = [], briefly: Bool = false, _ ask: () async throws -> Value?)
        async -> Value
    {
        do {
            let answer = try await ask() ?? .null
            state.withLock { $0.add(what, answer, hiding: hidden) }
            return answer
        } catch {
            var error = error as? KubeError ?? KubeError(.other, "\(error)")
            if briefly, error.causes.count > 1 {
                error.message = String(error.message.prefix { $0 != ":" })
                error.causes = []
            }
            state.withLock { $0.add(what, error) }
            return .null
        }
    }

    func note(_ what: String, _ value: Value) {
        state.withLock { $0.add(what, value, hiding: []) }
    }
}

/// Answers without what differs from run to run: times, uids, versions. Two that are alike come out the same on every server.
struct Transcript: Sendable {
    private(set) var lines: [String] = []
    private let namespace: String
    private var uids: [String: String] = [:]
    private var versions: [String: String] = [:]

    init(namespace: String) { self.namespace = namespace }

    mutating func add(_ what: String, _ answer: Value, hiding hidden: [String]) {
        let text = String(decoding: clean(answer, hidden).jsonBytes(sortedKeys: true), as: UTF8.self)
        lines.append("\(what): \(plain(text))")
    }

    mutating func add(_ what: String, _ error: KubeError) {
        // Old servers check some things twice, and say so.
        let causes = Set(error.causes.map { "\($0.field) \($0.reason) \(words($0.message))" }).sorted()
            .joined(separator: "; ")
        let object = error.objectName.isEmpty ? "" : " of \(error.objectName)"
        lines.append(
            "\(what): \(error.status ?? 0) \(error.reason)\(object): \(plain(words(error.message))) [\(plain(causes))]")
    }

    /// Go prints values that it refuses as their structures; what counts is why.
    private func words(_ message: String) -> String {
        // Of several faults the first differs from run to run; all are among the causes.
        if let list = message.firstRange(of: " is invalid: [") { return message[..<list.upperBound] + "…" }
        guard let start = message.firstRange(of: "Invalid value: "), let end = message.ranges(of: ": ").last,
            end.lowerBound > start.upperBound
        else { return message }
        return message[..<start.upperBound] + "…" + message[end.lowerBound...]
    }

    /// What servers have allotted, or has come in some version only.
    private static let noise: Set<String> = [
        "selfLink", "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy",
        "remainingItemCount",
        "continue", "deprecatedFirstTimestamp", "deprecatedLastTimestamp", "deprecatedSource",
    ]

    private mutating func clean(_ value: Value, _ hidden: [String]) -> Value {
        switch value {
        case .object(let members):
            var kept = Object()
            for (name, member) in members where !hidden.contains(name) && !Self.noise.contains(name) {
                if name == "creationTimestamp", member.isNull { continue }
                switch (name, member) {
                case ("managedFields", .array(let entries)):
                    kept[name] = .array(entries.map(Self.entry).sorted(by: Self.isBefore))
                case ("resourceVersion", .string(let version)): kept[name] = .string(label(version))
                default: kept[name] = clean(member, hidden)
                }
            }
            return .object(kept)
        case .array(let items): return .array(items.map { clean($0, hidden) })
        case .string(let text): return .string(uid(text))
        default: return value
        }
    }

    private static func entry(_ entry: Value) -> Value {
        var entry = entry
        if entry["time"] != nil { entry["time"] = "TIME" }
        return entry
    }

    private static func isBefore(_ left: Value, _ right: Value) -> Bool {
        func order(_ entry: Value) -> [String] {
            ["operation", "manager", "subresource", "apiVersion"].map { entry[$0]?.string ?? "" }
        }
        return order(left).lexicographicallyPrecedes(order(right))
    }

    /// The same version has the same name.
    private mutating func label(_ version: String) -> String {
        let label = versions[version] ?? "v\(versions.count + 1)"
        versions[version] = label
        return label
    }

    private mutating func uid(_ text: String) -> String {
        guard text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/) != nil else {
            return text
        }
        let label = uids[text] ?? "uid\(uids.count + 1)"
        uids[text] = label
        return label
    }

    private func plain(_ text: String) -> String {
        var text = text.replacing(namespace, with: "NAMESPACE")
        for (uid, label) in uids { text = text.replacing(uid, with: label) }
        text = text.replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "UID")
        text = text.replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\.[0-9]+)?Z/, with: "TIME")
        return text.replacing(/resource version: [0-9]+ \([0-9]+\)/, with: "resource version")
    }
}

/// One way of using a server.
struct Scenario: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let play: @Sendable (Stage) async throws -> Void

    init(_ title: String, _ play: @escaping @Sendable (Stage) async throws -> Void) {
        testDescription = title
        self.play = play
    }
}
