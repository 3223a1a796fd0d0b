import FoundationEssentials
import OperatorTesting
import Testing

/// The whole operator on a cluster in memory, through what a seed makes of commits, edits by hand, requests, deletions, faults,
/// kills and changes of leaders; what must be so is in `Simulation` and `Watchman`.
///
/// A seed determines everything: what is done, what happens meanwhile, in which order and when. To play one again, hashes have to
/// be the same, too: `make simulate SEEDS=17-17`.
@Suite(.serialized, .timeLimit(.minutes(60))) struct SimulationTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// `MARTLET_SEEDS=100-199` plays others than the usual few.
    private static let seeds: ClosedRange<UInt64> = {
        let words = (environment["MARTLET_SEEDS"] ?? "").split(separator: "-")
        guard words.count == 2, let first = UInt64(words[0]), let last = UInt64(words[1]), first <= last else {
            return 1...200
        }
        return first...last
    }()

    @Test("whatever happens, applications come to what their source says, and nothing else is touched")
    func simulation() async throws {
        for seed in Self.seeds { _ = try await Simulation.play(seed: seed, rounds: 2, steps: 15) }
    }

    @Test(
        "the same seed gives the same requests at the same times",
        .enabled(
            if: environment["SWIFT_DETERMINISTIC_HASHING"] != nil, "hashes differ from one dictionary to the next"),
        arguments: [1, 2, 3] as [UInt64])
    func reproducible(seed: UInt64) async throws {
        let first = try await Simulation.play(seed: seed, rounds: 2, steps: 15)
        let second = try await Simulation.play(seed: seed, rounds: 2, steps: 15)
        let difference = zip(first, second).enumerated().first { $0.element.0 != $0.element.1 }
        let before = difference.map { first[..<$0.offset].suffix(10).joined(separator: "\n") } ?? ""
        #expect(
            difference == nil,
            Comment(rawValue: "\(before)\n\(difference?.element.0 ?? "")\n\(difference?.element.1 ?? "")"))
        #expect(first.count == second.count && !first.isEmpty)
    }
}
