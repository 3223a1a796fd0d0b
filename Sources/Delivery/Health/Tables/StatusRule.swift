import Documents

/// How objects of some kinds say how they are: the first clause that holds decides. Where none does, the object is
/// progressing: its controller has not said yet.
struct StatusRule: Sendable {
    /// What tells that a status is of an earlier spec, and so says nothing about this one.
    enum Freshness: Sendable {
        /// Its observed generation, where it has one.
        case ofStatus
        /// That of each condition, where it has one.
        case ofConditions
    }

    let clauses: [Clause]
    let freshness: Freshness

    func health(of object: Value) -> ObjectHealth {
        if freshness == .ofStatus, let late = lateHealth(of: object) { return late }
        let subject = Subject(object, isDated: freshness == .ofConditions)
        if let health = clauses.health(of: subject) { return health }
        // Where nothing says what it waits for, what it has come to is better than nothing.
        let words = subject.words ?? subject.conditions.lazy.map(\.cause).first { !$0.isEmpty } ?? subject.phase
        return ObjectHealth(.progressing, words ?? "waits to be processed")
    }
}

/// Of an object whose controller says that it has not seen the latest spec; nil where it has, or does not say.
func lateHealth(of object: Value) -> ObjectHealth? {
    guard let observed = object.at("status", "observedGeneration")?.integer, observed < object.generation else {
        return nil
    }
    return ObjectHealth(.progressing, "waits for its controller to see generation \(object.generation)")
}

/// A line of a table: kinds of some groups, and the rule that all of them have.
struct TableEntry: Sendable {
    let groups: [String]
    let kinds: [String]
    let rule: StatusRule

    /// Groups, and kinds, are separated by spaces. `*` stands for all kinds of the group that have no line of their own,
    /// and a group that begins with `*.` for all below that domain.
    init(_ groups: String, _ kinds: String, _ clauses: [Clause], freshness: StatusRule.Freshness = .ofStatus) {
        // The core's group is the empty text.
        self.groups = groups.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        self.kinds = kinds.split(separator: " ").map(String.init)
        rule = StatusRule(clauses: clauses, freshness: freshness)
    }
}
