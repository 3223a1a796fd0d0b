import Controllers
import Documents
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import OperatorTesting
import Surroundings
import Synchronization
import TestKit

/// One play: what persons, servers and machines do to an operator, and whether it does what it should.
///
/// What must never be is looked for at each write, by a `Watchman`. Once faults have ended: every application has exactly the
/// objects of its source, with their values, and says so; of an application that is gone nothing is left; what is no
/// application's is as somebody left it; what persons ask for is carried out at once; and then nothing more is written.
struct Simulation {
    /// An operator, and what it has of the world.
    private struct Running {
        var network: Network
        var leads: Flag
        var task: Task<Void, Never>
    }

    final class Flag: Sendable {
        private let value = Mutex(true)

        var isSet: Bool { value.withLock(\.self) }

        func clear() { value.withLock { $0 = false } }
    }

    let bench: Bench
    let watchman: Watchman
    var random: SeededRandom
    var wishes = Wishes() { didSet { watchman.expect(wishes) } }
    /// What was done, for whoever reads a failure.
    private(set) var script: [String] = []
    private var running: Running?
    private var requests = 0
    /// Applications that have a hook.
    var hooks: Set<String> = []

    init(_ bench: Bench, seed: UInt64) {
        self.bench = bench
        watchman = Watchman(bench)
        random = SeededRandom(seed: seed)
    }

    /// Plays some rounds of steps with a check after each. Returns every request that was made.
    static func play(seed: UInt64, rounds: Int, steps: Int) async throws -> [String] {
        try await Bench.play(seed: seed) { bench in
            var simulation = Simulation(bench, seed: seed)
            do {
                try await simulation.play(rounds: rounds, steps: steps)
            } catch {
                throw Unexpected("seed \(seed): \(error)\n\(simulation.script.joined(separator: "\n"))")
            }
            return simulation.watchman.log
        }
    }

    private mutating func play(rounds: Int, steps: Int) async throws {
        // Git keeps no empty folders, and a source whose folder is gone is no empty one.
        for name in Wishes.names { bench.repository.write("\(name)/README", "") }
        try await commit("begin", isTold: false)
        try await bench.declareRepository()
        try await start()
        for name in Wishes.names { try await create(name) }
        for _ in 0..<rounds {
            for _ in 0..<steps {
                try await step()
                try watchman.report()
            }
            try await check()
        }
        try await kill()
    }

    mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func chance(_ share: Int, of whole: Int) -> Bool { number(0..<whole) < share }

    mutating func note(_ text: String) { script.append("\(bench.surroundings.now.inSeconds): \(text)") }

    mutating func newRequest() -> String {
        requests += 1
        return "\(requests)"
    }

    mutating func pause(_ range: Range<Int>) async throws {
        try await bench.surroundings.sleep(for: .milliseconds(number(range)))
    }

    // MARK: The operator

    mutating func start() async throws {
        let network = Network(bench.cluster, bench.surroundings)
        let leads = Flag()
        let controllers = try await bench.makeOperator(on: network, workers: number(1..<4)) { leads.isSet }
        let task = Task(name: "operator", executorPreference: bench.surroundings.executor) { await controllers.run() }
        running = Running(network: network, leads: leads, task: task)
    }

    /// Whatever it was at is broken off, and all that it knew is lost.
    mutating func kill() async throws {
        running?.network.cut()
        running?.task.cancel()
        await running?.task.value
        running = nil
    }

    /// Another operator takes over, once nothing of this one is under way; this one goes on for a while, as one does that hangs.
    mutating func changeLeader() async throws {
        note("the leader changes")
        let old = running
        old?.leads.clear()
        try await bench.surroundings.sleep(for: .seconds(7))
        try await start()
        try await pause(0..<2_000)
        old?.network.cut()
        old?.task.cancel()
        await old?.task.value
    }

    mutating func lose(ofHundred losses: Int) { running?.network.lose(ofHundred: losses) }

    // MARK: Persons

    /// - Parameter isTold: whether somebody has the repository looked at at once.
    mutating func commit(_ what: String, isTold: Bool? = nil) async throws {
        note("commit: \(what)")
        wishes.committed(bench.repository.commit(what))
        let isTold = isTold ?? chance(3, of: 4)
        if isTold { try await bench.poke(newRequest()) }
    }

    mutating func create(_ name: String) async throws {
        note("create \(name)")
        var wish = Wishes.Application()
        wish.isAutomatic = name != "c"
        wish.hasChecks = chance(1, of: 3)
        wishes.applications[name] = wish
        try await declare(name)
    }

    func declare(_ name: String) async throws {
        if let resource = wishes.resource(name) { try await bench.apply(resource) }
    }

    mutating func change(_ name: String, _ what: String, _ change: (inout Wishes.Application) -> Void) async throws {
        guard var wish = wishes.applications[name] else { return }
        change(&wish)
        note("\(what) \(name)")
        wishes.applications[name] = wish
        try await declare(name)
    }
}
