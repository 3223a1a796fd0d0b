import Documents
import KubeClient
import KubeModel
import KubeRuntime
import Logging
import Metrics
import Planning
import Surroundings
import Synchronization
import TestKit
import Testing
import Transport

@testable import Observing

private func type(_ plural: String, _ kind: String, group: String = "", isServed: Bool = true) -> ResourceType {
    ResourceType(
        gvk: GroupVersionKind(group: group, version: "v1", kind: kind), plural: plural, namespaced: true, verbs: [],
        isServed: isServed)
}

private let maps = type("configmaps", "ConfigMap")
private let apps = type("deployments", "Deployment", group: "apps")

private func object(
    _ type: ResourceType, _ name: String = "web", in namespace: String? = "shop", owner: String = "shop/app",
    version: Int
) -> Value {
    var object: Value = [
        "apiVersion": .string(type.gvk.apiVersion), "kind": .string(type.gvk.kind),
        "metadata": [
            "name": .string(name), "uid": "u", "resourceVersion": .string("\(version)"),
            "labels": [Marks.label: "martlet"], "annotations": [Marks.ownerAnnotation: .string(owner)],
        ],
    ]
    if let namespace { object["metadata"]?["namespace"] = .string(namespace) }
    return object
}

private func id(_ type: ResourceType, _ name: String = "web") -> ObjectID {
    ObjectID(group: type.gvk.group, kind: type.gvk.kind, namespace: "shop", name: name)
}

/// The index as its watches feed it; none of them runs.
@Suite final class LiveIndexTests: Sendable {
    private let http = HTTPClient(HTTPClientConfiguration(userAgent: "test"))
    private let notes = Mutex<Set<ObjectKey>>([])

    private func index(confinedTo namespace: String? = nil) -> LiveIndex {
        let configuration = KubeConfiguration(
            server: "http://127.0.0.1:9", tls: TLSConfiguration(), credentials: .none, namespace: nil, proxy: nil)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let client = KubeClient(
            configuration: configuration, transport: http, metrics: Metrics(), userAgent: "test", logger: logger)
        http.shutDown()
        return LiveIndex(
            client: client, key: DigestKey([1]), fieldManager: "martlet", installation: "martlet", namespace: namespace,
            logger: logger, metrics: Metrics(), notify: { owners in self.notes.withLock { $0.formUnion(owners) } })
    }

    private func takeNotes() -> Set<ObjectKey> {
        notes.withLock { notes in
            defer { notes = [] }
            return notes
        }
    }

    private func turn(_ index: LiveIndex, _ type: ResourceType) -> Int {
        index.state.withLock { $0.table.kinds[type]?.turn ?? 0 }
    }

    /// Ends and begins watches as after so long a time.
    private func step(_ index: LiveIndex, after time: Duration) {
        let now = index.time.now + time
        _ = index.state.withLock { $0.table.step(now: now) }
    }

    private func list(_ index: LiveIndex, _ type: ResourceType, _ objects: [Value], version: Int) {
        let turn = turn(index, type)
        index.take(.reset, type: type, turn: turn)
        for object in objects { index.take(.listed(object), type: type, turn: turn) }
        index.take(.synced(resourceVersion: "\(version)"), type: type, turn: turn)
    }

    @Test func `Who requires a kind is told once it is in step`() {
        let index = index()
        #expect(!index.require([maps], for: "shop/app"))
        list(index, maps, [object(maps, version: 5)], version: 9)
        #expect(takeNotes() == ["shop/app"])
        #expect(index.require([maps], for: "shop/app"))
        #expect(index.row(id(maps), type: maps)?.owner == "shop/app")
    }

    @Test func `An object of another kind, or at a place where the kind has none, is not taken`() {
        let index = index()
        _ = index.require([maps, apps], for: "evil/app")
        list(index, apps, [object(apps, version: 5)], version: 9)
        let poison = object(apps, owner: "evil/app", version: 9_000)
        list(index, maps, [poison, object(maps, in: nil, version: 5)], version: 9)
        let turn = turn(index, maps)
        index.take(.applied(poison), type: maps, turn: turn)
        index.take(.deleted(poison), type: maps, turn: turn)
        #expect(index.record(poison, type: maps) == nil)
        #expect(index.row(id(apps), type: apps)?.owner == "shop/app")
        #expect(index.row(id(apps), type: apps)?.resourceVersion == "5")
        #expect(index.count == 1)
    }

    @Test func `A confined index takes nothing from elsewhere`() {
        let index = index(confinedTo: "shop")
        _ = index.require([maps], for: "shop/app")
        list(index, maps, [object(maps, version: 5), object(maps, in: "bank", version: 6)], version: 9)
        #expect(index.count == 1)
    }

    @Test func `What keeps one kind from being watched is no trouble of another, though it has the same name`() {
        let index = index()
        let fake = type("pods", "ConfigMap")
        _ = index.require([maps], for: "shop/app")
        _ = index.require([fake], for: "evil/app")
        list(index, maps, [object(maps, version: 5)], version: 9)
        let turn = turn(index, fake)
        for code in [KubeError.Code.serverFailure, .forbidden, .notFound] {
            index.note(.failing(KubeError(code, "no")), type: fake, turn: turn)
            #expect(index.require([maps], for: "shop/app"))
            #expect(index.hindrances(to: [maps]) == [:])
            #expect(index.row(id(maps), type: maps) != nil)
        }
        #expect(index.isAbsent(fake) && !index.isAbsent(maps))
    }

    @Test func `Refused kinds are told apart, and stay required`() {
        let index = index()
        _ = index.require([maps, apps], for: "shop/app")
        list(index, maps, [], version: 9)
        index.note(.failing(KubeError(.forbidden, "no")), type: apps, turn: turn(index, apps))
        #expect(
            index.hindrances(to: [maps, apps])
                == [apps: LiveIndex.Hindrance(isRefusal: true, message: "cannot watch deployments: no")])
        #expect(index.isInStep([maps], for: "shop/app"))
        #expect(index.watchedTypes == [maps, apps])
        _ = takeNotes()
        list(index, apps, [], version: 9)
        index.note(.current, type: apps, turn: turn(index, apps))
        #expect(takeNotes() == ["shop/app"])
        #expect(index.require([maps, apps], for: "shop/app"))
    }

    @Test func `A kind that nobody requires any more is not watched, and leaves nothing`() {
        let index = index()
        _ = index.require([maps, apps], for: "shop/app")
        _ = index.require([maps], for: "bank/app")
        list(index, apps, [object(apps, version: 5)], version: 9)
        list(index, maps, [object(maps, version: 5)], version: 9)
        let old = turn(index, apps)
        #expect(index.require([maps], for: "shop/app"))
        step(index, after: .zero)
        #expect(index.row(id(apps), type: apps) != nil, "somebody may change their mind")
        step(index, after: KindState.grace)
        #expect(index.watchedTypes == [maps])
        #expect(index.row(id(apps), type: apps) == nil)
        index.take(.applied(object(apps, version: 6)), type: apps, turn: old)
        index.record(object(apps, version: 7), type: apps)
        #expect(index.count == 1, "what comes late is not kept")
        _ = index.require([], for: "shop/app")
        step(index, after: KindState.grace)
        #expect(index.watchedTypes == [maps], "the other one still needs it")
        _ = index.require([], for: "bank/app")
        step(index, after: KindState.grace)
        #expect(index.watchedTypes == [] && index.count == 0)
        #expect(index.state.withLock { $0.table.required.isEmpty })
    }

    @Test func `A watch that is over says nothing of the one that follows it`() {
        let index = index()
        _ = index.require([apps], for: "shop/app")
        let old = turn(index, apps)
        _ = index.require([], for: "shop/app")
        step(index, after: KindState.grace)
        _ = index.require([apps], for: "shop/app")
        index.take(.synced(resourceVersion: "9"), type: apps, turn: old)
        index.note(.failing(KubeError(.forbidden, "no")), type: apps, turn: old)
        #expect(!index.isInStep([apps], for: "shop/app"))
        #expect(index.hindrances(to: [apps]) == [:])
    }

    @Test func `Kinds that the server does not serve are not watched, and nobody waits for them`() {
        let index = index()
        let invented = Set((0..<1_000).map { type("widgets", "Widget", group: "g\($0).org", isServed: false) })
        #expect(index.require(invented, for: "shop/app"))
        #expect(index.watchedTypes == [])
        #expect(index.state.withLock { $0.table.required.isEmpty && $0.table.kinds.isEmpty })
    }

    @Test func `The watch of a kind that the server does not serve ends, and another follows where the kind is wanted`()
    {
        let index = index()
        _ = index.require([maps], for: "shop/app")
        list(index, maps, [object(maps, version: 5)], version: 9)
        _ = takeNotes()
        let old = turn(index, maps)
        index.note(.failing(KubeError(.notFound, "no such kind")), type: maps, turn: old)
        #expect(takeNotes() == ["shop/app"])
        #expect(index.isAbsent(maps) && index.absentKinds == [maps.gvk] && index.watchedTypes == [])
        #expect(index.require([maps], for: "shop/app"), "of what is not there nothing is left to learn")
        index.take(.applied(object(maps, version: 12)), type: maps, turn: old)
        #expect(index.count == 0, "that watch is over")
        step(index, after: .seconds(1))
        #expect(index.watchedTypes == [maps] && turn(index, maps) != old)
        list(index, maps, [object(maps, version: 14)], version: 20)
        #expect(!index.isAbsent(maps) && index.row(id(maps), type: maps) != nil)
        #expect(takeNotes() == ["shop/app"])
    }

    @Test func `The owner hears where its object was gone before the answer to the apply came`() {
        let index = index()
        _ = index.require([maps], for: "shop/app")
        list(index, maps, [], version: 9)
        _ = takeNotes()
        index.take(.deleted(object(maps, version: 12)), type: maps, turn: turn(index, maps))
        #expect(index.record(object(maps, version: 11), type: maps) != nil)
        #expect(index.row(id(maps), type: maps) == nil)
        #expect(takeNotes() == ["shop/app"])
        index.record(object(maps, version: 13), type: maps)
        #expect(index.row(id(maps), type: maps) != nil)
    }

    @Test func `After the server was put back to an earlier state the owners hear, and older versions count`() {
        let index = index()
        _ = index.require([maps], for: "shop/app")
        list(index, maps, [object(maps, version: 222)], version: 230)
        _ = takeNotes()
        let turn = turn(index, maps)
        index.take(.reset, type: maps, turn: turn)
        index.take(.rewound, type: maps, turn: turn)
        #expect(takeNotes() == ["shop/app"])
        #expect(!index.require([maps], for: "shop/app"))
        index.take(.listed(object(maps, version: 215)), type: maps, turn: turn)
        index.take(.synced(resourceVersion: "216"), type: maps, turn: turn)
        #expect(index.row(id(maps), type: maps)?.resourceVersion == "215")
        #expect(takeNotes() == ["shop/app"])
    }
}

extension LiveIndex {
    /// The kinds that are watched.
    fileprivate var watchedTypes: Set<ResourceType> {
        state.withLock { Set($0.table.kinds.lazy.filter { !$0.value.isResting }.map(\.key)) }
    }
}
