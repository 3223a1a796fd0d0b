import Documents
import KubeClient
import KubeModel
import Logging
import Metrics
import Surroundings
import Synchronization
import TestKit
import Testing

@testable import KubeRuntime

/// Answers lists and watches from a script; what comes after its end never comes.
final class ScriptedSource: WatchSource {
    enum Answer: Sendable {
        case list([Value], String)
        /// A page of a list after which another comes.
        case page([Value], String, beginsAnew: Bool = false)
        case events([RawWatchEvent])
        case refuse(KubeError)
    }

    private let answers: Mutex<[Answer]>
    private let asked = Mutex<[String]>([])
    /// Where the server is, as far as it tells.
    let version = Recorded("")
    private let clock: ManualClock

    init(_ answers: [Answer], clock: ManualClock) {
        self.answers = Mutex(answers)
        self.clock = clock
    }

    /// "list", or the version that a watch was opened from.
    var requests: [String] { asked.withLock { $0 } }

    func list() throws(KubeError) -> any PageReader { ScriptedPages(self) }

    func currentVersion() async throws(KubeError) -> String { version.value }

    func open(resourceVersion: String) async throws(KubeError) -> any WatchReader {
        switch await answer(resourceVersion) {
        case .events(let events): return ScriptedReader(events)
        case .refuse(let error): throw error
        default: throw KubeError(.other, "the script has no watch here")
        }
    }

    fileprivate func answer(_ request: String) async -> Answer {
        asked.withLock { $0.append(request) }
        let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if let answer { return answer }
        while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
        return .refuse(KubeError(.cancelled, "cancelled"))
    }
}

private final class ScriptedPages: PageReader {
    private let source: ScriptedSource
    private var request: String? = "list"

    init(_ source: ScriptedSource) { self.source = source }

    func next() async throws(KubeError) -> ListPage? {
        guard let request else { return nil }
        switch await source.answer(request) {
        case .list(let objects, let version):
            self.request = nil
            return ListPage(objects: objects, resourceVersion: version, beginsAnew: false)
        case .page(let objects, let version, let beginsAnew):
            self.request = "page"
            return ListPage(objects: objects, resourceVersion: version, beginsAnew: beginsAnew)
        case .refuse(let error): throw error
        case .events: throw KubeError(.other, "the script has no list here")
        }
    }
}

private final class ScriptedReader: WatchReader {
    private var events: [RawWatchEvent]

    init(_ events: [RawWatchEvent]) { self.events = events }

    func next() async throws(KubeError) -> RawWatchEvent? { events.isEmpty ? nil : events.removeFirst() }
}

@Suite(.timeLimit(.minutes(1))) struct WatcherTests {
    private let clock = ManualClock()
    private let metrics = Metrics()

    private func object(_ name: String, _ version: Int) -> Value {
        ["metadata": ["name": .string(name), "namespace": "ns", "resourceVersion": .string("\(version)")]]
    }

    /// What is told, until so many events have been.
    private func told(
        _ source: ScriptedSource, count: Int, health: Recorded<[WatchHealth]> = Recorded([]),
        onEvent: @escaping @Sendable (String) -> Void = { _ in }
    ) async -> [String] {
        let watcher = Watcher(
            source, resource: "things.example.org", metrics: metrics,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            surroundings: Surroundings(clock, number: { 0 }),
            onHealth: { change in health.update { $0.append(change) } }, decode: { $0.name ?? "" })
        return await withTaskGroup(of: [String]?.self) { group in
            group.addTask {
                var told: [String] = []
                for await event in watcher {
                    told.append(Self.text(event))
                    onEvent(Self.text(event))
                    if told.count == count { break }
                }
                return told
            }
            group.addTask {
                while !Task.isCancelled {
                    await clock.sleepers(atLeast: 1)
                    clock.advance(by: .milliseconds(100))
                }
                return nil
            }
            // When all is cancelled, the clock's task may end before the one that was told.
            let told = await group.first { $0 != nil } ?? nil
            group.cancelAll()
            return told ?? []
        }
    }

    private static func text(_ event: WatchEvent<String>) -> String {
        switch event {
        case .reset: "reset"
        case .rewound: "rewound"
        case .listed(let name): "listed \(name)"
        case .synced(let version): "synced \(version)"
        case .applied(let name): "applied \(name)"
        case .deleted(let name): "deleted \(name)"
        case .bookmark(let version): "bookmark \(version)"
        }
    }

    @Test("a list, then its changes, then further changes where the stream ended")
    func listAndWatch() async {
        let source = ScriptedSource(
            [
                .list([object("a", 1), object("b", 2)], "5"),
                .events([.added(object("c", 6)), .modified(object("a", 7)), .bookmark(resourceVersion: "9")]),
                .events([.deleted(object("b", 10))]),
            ], clock: clock)
        let told = await told(source, count: 8)
        #expect(
            told == [
                "reset", "listed a", "listed b", "synced 5", "applied c", "applied a", "bookmark 9", "deleted b",
            ])
        #expect(source.requests == ["list", "5", "9"])
        #expect(metrics.render().contains(#"resource="things.example.org",reason="closed""#))
    }

    @Test("a forgotten version leads to a reset and a new list")
    func gone() async {
        let gone = KubeError(.gone, "too old resource version", status: 410)
        let source = ScriptedSource(
            [
                .list([object("a", 1)], "5"), .events([.error(gone)]), .list([object("b", 8)], "9"), .refuse(gone),
                .list([], "12"),
            ], clock: clock)
        let health = Recorded<[WatchHealth]>([])
        let told = await told(source, count: 8, health: health)
        #expect(
            told == ["reset", "listed a", "synced 5", "reset", "listed b", "synced 9", "reset", "synced 12"])
        #expect(health.value == [.current, .listing, .current, .listing, .current])
    }

    @Test("of a server that was put back to an earlier state everything is told anew")
    func rewound() async {
        let source = ScriptedSource(
            [
                .list([object("a", 1)], "5"), .events([.modified(object("a", 9))]), .list([object("a", 1)], "6"),
                .events([.modified(object("a", 7)), .modified(object("a", 4))]), .list([object("a", 2)], "5"),
            ], clock: clock)
        source.version.value = "6"
        let told = await told(source, count: 12)
        #expect(
            told == [
                "reset", "listed a", "synced 5", "applied a", "reset", "rewound", "listed a", "synced 6", "applied a",
                "reset", "rewound", "listed a",
            ])
        #expect(source.requests == ["list", "5", "list", "6", "list"])
    }

    @Test("a page is asked for when all of the one before is taken, and its objects are told as they come")
    func pages() async {
        let source = ScriptedSource(
            [
                .page([object("a", 1), object("b", 2)], "5"), .page([object("c", 3)], "5"),
                .list([object("d", 4)], "5"),
            ], clock: clock)
        let asked = Recorded<[String: Int]>([:])
        let told = await told(
            source, count: 6,
            onEvent: { event in
                asked.update { $0[event] = source.requests.count }
            })
        #expect(told == ["reset", "listed a", "listed b", "listed c", "listed d", "synced 5"])
        #expect(asked.value == ["reset": 0, "listed a": 1, "listed b": 1, "listed c": 2, "listed d": 3, "synced 5": 3])
    }

    @Test("what was told of a list that breaks off or begins anew is taken back")
    func brokenList() async {
        let source = ScriptedSource(
            [
                .page([object("a", 1)], "5"), .refuse(KubeError(.transport, "broken")), .page([object("b", 1)], "6"),
                .page([object("c", 1)], "8", beginsAnew: true), .list([], "8"),
            ], clock: clock)
        let told = await told(source, count: 7)
        #expect(told == ["reset", "listed a", "reset", "listed b", "reset", "listed c", "synced 8"])
        #expect(source.requests.prefix(5) == ["list", "page", "list", "page", "page"])
    }

    @Test("what fails is tried again, and the reset is told once")
    func failures() async {
        let lost = KubeError(.transport, "connection refused")
        let source = ScriptedSource(
            [
                .refuse(lost), .refuse(lost), .list([object("a", 1)], "5"), .refuse(lost),
                .events([.modified(object("a", 6))]),
            ], clock: clock)
        let health = Recorded<[WatchHealth]>([])
        let told = await told(source, count: 4, health: health)
        #expect(told == ["reset", "listed a", "synced 5", "applied a"])
        #expect(source.requests == ["list", "list", "list", "5", "5"])
        let failing = WatchHealth.failing(lost)
        #expect(health.value == [failing, .current, failing, .current])
    }

    @Test("a cancelled task ends the watch")
    func cancellation() async {
        let source = ScriptedSource([.list([], "1")], clock: clock)
        let events = await withTaskGroup(of: [String].self) { group in
            group.addTask { await told(source, count: 99) }
            while source.requests.count < 2 { await Task.yield() }
            group.cancelAll()
            return await group.next() ?? []
        }
        #expect(events == ["reset", "synced 1"])
    }
}
