import Documents
import KubeModel
import TestKit
import Testing

@testable import Observing

private let widgets = ResourceType(
    gvk: GroupVersionKind(group: "example.org", version: "v1", kind: "Widget"), plural: "widgets", namespaced: true,
    verbs: [])

/// Which kinds are watched, as time goes by.
private final class Watches {
    private var table = LiveTable()
    private(set) var now = Duration.zero

    func require(_ types: Set<ResourceType>, for owner: ObjectKey) { table.require(types, for: owner, now: now) }

    func isInStep() -> Bool { table.isInStep([widgets], for: "shop/a") }

    func list() {
        table.beginList(widgets)
        _ = table.endList(widgets, resourceVersion: "1")
    }

    func markAbsent() { _ = table.markAbsent(widgets, now: now) }

    var isKnown: Bool { table.kinds[widgets] != nil }

    /// How many watches began and ended when so much more time had passed.
    func pass(_ time: Duration) -> [Int] {
        now += time
        let step = table.step(now: now)
        return [step.starts.count, step.ends.count]
    }

    /// How long until there is something to do.
    func wait() -> Duration? { table.step(now: now).next.map { $0 - now } }
}

@Suite struct LiveTableWatchesTests {
    private let watches = Watches()

    @Test func `A watch goes on for a while when nobody requires its kind, and then ends`() {
        watches.require([widgets], for: "shop/a")
        #expect(watches.pass(.zero) == [1, 0])
        watches.list()
        watches.require([], for: "shop/a")
        #expect(watches.wait() == KindState.grace)
        #expect(watches.pass(KindState.grace / 2) == [0, 0])
        watches.require([widgets], for: "shop/b")
        #expect(watches.isInStep() && watches.wait() == nil, "nothing has to be listed again")
        watches.require([], for: "shop/b")
        #expect(watches.pass(KindState.grace) == [0, 1])
        #expect(!watches.isKnown && watches.wait() == nil)
    }

    @Test func `A kind that is not served is asked for less and less often, and no more once nobody requires it`() {
        watches.require([widgets], for: "shop/a")
        #expect(watches.pass(.zero) == [1, 0])
        var waits: [Duration] = []
        for _ in 0..<12 {
            watches.markAbsent()
            let wait = watches.wait() ?? .zero
            waits.append(wait)
            #expect(watches.pass(wait) == [1, 0])
        }
        #expect(waits.prefix(4) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8)])
        #expect(waits.last == .seconds(300))
        watches.markAbsent()
        watches.require([], for: "shop/a")
        #expect(watches.pass(KindState.grace) == [0, 1])
        #expect(!watches.isKnown)
    }

    @Test func `Once a kind was listed, its next absence counts as the first`() {
        watches.require([widgets], for: "shop/a")
        for _ in 0..<5 {
            _ = watches.pass(.seconds(300))
            watches.markAbsent()
        }
        _ = watches.pass(.seconds(300))
        watches.list()
        watches.markAbsent()
        #expect(watches.wait() == .seconds(1))
    }
}
