import Documents

/// What persons want, and wanted: every commit, and every application as it is declared now.
struct Wishes: Sendable {
    struct Commit: Sendable {
        /// By application, the values of its objects.
        var objects: [String: [String: String]] = [:]
        /// Applications whose source cannot be rendered.
        var broken: Set<String> = []
    }

    struct Application: Sendable {
        var isSuspended = false
        var prunes = true
        var isAutomatic = true
        /// Whether there is one before, over HTTP, and one behind, a Job.
        var hasChecks = false
        var dependencies: Set<String> = []
    }

    static let names = ["a", "b", "c"]

    /// What the next commit holds.
    var next = Commit()
    /// In their order, with their ids.
    private(set) var commits: [(id: String, commit: Commit)] = []
    /// Those that exist.
    var applications: [String: Application] = [:]
    /// Objects that are no application's, with their values.
    var bystanders: [String: String] = [:]
    /// Objects that somebody has taken the label off. Where the source wants them they are marked again; where it does not, or no
    /// more by then, they are nobody's, and stay.
    var released: Set<String> = []

    /// By application, the commits that it was to go back to.
    var earlier: [String: Set<String>] = [:]

    mutating func committed(_ id: String) { commits.append((id, next)) }

    /// Which application's the object is in the next commit.
    func owner(of object: String) -> String? { next.objects.first { $0.value[object] != nil }?.key }

    /// Whether an object need not be there by some commit that an application may be at: the one that it has applied last, or
    /// one after it.
    ///
    /// - Parameter revision: that it has applied, as its status tells it.
    func allowsAbsence(of object: String, from application: String, since revision: String?) -> Bool {
        let first = revision.flatMap { text in commits.firstIndex { text.hasSuffix($0.id) } } ?? 0
        let earlier = commits.filter { self.earlier[application]?.contains($0.id) ?? false }
        return (commits[first...] + earlier).contains { _, commit in
            !commit.broken.contains(application) && commit.objects[application]?[object] == nil
        }
    }

    /// All objects there should be, and their values, once everything is applied.
    var expected: [String: String] {
        var expected = bystanders
        for name in applications.keys { expected.merge(next.objects[name] ?? [:]) { _, own in own } }
        return expected
    }

    func resource(_ name: String) -> Value? {
        guard let wish = applications[name] else { return nil }
        return Bench.application(
            name, path: name,
            spec: [
                "suspend": .bool(wish.isSuspended),
                "dependsOn": .array(wish.dependencies.sorted().map { ["name": .string($0)] }),
                "sync": [
                    "automatic": .bool(wish.isAutomatic), "prune": .bool(wish.prunes), "allowEmpty": true,
                    "retry": ["limit": 100, "backoff": ["duration": "1s", "factor": 1]],
                ],
                "checks": wish.hasChecks ? Self.checks : [:],
            ])
    }

    private static let checks: Value = {
        var gate = CheckTests.http("gate")
        gate["interval"] = "1s"
        return ["before": [gate], "after": [CheckTests.job("smoke")]]
    }()
}
