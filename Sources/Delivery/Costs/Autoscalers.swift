internal import Documents

/// How many replicas there may be of something.
struct ReplicaRange: Hashable {
    var least: Int
    var most: Int

    init(_ least: Int, _ most: Int) { (self.least, self.most) = (least, max(least, most)) }

    /// More than any cluster has Pods.
    private static let mostReplicas = 1_000_000

    /// A count of replicas; nil where it is none, or out of reach.
    static func count(_ value: Value?, default absent: Int) -> Int? {
        guard let value, !value.isNull else { return absent }
        return value.integer.flatMap { (0...mostReplicas).contains($0) ? $0 : nil }
    }
}

/// What HorizontalPodAutoscalers, and KEDA's ScaledObjects, say of how many replicas there may be.
struct Autoscalers {
    /// What is scaled; in which version of its API does not matter.
    struct Target: Hashable {
        var kind: String
        var name: String
    }

    private struct Scaler {
        /// Empty where its manifest names none.
        var namespace: String
        var range: ReplicaRange
    }

    private var scalers: [Target: [Scaler]] = [:]

    init(_ documents: some Sequence<(id: ObjectID, document: Value)>) {
        for (id, document) in documents {
            guard let target = Self.target(id, document), let range = Self.range(id, document) else { continue }
            scalers[target, default: []].append(Scaler(namespace: id.namespace, range: range))
        }
    }

    static func isScaler(_ id: ObjectID) -> Bool {
        (id.group == "autoscaling" && id.kind == "HorizontalPodAutoscaler")
            || (id.group == "keda.sh" && id.kind == "ScaledObject")
    }

    /// Nil where it is none, or names nothing.
    static func target(_ id: ObjectID, _ document: Value) -> Target? {
        guard isScaler(id), let reference = document.at("spec", "scaleTargetRef"),
            let name = reference["name"]?.string
        else { return nil }
        return Target(kind: reference["kind"]?.string ?? "Deployment", name: name)
    }

    private static func range(_ id: ObjectID, _ document: Value) -> ReplicaRange? {
        let isKEDA = id.kind == "ScaledObject"
        let spec = document["spec"]
        let least = ReplicaRange.count(spec?[isKEDA ? "minReplicaCount" : "minReplicas"], default: isKEDA ? 0 : 1)
        let most = ReplicaRange.count(spec?[isKEDA ? "maxReplicaCount" : "maxReplicas"], default: isKEDA ? 100 : 1)
        guard let least, let most else { return nil }
        return ReplicaRange(least, most)
    }

    /// Nil where nothing scales it.
    func range(of id: ObjectID) -> ReplicaRange? {
        scalers[Target(kind: id.kind, name: id.name)]?.first { scaler in
            scaler.namespace == id.namespace || scaler.namespace.isEmpty || id.namespace.isEmpty
        }?.range
    }
}
