import Controllers
import Documents
import KubeClient
import KubeModel
import MemoryCluster
import OperatorTesting
import TestKit

/// One play: what was done, what should be there, and the operator that should see to it.
///
/// Invariants, once faults have ended: every application has exactly the objects of its source, with their values, and says so;
/// of an application that is gone nothing is left; what is no application's is as somebody left it; and then nothing more is
/// written.
actor Simulation {
    private let bench: Bench
    private let repository: GitRepository
    private var random: SeededRandom
    /// What was done, for whoever reads a failure.
    private(set) var script: [String] = []
    private var desired: [String: [String: String]] = ["a": [:], "b": [:]]
    private var existing: Set<String> = []
    private var suspended: Set<String> = []
    private var broken: Set<String> = []
    /// Objects that are no application's, with their values.
    private var bystanders: [String: String] = [:]
    /// Objects that somebody has taken the label off. Where the source wants them they are marked again; where it does not, or no
    /// more by then, they are nobody's, and stay.
    private var released: Set<String> = []
    private var running: Task<Void, Never>?
    private var requests = 0

    init(seed: UInt64) async throws {
        random = SeededRandom(seed: seed)
        bench = try await Bench(seed: seed)
        repository = try GitRepository()
        // Git keeps no empty folders, and a source whose folder is gone is no empty one.
        for name in ["a", "b"] { try repository.write("\(name)/README", "") }
        try repository.commit()
        try await bench.apply(Bench.repository(url: repository.url))
    }

    func play(rounds: Int, steps: Int) async throws {
        try await start()
        for name in ["a", "b"] { try await create(name) }
        for _ in 0..<rounds {
            for _ in 0..<steps { try await step() }
            try await check()
        }
    }

    func end() async {
        await kill()
        bench.end()
    }

    // MARK: The operator

    private func start() async throws {
        let operation = try await bench.makeOperator()
        running = Task { await operation.run() }
    }

    /// Whatever it was at is broken off, and all that it knew is lost.
    private func kill() async {
        running?.cancel()
        await running?.value
        running = nil
    }

    // MARK: Steps

    private func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

    private func step() async throws {
        let name = number(0..<2) == 0 ? "a" : "b"
        switch number(0..<16) {
        case 0, 1, 2: try await write(name)
        case 3: try await remove(name)
        case 4: try await breakSource(name)
        case 5, 6: try await editByHand(name)
        case 7: try await deleteByHand(name)
        case 8: try await standBy()
        case 9: try await toggleSuspension(name)
        case 10: try await toggleExistence(name)
        case 11: try await crash(name)
        case 12, 13: addFault()
        case 14:
            script.append("watches break")
            bench.cluster.breakWatches()
        default:
            let pause = number(0..<60)
            script.append("\(pause) ms pass")
            try await Task.sleep(for: .milliseconds(pause))
        }
    }

    /// The operator ends at some point of what a commit gives it to do, and begins anew.
    private func crash(_ application: String) async throws {
        let writes = number(0..<6)
        bench.cluster.add(MemoryFault(.loseRequest, to: { $0.isOperators }, after: writes, times: 1_000))
        let name = try await write(application)
        try await Task.sleep(for: .milliseconds(number(0..<80)))
        script.append("crash after \(writes) writes")
        await kill()
        bench.cluster.removeFaults()
        // What was made then, and is not wanted any more, has to be known by what was written down.
        if number(0..<2) == 0 { try await remove(application, name) }
        try await start()
    }

    private func objectName(_ application: String) -> String { "\(application)-\(number(0..<4))" }

    @discardableResult private func write(_ application: String) async throws -> String {
        let (name, value) = (objectName(application), "\(number(0..<1_000))")
        desired[application, default: [:]][name] = value
        try repository.write("\(application)/\(name).yaml", Bench.configMap(name, value))
        try await commit("write \(name) = \(value)")
        return name
    }

    private func remove(_ application: String, _ chosen: String? = nil) async throws {
        let name = chosen ?? objectName(application)
        guard desired[application]?.removeValue(forKey: name) != nil else { return }
        try repository.remove("\(application)/\(name).yaml")
        try await commit("remove \(name)")
    }

    private func breakSource(_ application: String) async throws {
        guard broken.insert(application).inserted else { return }
        try repository.write("\(application)/broken.yaml", "a: [\n")
        try await commit("break \(application)")
    }

    private func commit(_ what: String) async throws {
        script.append("commit: \(what)")
        try repository.commit(what)
        try await poke()
    }

    private func poke() async throws {
        requests += 1
        try await bench.poke("\(requests)")
    }

    private func editByHand(_ application: String) async throws {
        let name = objectName(application)
        let isMark = number(0..<4) == 0
        let body: Value =
            isMark
            ? ["metadata": ["labels": ["gitops.martlet.dev/managed-by": .null]]] : ["data": ["k": "by hand"]]
        guard bench.data(name) != nil, bystanders[name] == nil else { return }
        script.append(isMark ? "take the label off \(name)" : "edit \(name)")
        if isMark { released.insert(name) }
        try await tolerateAbsence {
            _ = try await bench.client.patch(
                .configMaps, ObjectKey(namespace: "default", name: name), subresource: nil, kind: .merge, body: body)
        }
    }

    private func deleteByHand(_ application: String) async throws {
        let name = objectName(application)
        guard bench.data(name) != nil, bystanders[name] == nil else { return }
        script.append("delete \(name)")
        try await tolerateAbsence {
            _ = try await bench.client.delete(
                .configMaps, ObjectKey(namespace: "default", name: name), uid: nil, resourceVersion: nil,
                propagation: .background)
        }
    }

    private func tolerateAbsence(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as KubeError where error.code == .notFound || error.code == .conflict {}
    }

    /// Somebody has an object that no source speaks of.
    private func standBy() async throws {
        let name = "bystander-\(number(0..<3))"
        let value = "\(number(0..<1_000))"
        script.append("\(name) = \(value)")
        bystanders[name] = value
        try await bench.apply([
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "default"],
            "data": ["k": .string(value)],
        ])
    }

    // MARK: Applications

    private func create(_ name: String) async throws {
        existing.insert(name)
        script.append("create \(name)")
        try await bench.apply(specification(name))
    }

    private func specification(_ name: String) -> Value {
        Bench.application(
            name, path: name,
            spec: [
                "suspend": .bool(suspended.contains(name)),
                "sync": ["allowEmpty": true, "retry": ["limit": 100, "backoff": ["duration": "1s", "factor": 1]]],
            ])
    }

    private func toggleSuspension(_ name: String) async throws {
        guard existing.contains(name) else { return }
        if suspended.remove(name) == nil { suspended.insert(name) }
        script.append("\(suspended.contains(name) ? "suspend" : "resume") \(name)")
        try await bench.apply(specification(name))
    }

    private func toggleExistence(_ name: String) async throws {
        guard existing.contains(name) else {
            // Of one that is on its way out no other can be made.
            guard !bench.applications.contains(where: { $0.name == name }) else { return }
            return try await create(name)
        }
        if suspended.contains(name) { try await toggleSuspension(name) }
        script.append("delete application \(name)")
        existing.remove(name)
        try await bench.delete("GitOpsApplication", name)
    }

    // MARK: Faults

    private func addFault() {
        let effects: [(String, MemoryFault.Effect)] = [
            ("500", .refuse(status: 500, reason: "InternalError", message: "a fault", retryAfter: nil)),
            ("429", .refuse(status: 429, reason: "TooManyRequests", message: "a fault", retryAfter: 0)),
            ("409", .refuse(status: 409, reason: "Conflict", message: "a fault", retryAfter: nil)),
            ("lost request", .loseRequest), ("lost answer", .loseAnswer), ("break", .breakWatches),
            ("compact", .compact),
        ]
        let (name, effect) = effects[number(0..<effects.count)]
        let (spared, times) = (number(0..<4), number(1..<4))
        script.append("fault: \(name), \(times) writes after \(spared)")
        // Persons meet none.
        bench.cluster.add(
            MemoryFault(
                effect, to: { $0.isOperators }, after: spared, times: times))
    }

    // MARK: Checks

    private func check() async throws {
        script.append("check")
        bench.cluster.removeFaults()
        for name in suspended.sorted() { try await toggleSuspension(name) }
        for name in broken.sorted() { try repository.remove("\(name)/broken.yaml") }
        broken = []
        let head = try repository.commit("mend")
        try await poke()
        let (bench, existing, desired, bystanders, released) = (bench, existing, desired, bystanders, released)
        try await eventually("all is as it should be", within: .seconds(20), evidence: { bench.evidence }) {
            bench.isConverged(
                existing: existing, desired: desired, bystanders: bystanders, released: released, head: head)
        }
        try await rest()
    }

    /// Nothing more is written once there is nothing to do.
    private func rest() async throws {
        let bench = bench
        try await eventually("nothing is written at rest", within: .seconds(10), evidence: { bench.evidence }) {
            _ = bench.cluster.takeRequests()
            try await Task.sleep(for: .milliseconds(150))
            return !bench.cluster.takeRequests().contains { $0.isWrite }
        }
    }
}

extension MemoryRequest {
    /// Whether only the operator makes such requests in a simulation: applies under the applier's account, status, finalizers.
    fileprivate var isOperators: Bool {
        isWrite && (user.hasSuffix(":martlet-applier") || subresource == "status" || resource == "events")
    }
}

extension Bench {
    /// Whether the cluster holds what it should, and nothing else.
    func isConverged(
        existing: Set<String>, desired: [String: [String: String]], bystanders: [String: String],
        released: Set<String>, head: String
    ) -> Bool {
        var expected = bystanders
        for name in existing { expected.merge(desired[name] ?? [:]) { _, own in own } }
        var found: [String: String] = [:]
        for object in cluster.objects(group: "", resource: "configmaps") where object.namespace == "default" {
            let name = object.name ?? ""
            let isNobodys = released.contains(name) && object.label("gitops.martlet.dev/managed-by") == nil
            if expected[name] != nil || !isNobodys { found[name] = object.at("data", "k")?.string ?? "" }
        }
        guard found == expected, Set(applications.compactMap(\.name)) == existing else { return false }
        return applications.allSatisfy { application in
            let sync = application.at("status", "sync")
            return sync?["status"]?.string == "Synced" && sync?["revision"]?.string == "main@sha1:\(head)"
        }
    }
}
