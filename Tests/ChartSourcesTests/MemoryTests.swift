import Synchronization
import Testing

@testable import ChartSources

@Suite("What is remembered, and what is shared")
struct MemoryTests {
    private final class Clock: Sendable {
        let time = Mutex(ContinuousClock.now)

        func advance(_ duration: Duration) { time.withLock { $0 += duration } }
    }

    @Test("things are remembered for their time")
    func lifetime() {
        let clock = Clock()
        let memory = TimedMemory<String, Int>(lifetime: .seconds(10), capacity: 10) { clock.time.withLock { $0 } }
        memory.remember(1, for: "a")
        clock.advance(.seconds(9))
        #expect(memory.value(for: "a") == 1)
        clock.advance(.seconds(1))
        #expect(memory.value(for: "a") == nil)
    }

    @Test("what is over goes when something new comes, asked for or not")
    func expiry() {
        let clock = Clock()
        let memory = TimedMemory<String, Int>(lifetime: .seconds(10), capacity: 10) { clock.time.withLock { $0 } }
        memory.remember(1, for: "a", cost: 4)
        clock.advance(.seconds(5))
        memory.remember(2, for: "b", cost: 3)
        clock.advance(.seconds(5))
        memory.remember(3, for: "c", cost: 1)
        #expect(memory.cost == 4)
        #expect(memory.value(for: "b") == 2)
    }

    @Test("what was used longest ago makes room, and what is too large is not remembered")
    func capacity() {
        let memory = TimedMemory<String, Int>(lifetime: .seconds(10), capacity: 10) { .now }
        memory.remember(1, for: "a", cost: 4)
        memory.remember(2, for: "b", cost: 4)
        #expect(memory.value(for: "a") == 1)
        memory.remember(3, for: "c", cost: 4)
        #expect(memory.value(for: "b") == nil)
        #expect(memory.value(for: "a") == 1)
        memory.remember(4, for: "a", cost: 11)
        #expect(memory.value(for: "a") == nil)
        #expect(memory.value(for: "c") == 3)
    }

    @Test("where the one who works is cancelled, another takes over; a failure is everybody's")
    func handOver() async throws {
        let work = SharedWork<String, Int>()
        let (started, begin) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        try await withThrowingTaskGroup(of: Int?.self) { group in
            group.addTask(name: "first") {
                try? await work.value(for: "a", anew: false) { () async throws(ChartSourceError) -> Int in
                    begin.yield()
                    try? await Task.sleep(for: .seconds(60))
                    throw ChartSourceError(.cancelled, "cancelled")
                }
            }
            for await _ in started { break }
            await withTaskGroup(of: Int?.self) { waiting in
                for _ in 0..<5 {
                    waiting.addTask(name: "waits") {
                        try? await work.value(for: "a", anew: false) { () async throws(ChartSourceError) -> Int in 7 }
                    }
                }
                group.cancelAll()
                for await value in waiting { #expect(value == 7) }
            }
            for try await value in group { #expect(value == nil) }
        }
        await #expect(throws: ChartSourceError(.network, "no")) {
            try await work.value(for: "a", anew: false) { () async throws(ChartSourceError) -> Int in
                throw ChartSourceError(.network, "no")
            }
        }
    }
}

@Suite("What is wanted anew")
final class AnewTests: Sendable {
    /// Work under way that says when it has begun, and ends when told to.
    private struct Errand: Sendable {
        private let begun = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        private let ended = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))

        func work() async {
            begun.continuation.yield()
            for await _ in ended.stream { break }
        }

        func begins() async { for await _ in begun.stream { break } }

        func end() { ended.continuation.yield() }
    }

    private let work = SharedWork<String, Int>()
    private let count = Mutex(0)

    private func value(anew: Bool, _ errand: Errand? = nil) async -> Int? {
        try? await work.value(for: "a", anew: anew) { () async throws(ChartSourceError) -> Int in
            let number = count.withLock { count in
                count += 1
                return count
            }
            await errand?.work()
            guard !Task.isCancelled else { throw ChartSourceError(.cancelled, "cancelled") }
            return number
        }
    }

    /// Lets all that are begun come to where they wait.
    private func settle(until waiting: Int) async { while work.waiting(for: "a") < waiting { await Task.yield() } }

    @Test("is not what was begun before, but one work for all who came meanwhile")
    func later() async {
        let errand = Errand()
        async let first = value(anew: true, errand)
        await errand.begins()
        async let joining = value(anew: false)
        async let second = value(anew: true)
        async let third = value(anew: true)
        await settle(until: 3)
        errand.end()
        #expect(await first == 1)
        #expect(await joining == 1)
        #expect(await second == 2)
        #expect(await third == 2)
    }

    @Test("is what another does who takes over from one that was cancelled")
    func cancelled() async {
        let errand = Errand()
        await withTaskGroup(of: Int?.self) { group in
            group.addTask(name: "cancelled") { await self.value(anew: false, errand) }
            await errand.begins()
            async let second = value(anew: true)
            async let third = value(anew: false)
            await settle(until: 2)
            group.cancelAll()
            errand.end()
            #expect(await second == 2)
            #expect(await third == 2)
        }
        #expect(await value(anew: true) == 3)
    }
}

@Suite("What an index takes to be remembered")
struct IndexSizeTests {
    private func index(_ entries: String) throws -> RepositoryIndex {
        try RepositoryIndex(
            Array("apiVersion: v1\nentries:\n\(entries)".utf8), limits: ChartSourceLimits().index, of: "the index")
    }

    private func find(_ index: RepositoryIndex) throws -> RepositoryIndex.Entry {
        try index.entry(ChartReference(chart: "web", version: ""), of: "the index")
    }

    @Test("it is counted in bytes of what is kept of it")
    func bytes() throws {
        let small = try index("  web:\n  - {version: 1.0.0, urls: [a]}\n")
        let long = String(repeating: "a", count: 4_000)
        #expect(small.bytes > 0)
        #expect(try index("  web:\n  - {version: 1.0.0, urls: [\(long)]}\n").bytes == small.bytes + 3_999)
        let noted = try index("  web:\n  - {version: 1.0.0, urls: [a, b], home: \(long)}\n")
        #expect(noted.bytes == small.bytes)
    }

    @Test("texts that are longer than any that is meant are not kept")
    func texts() throws {
        let long = String(repeating: "1", count: 100_000)
        let bare = try index("  web:\n  - {version: 1.0.0}\n")
        let padded = try index(
            "  web:\n  - {version: 1.0.0, urls: [\(long)]}\n  - {version: 1.0.0-\(long)}\n  ? \(long)\n  : []\n")
        #expect(padded.bytes == bare.bytes)
        #expect(try find(padded).url == nil)
        let digest = try #require(try find(index("  web:\n  - {version: 1.0.0, digest: a\(long)}\n")).digest)
        #expect(digest.utf8.count < 100 && ContentDigest(digest) == nil)
    }
}

@Suite("Versions")
struct VersionChoiceTests {
    @Test(
        "the very version first, then the highest in the range; prereleases where the range names one",
        arguments: [
            ("", "2.0.0"), ("*", "2.0.0"), ("^1", "1.10.0"), ("1.2", "1.2.1"), ("~1.2.0", "1.2.1"), ("v1.2.0", "1.2.0"),
            (">=1-0", "3.0.0-rc.1"), ("3.0.0-rc.1", "3.0.0-rc.1"), (">2.0.0", nil), ("1.2.0 - 1.9", "1.2.1"),
        ])
    func best(range: String, version: String?) throws {
        let versions = ["1.2.0", "1.10.0", "2.0.0", "1.2.1", "3.0.0-rc.1"]
        #expect(try VersionChoice(range).best(of: versions, version: \.self) == version)
    }

    @Test("ranges that are none", arguments: ["latest!", ">=", "^", String(repeating: "1.0.0 || ", count: 100)])
    func malformed(range: String) {
        #expect(throws: ChartSourceError.self) { try VersionChoice(range) }
    }
}
