import Documents
import Health
import KubeClient
import KubeModel
import Logging
import Metrics
import Synchronization
import TestKit
import Testing
import Transport

@testable import Observing

/// Who was notified.
private final class Notes: Sendable {
    private let notes = Mutex<[Set<ObjectKey>]>([])
    func add(_ owners: Set<ObjectKey>) { notes.withLock { $0.append(owners) } }
    func take() -> Set<ObjectKey> {
        notes.withLock { notes in
            defer { notes = [] }
            return notes.reduce(into: []) { $0.formUnion($1) }
        }
    }
}

private let type = ResourceType(
    gvk: GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), plural: "configmaps", namespaced: true,
    verbs: [])
private let object = ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: "common")

private func live(owner: String, version: String) -> Value {
    [
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": [
            "name": "common", "namespace": "shop", "uid": "u", "resourceVersion": .string(version),
            "labels": [Marks.label: "martlet"], "annotations": [Marks.ownerAnnotation: .string(owner)],
        ],
    ]
}

@Suite struct ContentionTests {
    private let http = HTTPClient(HTTPClientConfiguration(userAgent: "test"))
    private let notes = Notes()
    private let index: LiveIndex

    init() {
        let notes = notes
        let configuration = KubeConfiguration(
            server: "http://127.0.0.1:9", tls: TLSConfiguration(), credentials: .none, namespace: nil, proxy: nil)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let client = KubeClient(
            configuration: configuration, transport: http, metrics: Metrics(), userAgent: "test", logger: logger)
        index = LiveIndex(
            client: client, key: DigestKey([1]), fieldManager: "martlet", installation: "martlet", namespace: nil,
            logger: logger, metrics: Metrics(), notify: { notes.add($0) })
        _ = index.require([type], for: "shop/a")
        index.state.withLock { state in
            state.table.beginList(type)
            _ = state.table.endList(type, resourceVersion: "1")
        }
        index.record(live(owner: "shop/a", version: "5"), type: type)
    }

    @Test func `The owner hears of a contender, and of its end`() {
        defer { http.shutDown() }
        index.setContended([object], by: "shop/b")
        #expect(notes.take().contains("shop/a"))
        #expect(index.disputes(over: [object], of: "shop/a") == [object: ["shop/b"]])
        #expect(index.contenders(ofWhatIs: "shop/a") == ["shop/b"] && index.contenders(ofWhatIs: "shop/c") == [])
        index.setContended([object], by: "shop/b")
        #expect(notes.take() == [])
        index.setContended([], by: "shop/b")
        #expect(notes.take() == ["shop/a"])
        #expect(index.disputes(over: [object], of: "shop/a") == [:])
        #expect(index.contenders(ofWhatIs: "shop/a") == [])
    }

    @Test func `A contender looks once more: it may have missed an offer or an end`() {
        defer { http.shutDown() }
        index.setOffered([object], by: "shop/a")
        #expect(notes.take() == [])
        index.setContended([object], by: "shop/b")
        #expect(notes.take().contains("shop/b"))
        index.setContended([object], by: "shop/b")
        #expect(notes.take() == [])
        index.recordGone(object, type: type, resourceVersion: "5")
        _ = notes.take()
        index.setContended([object], by: "shop/c")
        #expect(notes.take() == ["shop/c"])
    }

    @Test func `Only the owner is told how an object is`() {
        defer { http.shutDown() }
        #expect(index.contribution(of: object, type: type, owner: "shop/a") == .present(nil))
        #expect(index.contribution(of: object, type: type, owner: "bank/b") == .ignored)
        let absent = ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: "absent")
        #expect(index.contribution(of: absent, type: type, owner: "bank/b") == .missing)
    }

    @Test func `The contender hears that the owner has deleted it, although no watch tells any more`() {
        defer { http.shutDown() }
        index.setContended([object], by: "shop/b")
        _ = notes.take()
        index.recordGone(object, type: type, resourceVersion: "5")
        #expect(notes.take() == ["shop/b"])
    }
}
