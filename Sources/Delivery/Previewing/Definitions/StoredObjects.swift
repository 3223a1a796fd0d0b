package import Documents

/// What is known of the objects that are stored of a kind whose definition is narrowed.
package enum StoredObjects: Sendable, Hashable {
    /// They could not be looked at, and why.
    case unseen(String)
    case seen([DefinitionFinding: FindingUse])
}

/// How many stored objects use what a definition takes away.
package struct FindingUse: Sendable, Hashable {
    /// Objects that do.
    var users = 0
    /// `shop/one`, of the first that do.
    var examples: [String] = []
    /// Objects that were looked at.
    var total = 0
    /// Whether these are all that there are.
    var isWhole = true
    /// `things`
    var plural: String

    /// Whether nothing stands in the way.
    var isNone: Bool { users == 0 && isWhole }

    static let mostExamples = 3

    /// `3 of 12 things use it: shop/one, shop/two, shop/three`
    func words(_ test: StoredTest) -> String {
        let those = isWhole ? "\(total) \(plural)" : "the first \(total) \(plural)"
        guard users > 0 else {
            return total == 0 ? "there are no \(plural)" : "none of \(those) \(test.verb.one)"
        }
        let verb = users == 1 ? test.verb.one : test.verb.several
        let rest = users > examples.count ? ", …" : ""
        return "\(users) of \(those) \(verb): \(examples.joined(separator: ", "))\(rest)"
    }
}

/// Looks at the stored objects of a kind, one after another, for what they use of what its definition takes away. Keeps none
/// of them, and of what they hold nothing but their names.
package struct StoredLook: Sendable {
    /// How many objects are looked at.
    package static let mostObjects = 500
    /// Values that are looked at in one object; one that has more counts as one that uses what goes.
    private static let mostValues = 50_000

    /// In which version objects are read.
    package let version: String
    private let group: String
    /// What they are called in words.
    private let kind: String
    private let plural: String
    private let findings: [DefinitionFinding]
    private var uses: [FindingUse]

    /// One for each version in which objects have to be read to learn what is used of what goes.
    ///
    /// - Parameter live: the definition as it is.
    package static func looks(at live: Value, _ findings: [DefinitionFinding]) -> [StoredLook] {
        let versions = (live.at("spec", "versions")?.array ?? []).filter { $0["served"]?.bool != false }
        let served = versions.compactMap { $0["name"]?.string }
        let usual = versions.first { $0["storage"]?.bool == true }?["name"]?.string ?? served.first
        guard let usual else { return [] }
        let asked = findings.filter { $0.test != nil }
        return Dictionary(grouping: asked) { finding in
            if case .isWritten? = finding.test { return usual }
            return served.contains(finding.version) ? finding.version : usual
        }.map { StoredLook(live, version: $0, $1) }.sorted { $0.version < $1.version }
    }

    private init(_ live: Value, version: String, _ findings: [DefinitionFinding]) {
        self.version = version
        self.findings = findings
        group = live.at("spec", "group")?.string ?? ""
        kind = live.at("spec", "names", "kind")?.string ?? ""
        plural = live.at("spec", "names", "plural")?.string ?? ""
        uses = []
        beginAnew()
    }

    /// Of the objects.
    package var type: GroupVersionKind { GroupVersionKind(group: group, version: version, kind: kind) }

    /// Whether no more is to be looked at.
    package var isFull: Bool { (uses.first?.total ?? 0) >= Self.mostObjects }

    /// How much is used, for each finding.
    package var result: [DefinitionFinding: FindingUse] {
        Dictionary(zip(findings, uses)) { first, _ in first }
    }

    /// What was looked at so far does not count: the list begins again.
    package mutating func beginAnew() { uses = findings.map { _ in FindingUse(plural: plural) } }

    /// There are more than were looked at.
    package mutating func end() { for index in uses.indices { uses[index].isWhole = false } }

    package mutating func look(at object: Value) {
        let name = [object.namespace, object.name].compactMap(\.self).joined(separator: "/")
        var left = Self.mostValues
        for (index, finding) in findings.enumerated() {
            uses[index].total += 1
            guard let test = finding.test else { continue }
            let isUser = StoredLook.reach(object, finding.way[...], isTop: true, &left, test)
            guard isUser else { continue }
            uses[index].users += 1
            if uses[index].examples.count < FindingUse.mostExamples { uses[index].examples.append(name) }
        }
    }

    private static func reach(
        _ value: Value, _ way: ArraySlice<StoredStep>, isTop: Bool, _ left: inout Int, _ test: StoredTest
    ) -> Bool {
        left -= 1
        guard left > 0 else { return true }
        guard let step = way.first else { return test.holds(for: value, isTop: isTop) }
        let rest = way.dropFirst()
        switch step {
        case .field(let name):
            return value[name].map { reach($0, rest, isTop: false, &left, test) } ?? false
        case .elements:
            for element in value.array ?? [] where reach(element, rest, isTop: false, &left, test) { return true }
        case .values:
            for member in value.object ?? Object() where reach(member.value, rest, isTop: false, &left, test) {
                return true
            }
        }
        return false
    }
}
