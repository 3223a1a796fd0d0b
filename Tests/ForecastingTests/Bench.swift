import Applying
import Documents
import Forecasting
import KubeClient
import KubeModel
import Logging
import MemoryCluster
import Metrics
import Observing
import Planning
import Previewing
import Rendering
import Testing

/// A cluster in memory, and an application whose plans are tried out there.
struct Bench {
    let cluster = MemoryCluster(seed: 1, minor: 30) { KubeTime(seconds: 1_800_000_000) }
    let client: KubeClient
    let index: LiveIndex
    private let owner = ObjectKey(namespace: "default", name: "app")
    private let key = DigestKey([1])

    init() {
        client = cluster.client()
        index = LiveIndex(
            client: client, key: key, fieldManager: "martlet", installation: "martlet", namespace: nil,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, metrics: Metrics(), notify: { _ in })
    }

    static func configMap(_ name: String, _ data: Object) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "default"],
            "data": .object(data),
        ]
    }

    /// As somebody else does, who makes it this application's where the labels say so.
    func apply(_ object: Value, by manager: String = "martlet", isMarked: Bool = true) async throws {
        let marked = isMarked ? Marks(installation: "martlet", owner: owner).marking(object) : object
        let type = try await client.discovery.resource(for: try #require(object.groupVersionKind))
        _ = try await client.apply(
            type, ObjectKey(namespace: object.namespace ?? "", name: object.name ?? ""), body: marked,
            fieldManager: manager, force: true, dryRun: false)
    }

    /// What would come of making the cluster as these manifests say.
    func forecast(
        _ manifests: [Value], forgotten: [ObjectID] = [], createNamespace: String? = nil, most: Int = 100,
        isOnBehalf: Bool = false
    ) async throws -> Forecast {
        let preparation = Preparation(
            marks: Marks(installation: "martlet", owner: owner), namespace: "default", rules: [], key: key,
            discovery: client.discovery, confinement: nil, refusal: { _ in nil })
        let (objects, _) = try await preparation.prepare(
            manifests.map { (value: $0, place: "a.yaml:1") }, definitions: [])
        var types = Dictionary(objects.map { ($0.desired.id, $0.type) }) { first, _ in first }
        for id in forgotten { types[id] = .configMaps }
        var rows: [ObjectID: LiveRow] = [:]
        for (id, type) in types {
            let live = try await client.find(type, ObjectKey(namespace: id.namespace, name: id.name))
            guard let live, live.label(Marks.label) == "martlet" else { continue }
            rows[id] = index.record(live, type: type)
        }
        let inventory = Inventory(
            (objects.map(\.desired.id) + forgotten).map { InventoryEntry(id: $0, version: "v1", settled: nil) })
        let plan = Planning.plan(
            desired: objects.map(\.desired), inventory: inventory, live: { rows[$0] },
            options: PlanOptions(owner: owner, prune: true, selfHeal: true, allowEmpty: true, forceAll: false))
        let applier = Applier(client: client, index: index, account: owner, createNamespace: createNamespace)
        return await Forecaster(applier, index, most: most, isOnBehalf: isOnBehalf).forecast(
            plan, objects: Dictionary(objects.map { ($0.desired.id, $0) }) { first, _ in first }, types: types)
    }

    func preview(_ forecast: Forecast) -> Preview {
        Preview(
            PreviewRequest(
                objects: forecast.objects, inventory: 100, unchanged: [], server: nil, target: nil,
                mask: Mask(key: [1], texts: SecretTexts())))
    }
}
