import Health
import KubeRuntime
import Testing

@testable import Observing

@Suite struct PodBoardTests {
    private var board = PodBoard()
    private let key = PodSamples.key("web")
    private let rival = PodSamples.key("rival")
    private let begin = PodRoster.delay
    private let end = PodRoster.delay + PodRoster.turn

    /// Has `key` watched with as many others as can be, and tells that one of its Pods cannot start.
    private mutating func find() throws -> PodBoard.Start {
        var changes = [key: PodSamples.selection("web")]
        for number in 1..<PodRoster.limit { changes[PodSamples.key("z-\(number)")] = PodSamples.selection("web") }
        _ = board.step(changes, now: .zero)
        let start = try #require(board.step([:], now: begin).starts.first { $0.key == key })
        for event in [WatchEvent.reset, .listed(PodSamples.report("a", .pulling)), .synced(resourceVersion: "1")] {
            _ = board.apply(event, start)
        }
        #expect(board.step([:], now: begin).findings == [key: failure("a")])
        return start
    }

    /// Has another wait for the place of `key`, and take it once the events were seen.
    private mutating func displace(_ start: PodBoard.Start, _ events: WatchEvent<PodReport>...) -> PodBoard.Step {
        _ = board.step([rival: PodSamples.selection("web")], now: begin)
        for event in events { _ = board.apply(event, start) }
        return board.step([:], now: end)
    }

    private func failure(_ pod: String) -> PodFinding? {
        PodSamples.selection("web").flatMap { podFinding([PodSamples.report(pod, .pulling)], of: $0) }
    }

    @Test mutating func `What was found stands where an event comes just before the turn ends`() throws {
        let start = try find()
        let step = displace(start, .applied(PodSamples.report("b", .starting)))
        #expect(step.ends == [start.turn] && step.starts.map(\.key) == [rival])
        #expect(step.findings == [:])
    }

    @Test mutating func `What is seen just before the turn ends is told`() throws {
        let start = try find()
        let step = displace(
            start, .applied(PodSamples.report("b", .pulling)), .applied(PodSamples.report("a", .ready)))
        #expect(step.findings == [key: failure("b")])
    }

    @Test mutating func `What was found stands until the Pods are seen again, though the workload changes`() throws {
        _ = try displace(find())
        #expect(board.step([key: PodSamples.selection("web")], now: end).findings == [:])
        let start = try #require(board.step([:], now: end + PodRoster.turn).starts.first { $0.key == key })
        #expect(board.step([key: PodSamples.selection("web")], now: end + PodRoster.turn).findings == [:])
        _ = board.apply(.reset, start)
        _ = board.apply(.synced(resourceVersion: "2"), start)
        #expect(board.step([:], now: end + PodRoster.turn).findings == [key: nil])
    }

    @Test mutating func `What was found of other Pods is taken back while their workload waits`() throws {
        _ = try displace(find())
        #expect(board.step([key: PodSamples.selection("web", uid: "v")], now: end).findings == [key: nil])
    }

    @Test mutating func `What was found is taken back where Pods may not be read any more`() throws {
        let start = try find()
        board.refuse(start, now: begin)
        #expect(board.step([:], now: begin).findings == [key: nil])
    }
}
