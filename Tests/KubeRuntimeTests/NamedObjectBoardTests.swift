import Documents
import KubeModel
import Testing

@testable import KubeRuntime

private let place = NamedPlace(type: .secrets, namespace: "shop")

private func names(_ range: Range<Int>) -> Set<String> { Set(range.map { "s\($0)" }) }

/// A board and the watches that it has opened.
private final class Board {
    private var board = NamedObjectBoard<String>()
    private(set) var open: [Int: NamedWatch.Scope] = [:]
    private(set) var dropped: Set<String> = []
    var now = Duration.zero

    /// Says what an owner wants, and opens and ends watches. Returns how many were opened.
    @discardableResult func want(_ names: Set<String>, for owner: String = "app") -> Int {
        board.want(Set(names.map(place.reference)), for: owner)
        return step()
    }

    @discardableResult func step() -> Int {
        let step = board.step(now: now)
        for id in step.ends { open[id] = nil }
        for start in step.starts { open[start.id] = start.scope }
        dropped.formUnion(step.dropped.map(\.key.name))
        return step.starts.count
    }

    /// All open watches of this kind come into step, or the whole one is refused.
    func sync(all: Bool) {
        for (id, scope) in open where (scope == .all) == all { told = board.synced(id).map(\.key.name) }
        step()
    }

    func rewind() { for id in open.keys { board.rewound(id) } }

    func refuse() { fail(isRefusal: true) }

    func fail(isRefusal: Bool = false) {
        for (id, scope) in open where scope == .all { _ = board.fail(id, isRefusal: isRefusal, now: now) }
        step()
    }

    func recover() { for id in open.keys { board.recover(id) } }

    /// What the watch that came into step last tells of.
    private(set) var told: [String] = []

    var singles: Int { open.values.count { $0 != .all } }
    var wholes: Int { open.count - singles }

    func scope(of name: String) -> NamedWatch.Scope? { board.watch(of: place.reference(name)).flatMap { open[$0] } }

    func keeps(_ name: String) -> Bool { open.contains { $0.value == .all && board.keeps(name, by: $0.key) } }

    func ask(_ name: String) { board.noteAsked(place.reference(name)) }

    func tell(_ name: String, _ version: String) -> Set<String> {
        let reference = place.reference(name)
        return board.watch(of: reference).map { board.tell(reference, version: version, by: $0) } ?? []
    }
}

@Suite struct NamedObjectBoardTests {
    private let limit = NamedObjectBoard<String>.limit
    private let board = Board()

    @Test("few objects have a watch each, which ends with the last who wants it")
    func few() {
        board.want(names(0..<limit))
        #expect(board.singles == limit && board.wholes == 0)
        #expect(board.want(["s0"], for: "other") == 0)
        board.want([])
        #expect(board.singles == 1 && board.scope(of: "s0") == .one("s0"))
        board.want([], for: "other")
        #expect(board.open.isEmpty)
    }

    @Test("many that are wanted at once have one watch from the beginning")
    func manyAtOnce() {
        #expect(board.want(names(0..<1_000)) == 1)
        #expect(board.wholes == 1 && board.singles == 0)
    }

    @Test("however many come while a watch of all is not in step, few watches are open")
    func manyOneByOne() {
        for index in 0..<200 { board.want(names(index..<index + 1), for: "app \(index)") }
        #expect(board.wholes == 1 && board.singles <= limit * 2)
        for _ in 0..<3 { board.sync(all: true) }
        #expect(board.wholes == 1 && board.singles == 0 && board.told.count == 200)
    }

    @Test("one watch takes over from the others when it is in step, and those before it count until then")
    func takingOver() {
        board.want(names(0..<limit))
        board.sync(all: false)
        board.want(names(0..<limit + 1))
        #expect(board.singles == limit && board.wholes == 1)
        #expect(board.scope(of: "s0") == .one("s0") && board.scope(of: "s\(limit)") == .all)
        board.sync(all: true)
        #expect(board.singles == 0 && board.scope(of: "s0") == .all)
        #expect(Set(board.told) == names(0..<limit + 1))
    }

    @Test("what is wanted later has watches of its own, until they are many again")
    func later() {
        board.want(names(0..<100))
        board.sync(all: true)
        board.want(names(0..<100 + limit))
        #expect(board.singles == limit && board.wholes == 1)
        #expect(board.scope(of: "s100") == .one("s100") && board.scope(of: "s0") == .all)
        board.want(names(0..<101 + limit))
        #expect(board.singles == limit && board.wholes == 2, "the former serves until the next is in step")
        board.sync(all: true)
        #expect(board.singles == 0 && board.wholes == 1)
    }

    @Test("of what nobody names nothing is kept")
    func kept() {
        board.want(names(0..<100))
        #expect(board.keeps("s5") && !board.keeps("other"))
        board.sync(all: true)
        board.want(names(10..<100))
        #expect(!board.keeps("s5") && board.dropped == names(0..<10))
        #expect(board.scope(of: "s5") == nil)
        board.want(names(5..<100))
        #expect(board.scope(of: "s5") == .one("s5"), "the other has not kept it")
    }

    @Test("where only few are left they have watches of their own again")
    func fewAgain() {
        board.want(names(0..<100))
        board.sync(all: true)
        board.want(names(0..<limit))
        #expect(board.singles == 0, "not at once, or it would go back and forth")
        board.want(names(0..<limit / 2))
        #expect(board.singles == limit / 2 && board.scope(of: "s0") == .all)
        board.sync(all: false)
        #expect(board.wholes == 0 && board.scope(of: "s0") == .one("s0"))
    }

    @Test("a namespace that may not be watched as a whole is watched by names, and asked for again after a long time")
    func refused() {
        board.want(names(0..<100))
        board.refuse()
        #expect(board.singles == 100 && board.wholes == 0)
        board.sync(all: false)
        board.now += NamedObjectBoard<String>.pardon / 2
        #expect(board.want(names(0..<101)) == 1 && board.wholes == 0)
        board.now += NamedObjectBoard<String>.pardon / 2
        #expect(board.step() == 1 && board.wholes == 1 && board.scope(of: "s0") == .one("s0"))
        board.refuse()
        #expect(board.singles == 101 && board.wholes == 0)
    }

    @Test("where the watch of a namespace fails before it has served, each name is watched, and it is tried again soon")
    func failing() {
        board.want(names(0..<100))
        board.fail()
        #expect(board.singles == 100 && board.wholes == 0)
        board.sync(all: false)
        board.now += NamedObjectBoard<String>.pause
        #expect(board.step() == 1 && board.wholes == 1 && board.scope(of: "s0") == .one("s0"))
        board.sync(all: true)
        #expect(board.singles == 0 && board.scope(of: "s0") == .all)
    }

    @Test("one that has served may fail for a while, and not for ever")
    func outage() {
        board.want(names(0..<100))
        board.sync(all: true)
        board.fail()
        board.now += NamedObjectBoard<String>.patience - .seconds(1)
        board.fail()
        #expect(board.singles == 0 && board.wholes == 1)
        board.recover()
        board.now += .seconds(1)
        board.fail()
        #expect(board.wholes == 1, "it was well in between")
        board.now += NamedObjectBoard<String>.patience
        board.fail()
        #expect(board.singles == 100 && board.wholes == 0)
    }

    @Test("owners hear of what is news, and of what they have asked for in vain")
    func telling() {
        board.want(["s0"], for: "a")
        board.want(["s0"], for: "b")
        #expect(board.tell("s0", "") == ["a", "b"], "that there is none")
        #expect(board.tell("s0", "") == [])
        #expect(board.tell("s0", "7") == ["a", "b"])
        board.ask("s0")
        #expect(board.tell("s0", "7") == ["a", "b"])
        #expect(board.tell("s0", "7") == [])
    }

    @Test("after the server's past was exchanged the same version is another object", arguments: [1, 100])
    func rewound(count: Int) {
        board.want(names(0..<count))
        #expect(board.tell("s0", "7") == ["app"] && board.tell("s0", "7") == [])
        board.rewind()
        #expect(board.tell("s0", "7") == ["app"])
    }
}
