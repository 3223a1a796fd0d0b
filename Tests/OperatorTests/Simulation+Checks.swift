import Documents
import KubeModel
import MemoryCluster
import MemorySources
import OperatorTesting
import Surroundings

extension Simulation {
    /// Ends all that is wrong, and waits for what has to come of it.
    mutating func check() async throws {
        endFaults()
        for name in Wishes.names {
            try await change(name, "resume and prune") {
                $0.isSuspended = false
                $0.prunes = true
            }
        }
        for name in wishes.earlier.keys.sorted() { try await follow(name) }
        try await mend()
        // A sync does what can be done: what others have to let go first is left to another one.
        for _ in 0..<2 {
            try await bench.surroundings.sleep(for: .seconds(60))
            bench.cluster.settle()
            try await syncManually()
        }
        try await converge("all is as it should be")
        try await ask()
        try await syncManually()
        try await converge("all is as it should be again")
        wishes.earlier = [:]
        try await rest()
        try await bench.surroundings.sleep(for: .seconds(60))
        if let flaw = bench.recordFlaw { throw Unexpected("records of deployments: \(flaw)\n\(bench.evidence)") }
    }

    /// What is not applied by itself is asked for.
    private mutating func syncManually() async throws {
        for (name, wish) in wishes.applications.sorted(by: { $0.key < $1.key }) where !wish.isAutomatic {
            try await bench.annotate("GitOpsApplication", name, "sync", newRequest())
        }
    }

    private func converge(_ what: String) async throws {
        try await bench.eventually(what, within: .seconds(900)) {
            bench.cluster.settle()
            try watchman.report()
            return isConverged && bench.strayHooks.isEmpty
        }
    }

    /// Whether the cluster holds what it should, and nothing else, and says so.
    private var isConverged: Bool {
        let (objects, applications) = (bench.configMaps, bench.applications)
        let expected = wishes.expected
        for (name, object) in objects where expected[name] == nil {
            guard wishes.released.contains(name), object.label("gitops.martlet.dev/managed-by") == nil else {
                return false
            }
        }
        guard expected.allSatisfy({ objects[$0.key]?.at("data", "k")?.string == $0.value }),
            Set(applications.keys) == Set(wishes.applications.keys), let head = wishes.commits.last?.id
        else { return false }
        return applications.values.allSatisfy { application in
            let sync = application.at("status", "sync")
            return sync?["status"]?.string == "Synced" && sync?["revision"]?.string == "main@sha1:\(head)"
        }
    }

    /// What a person asks for while other things happen is carried out at once, as a request.
    private mutating func ask() async throws {
        let names = wishes.applications.keys.sorted()
        guard !names.isEmpty else { return }
        let name = names[number(0..<names.count)]
        if chance(1, of: 2) { try await editByHand() }
        if chance(1, of: 2) { try await bench.poke(newRequest()) }
        try await pause(0..<200)
        let (request, isSync) = (newRequest(), chance(1, of: 2))
        note("ask \(name) for \(isSync ? "a sync" : "a look")")
        try await bench.annotate("GitOpsApplication", name, isSync ? "sync" : "requestedAt", request)
        try await bench.eventually("what \(name) is asked for is done", within: .seconds(30)) {
            bench.cluster.settle()
            try watchman.report()
            return bench.applications[name]?.at("status", isSync ? "lastHandledSync" : "lastHandledRequest")
                == .string(request)
        }
        guard isSync else { return }
        let trigger = bench.applications[name]?.at("status", "operation", "trigger")?.string
        guard trigger == "Requested" || (wishes.next.objects[name] ?? [:]).isEmpty else {
            throw Unexpected("\(name) was asked for a sync, and did it for \(trigger ?? "nothing")\n\(bench.evidence)")
        }
    }

    /// Nothing more is written once there is nothing to do.
    private func rest() async throws {
        try await bench.eventually("nothing is written at rest", within: .seconds(900)) {
            bench.cluster.settle()
            _ = bench.cluster.takeRequests()
            try await bench.surroundings.sleep(for: .seconds(120))
            try watchman.report()
            return !bench.cluster.takeRequests().contains { $0.isWrite }
        }
    }
}

extension Bench {
    var allJobs: [Value] { cluster.objects(group: "batch", resource: "jobs") }

    /// Jobs of applications that are gone, and those that have ended and are still held.
    fileprivate var strayHooks: [Value] {
        let owners = Set(applications.keys.map { "default/\($0)" })
        return allJobs.filter { job in
            let isHeld = job.at("metadata", "finalizers")?.array?.contains("gitops.martlet.dev/hook") ?? false
            return isHeld || !owners.contains(job.annotation("gitops.martlet.dev/application") ?? "")
        }
    }
}
