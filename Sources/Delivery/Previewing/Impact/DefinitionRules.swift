internal import Documents

extension ImpactRule {
    /// What makes objects invalid that are there.
    static let definitionRules = [
        ImpactRule(
            "definition-narrowed", .critical,
            "a CustomResourceDefinition serves a version no more, or allows less in one than before"
        ) { findings($0, .critical) },
        ImpactRule("definition-moved", .high, "a CustomResourceDefinition stores its objects in another version") {
            findings($0, .high)
        },
    ]

    private static func findings(_ object: ChangedObject, _ impact: Impact) -> [String] {
        guard object.action == .update, let live = object.live, let predicted = object.predicted,
            object.isKind("CustomResourceDefinition", of: KindGroups.definitions)
        else { return [] }
        return DefinitionFinding.between(live, predicted).filter { $0.impact == impact }
            .map { "\($0.path): \($0.words)" }
    }

    /// Not of one object: of all that a plan deletes.
    static let mostRemoved = ImpactRule(
        "most-removed", .critical, "more than half of what the application has is deleted"
    ) { _ in [] }

    /// What it says of a plan; nil where it does not hold.
    static func mostRemoved(_ deleted: Int, of inventory: Int) -> ImpactReason? {
        guard deleted > 0, deleted * 2 > inventory else { return nil }
        return ImpactReason(
            rule: mostRemoved.name, impact: mostRemoved.impact,
            words: "deletes \(deleted) of the \(max(deleted, inventory)) objects of the application")
    }
}
