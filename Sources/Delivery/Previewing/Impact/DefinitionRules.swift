internal import Documents

extension ImpactRule {
    /// What makes objects invalid that are there.
    static let definitionRules = [
        ImpactRule(
            "definition-narrowed", .critical,
            "a CustomResourceDefinition serves a version no more, or allows less in one than before"
        ) { object in object.findings(.critical).filter { !object.isUnused($0) }.map(object.words) },
        ImpactRule("definition-moved", .high, "a CustomResourceDefinition stores its objects in another version") {
            object in object.findings(.high).map(object.words)
        },
        ImpactRule(
            "definition-unused", .medium,
            "it allows less than before, and no object that is stored uses what goes"
        ) { object in object.findings(.critical).filter(object.isUnused).map(object.words) },
    ]

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

extension ChangedObject {
    /// What of a changed definition has an impact.
    func findings(_ impact: Impact) -> [DefinitionFinding] {
        guard action == .update, let live, let predicted,
            isKind("CustomResourceDefinition", of: KindGroups.definitions)
        else { return [] }
        return DefinitionFinding.between(live, predicted).filter { $0.impact == impact }
    }

    private func use(of finding: DefinitionFinding) -> FindingUse? {
        if case .seen(let uses)? = stored { uses[finding] } else { nil }
    }

    fileprivate func isUnused(_ finding: DefinitionFinding) -> Bool { use(of: finding)?.isNone ?? false }

    fileprivate func words(_ finding: DefinitionFinding) -> String {
        let change = "\(finding.path): \(finding.words)"
        guard let test = finding.test else { return change }
        if case .unseen(let why)? = stored { return "\(change); nobody knows what uses it: \(why)" }
        return use(of: finding).map { "\(change); \($0.words(test))" } ?? change
    }
}

extension PreviewedObject {
    /// What is to be asked of stored objects to learn what the change takes from them: nothing where it is no definition, or
    /// takes nothing away.
    package var storedLooks: [StoredLook] {
        guard let live else { return [] }
        return StoredLook.looks(at: live, ChangedObject(self, isMounted: nil).findings(.critical))
    }
}
