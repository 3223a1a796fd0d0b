import Documents
import Git
import KubeModel
import MemoryCluster
import MemorySources
import Operating
import Surroundings

extension Simulation {
    mutating func step() async throws {
        let name = Wishes.names[number(0..<Wishes.names.count)]
        if chance(1, of: 4) { bench.cluster.settle() }
        switch number(0..<36) {
        case 0...4: try await write(name)
        case 5, 6: try await remove(name)
        case 7: try await move(to: name)
        case 8: try await breakSource(name)
        case 9, 10: try await editByHand()
        case 11: try await deleteByHand()
        case 12: try await standBy()
        case 13: try await change(name, "suspend or resume") { $0.isSuspended.toggle() }
        case 14: try await change(name, "prune or not") { $0.prunes.toggle() }
        case 15: try await toggleDependency()
        case 16, 17: try await toggleExistence(name)
        case 18, 19: try await crash(name)
        case 20: try await changeLeader()
        case 21, 22: addFault()
        case 23: breakGit()
        case 24: try await request(name)
        case 25:
            note("watches break")
            bench.cluster.breakWatches()
        case 26:
            let losses = [0, 5, 30][number(0..<3)]
            note("of a hundred messages \(losses) are lost")
            lose(ofHundred: losses)
        case 27, 28: try await toggleHook(name)
        case 29: try await goBack(name)
        case 30, 31: answerChecks()
        case 32, 33: try await moveAlongDependency()
        case 34: try await requestObjects(name)
        default: try await pause([0..<60, 0..<1_000, 0..<20_000][number(0..<3)])
        }
    }

    // MARK: Sources

    /// Any application may have any of them, also what one that depends on it had before, or the other way round.
    private mutating func objectName() -> String { "o-\(number(0..<6))" }

    /// Writes an object of an application, one that no other has.
    private mutating func write(_ application: String) async throws {
        let (name, value) = (objectName(), "\(number(0..<1_000))")
        guard wishes.owner(of: name).map({ $0 == application }) ?? true else { return }
        wishes.next.objects[application, default: [:]][name] = value
        bench.repository.write("\(application)/\(name).yaml", Bench.configMap(name, value))
        try await commit("\(application) has \(name) = \(value)")
    }

    private mutating func remove(_ application: String) async throws {
        let names = wishes.next.objects[application, default: [:]].keys.sorted()
        guard !names.isEmpty else { return }
        let name = names[number(0..<names.count)]
        wishes.next.objects[application]?[name] = nil
        bench.repository.remove("\(application)/\(name).yaml")
        try await commit("\(application) has no \(name)")
    }

    /// An object becomes another application's.
    private mutating func move(to application: String) async throws {
        let name = objectName()
        guard let owner = wishes.owner(of: name), owner != application else { return }
        try await move(name, from: owner, to: application)
    }

    /// What one has passes to the one that depends on it, or the other way round: either waits for the other.
    private mutating func moveAlongDependency() async throws {
        guard wishes.applications["b"]?.dependencies == ["a"] else { return try await toggleDependency() }
        let (from, to) = chance(1, of: 2) ? ("a", "b") : ("b", "a")
        let names = wishes.next.objects[from, default: [:]].keys.sorted()
        guard !names.isEmpty else { return try await write(from) }
        try await move(names[number(0..<names.count)], from: from, to: to)
    }

    private mutating func move(_ name: String, from owner: String, to application: String) async throws {
        guard let value = wishes.next.objects[owner]?.removeValue(forKey: name) else { return }
        wishes.next.objects[application, default: [:]][name] = value
        bench.repository.remove("\(owner)/\(name).yaml")
        bench.repository.write("\(application)/\(name).yaml", Bench.configMap(name, value))
        try await commit("\(name) moves from \(owner) to \(application)")
    }

    private mutating func breakSource(_ application: String) async throws {
        guard wishes.next.broken.insert(application).inserted else { return }
        let contents = ["a: [\n", "apiVersion: v1\nkind: ConfigMap\n", "${", "- a\n- b\n"]
        bench.repository.write("\(application)/broken.yaml", contents[number(0..<contents.count)])
        try await commit("break \(application)")
    }

    /// Something runs before or behind what is applied, or no more.
    private mutating func toggleHook(_ application: String) async throws {
        let (path, name) = ("\(application)/hook.yaml", "hook-\(application)")
        guard hooks.insert(application).inserted else {
            hooks.remove(application)
            bench.repository.remove(path)
            return try await commit("\(application) has no hook")
        }
        let phase = ["PreSync", "Sync", "PostSync"][number(0..<3)]
        let policy = ["BeforeHookCreation", "HookSucceeded", "HookFailed"][number(0..<3)]
        let called = chance(1, of: 3) ? "generateName: \(name)-" : "name: \(name)"
        bench.repository.write(
            path,
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              \(called)
              annotations: {gitops.martlet.dev/hook: \(phase), gitops.martlet.dev/hook-delete-policy: \(policy)}
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: i}]}}}

            """)
        try await commit("\(application) has a hook for \(phase), \(policy), \(called)")
    }

    mutating func mend() async throws {
        for name in wishes.next.broken.sorted() { bench.repository.remove("\(name)/broken.yaml") }
        wishes.next.broken = []
        try await commit("mend", isTold: true)
    }

    // MARK: Objects

    private mutating func ownObject() -> String? {
        let name = objectName()
        return bench.data(name) == nil || wishes.bystanders[name] != nil ? nil : name
    }

    mutating func editByHand() async throws {
        guard let name = ownObject() else { return }
        if chance(1, of: 4) {
            note("take the label off \(name)")
            wishes.released.insert(name)
            try await bench.edit(name, ["metadata": ["labels": ["gitops.martlet.dev/managed-by": .null]]])
        } else {
            note("edit \(name)")
            try await bench.edit(name, ["data": ["k": "by hand"]])
        }
    }

    private mutating func deleteByHand() async throws {
        guard let name = ownObject() else { return }
        note("delete \(name)")
        try await bench.deleteConfigMap(name)
    }

    /// Somebody has an object that no source speaks of.
    private mutating func standBy() async throws {
        let (name, value) = ("bystander-\(number(0..<3))", "\(number(0..<1_000))")
        note("\(name) = \(value)")
        wishes.bystanders[name] = value
        try await bench.apply(Bench.configMap(name, value))
    }

    // MARK: Applications

    private mutating func toggleDependency() async throws {
        guard wishes.applications["a"] != nil else { return }
        try await change("b", "depend on a or not:") {
            $0.dependencies = $0.dependencies.isEmpty ? ["a"] : []
        }
    }

    private mutating func toggleExistence(_ name: String) async throws {
        guard let wish = wishes.applications[name] else {
            // Of one that is on its way out no other can be made.
            guard bench.applications[name] == nil else { return }
            return try await create(name)
        }
        if wish.isSuspended { try await change(name, "resume") { $0.isSuspended = false } }
        if name == "a" { try await change("b", "depend on nothing:") { $0.dependencies = [] } }
        note("delete application \(name)")
        wishes.applications[name] = nil
        try await bench.delete("GitOpsApplication", name)
    }

    /// A person asks for a look, or for everything to be applied.
    private mutating func request(_ name: String) async throws {
        guard wishes.applications[name] != nil else { return }
        let kind = chance(1, of: 2) ? "requestedAt" : "sync"
        note("ask \(name) for \(kind)")
        try await bench.annotate("GitOpsApplication", name, kind, newRequest())
    }

    /// A person wants an application at an earlier revision, or no more.
    /// Asks for one or two objects, which the source may have or not.
    private mutating func requestObjects(_ name: String) async throws {
        guard wishes.applications[name] != nil else { return }
        let objects = (0...number(0..<2)).map { _ in "ConfigMap/\(objectName())" }.joined(separator: " ")
        note("ask \(name) for \(objects)")
        try await bench.annotate("GitOpsApplication", name, "syncObjects", "\(newRequest()) \(objects)")
    }

    private mutating func goBack(_ name: String) async throws {
        let history = bench.applications[name]?.at("status", "history")?.array ?? []
        guard wishes.applications[name] != nil, !history.isEmpty else { return }
        guard chance(3, of: 4), let revision = history[number(0..<history.count)]["revision"]?.string else {
            return try await follow(name)
        }
        note("\(name) goes back to \(revision)")
        wishes.earlier[name, default: []].insert(String(revision.suffix(40)))
        try await bench.annotate("GitOpsApplication", name, "rollback", revision)
    }

    mutating func follow(_ name: String) async throws {
        guard wishes.applications[name] != nil else { return }
        note("\(name) follows its source")
        try await bench.annotate("GitOpsApplication", name, "rollback", nil)
    }

    // MARK: Machines

    /// The operator ends at some point of what a commit gives it to do, and begins anew.
    private mutating func crash(_ application: String) async throws {
        let writes = number(0..<6)
        bench.cluster.add(MemoryFault(.loseRequest, to: { $0.isOperators }, after: writes, times: 1_000))
        try await write(application)
        try await pause(0..<500)
        note("crash after \(writes) writes")
        try await kill()
        bench.cluster.removeFaults()
        if chance(1, of: 8) {
            note("the mirrors are lost")
            bench.mirrors.forgetAll()
        }
        // What was made then, and is not wanted any more, has to be known by what was written down.
        if chance(1, of: 2) { try await remove(application) }
        try await start()
    }

    /// What checks before are answered from now on.
    private mutating func answerChecks() {
        let answers: [Operation.CheckFinding] = [.asWished, .otherwise("answers no"), .open("does not answer")]
        let answer = answers[number(0..<answers.count)]
        note("checks before: \(answer)")
        bench.prober.answer(CheckTests.url, answer)
    }

    private mutating func addFault() {
        let effects: [(String, MemoryFault.Effect)] = [
            ("500", .refuse(status: 500, reason: "InternalError", message: "a fault", retryAfter: nil)),
            ("429", .refuse(status: 429, reason: "TooManyRequests", message: "a fault", retryAfter: 0)),
            ("409", .refuse(status: 409, reason: "Conflict", message: "a fault", retryAfter: nil)),
            ("lost request", .loseRequest), ("lost answer", .loseAnswer), ("break", .breakWatches),
            ("compact", .compact), ("delay", .delay(.seconds(8))),
        ]
        let (name, effect) = effects[number(0..<effects.count)]
        let (spared, times) = (number(0..<4), number(1..<4))
        note("fault: \(name), \(times) writes after \(spared)")
        // Persons meet none.
        bench.cluster.add(MemoryFault(effect, to: { $0.isOperators }, after: spared, times: times))
    }

    private mutating func breakGit() {
        let times = number(1..<4)
        switch number(0..<4) {
        case 0:
            note("git is slow, \(times) times")
            bench.repository.meet(.slow(.seconds(number(1..<100))), times: times)
        case 1:
            note("git lets nobody in, \(times) times")
            bench.repository.meet(.refused(GitError(.authentication, "wrong password")), times: times)
        case 2:
            note("git cannot be reached, \(times) times")
            bench.repository.meet(.refused(GitError(.network, "no route")), times: times)
        default:
            note("the branch is gone")
            bench.repository.removeReference("refs/heads/main")
        }
    }

    mutating func endFaults() {
        note("faults end")
        bench.cluster.removeFaults()
        bench.prober.answer(CheckTests.url, .asWished)
        bench.repository.removeFaults()
        lose(ofHundred: 0)
    }
}
