import Documents
import Health
import Planning
import TestKit
import Testing

@testable import Observing

private let object = ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: "web")

private func row(_ version: String, owner: ObjectKey = "shop/a") -> LiveTable.Row {
    LiveTable.Row(
        live: LiveRow(
            uid: "u", resourceVersion: version, projection: 1, owner: owner, managedByUs: true, isTerminating: false,
            keep: false), health: .present(nil))
}

/// The state of a kind as its watch and its applications change it.
private final class Kind {
    var state = KindState(turn: 1)

    func isInStep(orNotify owner: ObjectKey) -> Bool { state.isInStep(orNotify: owner) }
    func fail(_ trouble: KindState.Trouble) -> Set<ObjectKey> { state.fail(trouble) }
    func recover() -> Set<ObjectKey> { state.recover() }
    func markAbsent() -> Bool { state.markAbsent(now: .zero, next: 2).gone.isEmpty }
    func comeIntoStep() -> Set<ObjectKey> { state.comeIntoStep() }
    func store(_ row: LiveTable.Row) { _ = state.store(row, object) }
    func endList(_ version: String) -> Bool { state.endList(resourceVersion: version).isEmpty }

    func list(_ version: String = "10") -> Set<ObjectKey> {
        state.beginList()
        _ = state.endList(resourceVersion: version)
        return state.announceList()
    }
}

@Suite struct KindStateTests {
    private let kind = Kind()

    @Test func `Who asks while it is not in step waits, and is notified with the list, once`() {
        #expect(!kind.isInStep(orNotify: "shop/a"))
        #expect(kind.list() == ["shop/a"])
        #expect(kind.isInStep(orNotify: "shop/b"))
        #expect(kind.list() == ["shop/a"], "nothing has confirmed that it was right to notify it")
        kind.state.confirm()
        #expect(kind.list() == [])
    }

    @Test func `A refused watch is not in step, however often it is listed`() {
        _ = kind.isInStep(orNotify: "shop/a")
        _ = kind.list()
        #expect(kind.fail(.refusal("no")) == ["shop/a"], "it was just told otherwise")
        #expect(!kind.isInStep(orNotify: "shop/b"))
        #expect(kind.list() == [])
        #expect(kind.state.hindrance == .refusal("no"))
        #expect(kind.recover() == ["shop/b"])
        #expect(kind.state.isInStep && kind.state.hindrance == nil)
    }

    @Test func `A refusal concerns those whose objects are known, another failure only who waits`() {
        _ = kind.list()
        kind.store(row("11", owner: "shop/c"))
        #expect(kind.fail(.failure("broken")) == [])
        #expect(kind.state.isInStep && kind.state.hindrance == nil, "what was told before is as true as ever")
        #expect(kind.fail(.refusal("no")) == ["shop/c"])
        kind.state.beginList()
        #expect(kind.state.hindrance == .refusal("no"))
    }

    @Test func `While a list is read again the trouble that led to it is the hindrance`() {
        _ = kind.list()
        _ = kind.fail(.failure("broken"))
        kind.state.beginList()
        #expect(kind.state.hindrance == .failure("broken"))
        #expect(kind.recover() == [] && kind.state.hindrance == nil && !kind.state.isInStep)
    }

    @Test func `An absent kind is in step and stays absent while it is listed`() {
        #expect(!kind.isInStep(orNotify: "shop/a"))
        #expect(kind.markAbsent())
        #expect(kind.comeIntoStep() == ["shop/a"])
        kind.state.beginList()
        #expect(kind.state.isInStep && kind.state.isAbsent)
        kind.state.noteListed(object)
        kind.store(row("5"))
        #expect(kind.endList("10") && !kind.state.isAbsent)
        #expect(kind.state.rows[object] != nil)
    }

    @Test func `Who requires it no more is notified of nothing`() {
        _ = kind.isInStep(orNotify: "shop/a")
        kind.state.release("shop/a", now: .zero)
        #expect(kind.list() == [])
        _ = kind.isInStep(orNotify: "shop/a")
        kind.state.release("shop/a", now: .zero)
        #expect(kind.fail(.refusal("no")) == [])
    }
}
