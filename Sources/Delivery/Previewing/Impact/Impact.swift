internal import Documents

/// How much a change may cost whoever runs the cluster.
package enum Impact: String, Sendable, Hashable, CaseIterable, Comparable {
    case low, medium, high, critical

    package static func < (left: Impact, right: Impact) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }
}

/// Why a change has its impact.
package struct ImpactReason: Sendable, Hashable {
    /// The rule's name, as in docs/impact.md.
    package var rule: String
    package var impact: Impact
    /// What the change does, a predicate: `deletes a PersistentVolumeClaim`.
    package var words: String

    package init(rule: String, impact: Impact, words: String) {
        self.rule = rule
        self.impact = impact
        self.words = words
    }
}

extension [ImpactReason] {
    /// With what is demanded besides. As a change has one impact, those stay that give it the gravest, what is demanded first.
    func raised(by demands: [ImpactReason]) -> [ImpactReason] {
        guard !demands.isEmpty else { return self }
        let gravest = (self + demands).map(\.impact).max()
        return (demands + self).filter { $0.impact == gravest }
    }
}

/// A rule that gives a change its impact.
package struct ImpactRule: Sendable {
    package let name: String
    package let impact: Impact
    /// When it holds, as docs/impact.md has it.
    package let when: String
    /// What is said of a change; empty where the rule does not hold.
    let words: @Sendable (ChangedObject) -> [String]

    init(_ name: String, _ impact: Impact, _ when: String, _ words: @escaping @Sendable (ChangedObject) -> [String]) {
        self.name = name
        self.impact = impact
        self.when = when
        self.words = words
    }

    /// All of them.
    package static let all = [mostRemoved] + special + remainingRules

    /// Those that hold for some changes only; `remainingRules` are asked where none of these holds.
    static let special = removalRules + definitionRules + rightsRules + workloadRules
}

/// A change as rules see it: whole, for what hides something could hide what it does. Its texts are masked afterwards.
struct ChangedObject {
    let id: ObjectID
    let action: PreviewAction
    let live: Value?
    let predicted: Value?
    /// Whether a workload mounts it or takes variables from it; nil where that is not known.
    let isMounted: Bool?
    let stored: StoredObjects?

    init(_ object: PreviewedObject, isMounted: Bool?) {
        id = object.id
        action = object.action
        stored = object.stored
        func plain(_ document: Value) -> Value {
            var plain = ServerNoise.leaving(object.id.isSecret ? document.withTextsAsData : document)
            // Servers leave it out in lists.
            plain["kind"] = .string(object.id.kind)
            return plain
        }
        live = object.live.map(plain)
        predicted = object.predicted.map(plain)
        self.isMounted = isMounted
    }

    /// Whether the live object goes.
    var goes: Bool { action == .delete || action == .replace }

    /// `Deployment`, or `Kafka of kafka.strimzi.io`
    var kindName: String { KindGroups.isBuiltIn(id.group) ? id.kind : "\(id.kind) of \(id.group)" }

    var kindWithArticle: String {
        "\(id.kind.first.map { "AEIOU".contains($0) } ?? false ? "an" : "a") \(kindName)"
    }

    func isKind(_ kind: String, of group: String) -> Bool { id.kind == kind && id.group == group }

    func differs(_ way: String...) -> Bool {
        func value(_ document: Value?) -> Value? { way.reduce(document) { $0?[$1] } }
        return !Differences.agree(value(live), value(predicted), at: way, kind: id.kind)
    }

    /// The reasons of the gravest rules that hold, for a change has one impact; none where nothing is changed.
    func reasons() -> [ImpactReason] {
        guard action.isChange else { return [] }
        let found = reasons(by: ImpactRule.special)
        let gravest = found.map(\.impact).max()
        return found.isEmpty ? reasons(by: ImpactRule.remainingRules) : found.filter { $0.impact == gravest }
    }

    private func reasons(by rules: [ImpactRule]) -> [ImpactReason] {
        rules.flatMap { rule in
            rule.words(self).prefix(ChangedObject.mostWords).map {
                ImpactReason(rule: rule.name, impact: rule.impact, words: $0)
            }
        }
    }

    /// Of one rule; more say nothing new.
    private static let mostWords = 5
}
