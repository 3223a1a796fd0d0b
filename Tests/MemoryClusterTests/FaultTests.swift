import Documents
import KubeClient
import KubeModel
import MemoryCluster
import Synchronization
import Testing

/// What a test can let go wrong.
@Suite struct FaultTests {
    private let time = TestTime()
    private let cluster: MemoryCluster
    private let client: KubeClient
    private let key = ObjectKey(namespace: "default", name: "a")

    init() {
        cluster = MemoryCluster(seed: 1, minor: 20, now: { [time] in time.now })
        client = cluster.client()
    }

    private func apply(_ value: String) async throws(KubeError) -> Value {
        try await client.apply(
            .configMaps, key, body: configMap("a", ["k": .string(value)]), fieldManager: "one", force: true,
            dryRun: false)
    }

    private func code(_ body: () async throws -> Void) async -> KubeError.Code? {
        do { try await body() } catch { return (error as? KubeError)?.code }
        return nil
    }

    @Test("the nth request of a kind is refused, the others are not")
    func refusal() async throws {
        cluster.add(
            MemoryFault(
                .refuse(status: 403, reason: "Forbidden", message: "not today", retryAfter: nil),
                to: { $0.isApply }, after: 1))
        _ = try await apply("1")
        let error = await #expect(throws: KubeError.self) { try await apply("2") }
        #expect(error?.code == .forbidden && error?.message == "not today")
        _ = try await apply("3")
        #expect(cluster.objects(group: "", resource: "configmaps").map { $0["data"] } == [["k": "3"]])
    }

    @Test("of a lost request nothing is done, of a lost answer everything")
    func lost() async throws {
        cluster.add(MemoryFault(.loseRequest, to: { $0.verb == "delete" }))
        cluster.add(MemoryFault(.loseAnswer, to: { $0.verb == "create" }))
        let created = try await client.create(.configMaps, namespace: "default", body: configMap("a"))
        #expect(created.name == "a")
        #expect(cluster.takeRequests().map(\.verb) == ["create", "create", "get"])
        let error = await code {
            _ = try await client.delete(.configMaps, key, uid: nil, resourceVersion: nil, propagation: .background)
        }
        #expect(error == .transport)
        #expect(cluster.objects(group: "", resource: "configmaps").count == 1)
    }

    @Test("a delayed request arrives when the clock says so, what came in between is there")
    func delay() async throws {
        _ = try await apply("1")
        cluster.add(MemoryFault(.delay(.seconds(5)), to: { $0.verb == "get" }))
        async let slow = client.get(.configMaps, key)
        while cluster.takeRequests().last?.verb != "get" { await Task.yield() }
        _ = try await apply("2")
        time.advance(by: .seconds(5))
        cluster.catchUp()
        #expect(try await slow["data"] == ["k": "2"])
    }

    @Test("a request that takes longer than its client waits is not carried out")
    func timeout() async throws {
        cluster.add(MemoryFault(.delay(.seconds(500)), to: { $0.isApply }))
        async let slow = code { _ = try await apply("1") }
        while cluster.takeRequests().isEmpty { await Task.yield() }
        time.advance(by: .seconds(60))
        cluster.catchUp()
        #expect(await slow == .timeout)
        #expect(cluster.objects(group: "", resource: "configmaps").isEmpty)
    }

    @Test("a delayed request ends with its task")
    func cancellation() async throws {
        cluster.add(MemoryFault(.delay(.seconds(5)), to: { _ in true }))
        let task = Task { await code { _ = try await apply("1") } }
        while cluster.takeRequests().isEmpty { await Task.yield() }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    private func watch(_ version: String) async throws -> WatchStream {
        try await client.watch(
            .configMaps, namespace: nil, labelSelector: nil, fieldSelector: nil, resourceVersion: version,
            timeout: .seconds(60))
    }

    @Test("a watch breaks with what was told before it, and ends in good order when its time is over")
    func watches() async throws {
        let first = try await apply("1")
        let version = try #require(first.version)
        var broken = try await watch(version).makeAsyncIterator()
        var ended = try await watch(version).makeAsyncIterator()
        _ = try await apply("2")
        cluster.breakWatches()
        guard case .modified? = try await broken.next() else { throw KubeError(.other, "not told") }
        let error = await #expect(throws: KubeError.self) { try await broken.next() }
        #expect(error?.code == .transport)
        _ = try? await ended.next()
        ended = try await watch(version).makeAsyncIterator()
        time.advance(by: .seconds(60))
        cluster.catchUp()
        guard case .modified? = try await ended.next(), case .bookmark? = try await ended.next() else {
            throw KubeError(.other, "not told")
        }
        #expect(try await ended.next() == nil)
    }

    @Test("a watch from a version that is forgotten is gone")
    func forgotten() async throws {
        let version = try #require(try await apply("1").version)
        _ = try await apply("2")
        cluster.compact()
        var events = try await watch(version).makeAsyncIterator()
        guard case .error(let error)? = try await events.next() else { throw KubeError(.other, "not told") }
        #expect(error.code == .gone)
        #expect(try await events.next() == nil)
    }

    @Test("a reader of a watch waits for what happens, and goes with its task")
    func reading() async throws {
        let version = try #require(try await apply("1").version)
        let stream = try await watch(version)
        let reader = Task {
            var events = stream.makeAsyncIterator()
            _ = try await events.next()
            return try await events.next()
        }
        _ = try await apply("2")
        while cluster.openWatches.isEmpty { await Task.yield() }
        reader.cancel()
        await #expect(throws: KubeError.self) { _ = try await reader.value }
        stream.cancel()
        #expect(cluster.openWatches.isEmpty)
    }

    @Test("a server that forgets in the middle of a list is asked for all of it")
    func compaction() async throws {
        for name in ["a", "b", "c"] {
            _ = try await client.create(.configMaps, namespace: "default", body: configMap(name))
        }
        cluster.add(MemoryFault(.compact, to: { $0.verb == "list" }, after: 1))
        let seen = Seen()
        _ = try await client.list(
            .configMaps, namespace: nil, labelSelector: nil, fieldSelector: nil, pageSize: 1,
            restart: { seen.restart() }, each: { seen.add($0) })
        #expect(seen.restarts == 1 && seen.names == ["a", "b", "c"])
    }
}

/// A clock that a test moves.
final class TestTime: Sendable {
    private let time = Mutex(KubeTime(seconds: 1_700_000_000))

    var now: KubeTime { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 = $0 + duration } }
}

/// Objects of a list while it is read.
private final class Seen {
    private(set) var names: [String] = []
    private(set) var restarts = 0

    func add(_ object: Value) { names.append(object.name ?? "") }

    func restart() {
        names = []
        restarts += 1
    }
}
