import OperatorTesting

/// Where a scenario plays: a namespace of its own, a git repository, and an operator that stands between them.
protocol World: ObjectAccess {
    var namespace: String { get }
    /// Of the repository.
    var url: String { get }

    func write(_ path: String, _ text: String) throws
    func remove(_ path: String) throws
    /// Commits whatever is in the repository's folder, and returns the commit's id.
    func commit() throws -> String

    /// Returns once something is so. Throws where that takes longer than anything here should, with what helps to find out why.
    func wait(_ what: String, until isSo: () async throws -> Bool) async throws
    /// Lets pass, where time costs nothing, as much of it as all that is under way may take.
    func rest() async throws
}
