import FoundationEssentials
import OperatorTesting
import TestKit
import Testing

/// The whole operator on a cluster in memory, through what a seed makes of commits, edits by hand, deletions, faults and
/// kills; the invariants are in `Simulation`.
///
/// A seed determines what is done and in which order, not yet what happens meanwhile: clock and threads are real.
@Suite(.serialized, .timeLimit(.minutes(20))) struct SimulationTests {
    /// `MARTLET_SEEDS=100-199` plays others than the usual few.
    private static let seeds: ClosedRange<UInt64> = {
        let words = (ProcessInfo.processInfo.environment["MARTLET_SEEDS"] ?? "").split(separator: "-")
        guard words.count == 2, let first = UInt64(words[0]), let last = UInt64(words[1]), first <= last else {
            return 1...12
        }
        return first...last
    }()

    @Test(
        "whatever happens, applications come to what their source says, and nothing else is touched", arguments: seeds)
    func simulation(seed: UInt64) async throws {
        let simulation = try await Simulation(seed: seed)
        do {
            try await simulation.play(rounds: 3, steps: 12)
            await simulation.end()
        } catch {
            await simulation.end()
            throw Unexpected("seed \(seed): \(error)\n\(await simulation.script.joined(separator: "\n"))")
        }
    }
}
