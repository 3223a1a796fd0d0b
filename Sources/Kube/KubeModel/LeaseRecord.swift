package import Documents

/// The `spec` of a `coordination.k8s.io/v1` Lease: who holds it, and until when.
package struct LeaseRecord: Sendable, Hashable {
    /// Nil or empty where nobody holds it.
    package var holderIdentity: String?
    package var leaseDurationSeconds: Int?
    package var acquireTime: KubeTime?
    package var renewTime: KubeTime?
    package var leaseTransitions: Int

    package init(
        holderIdentity: String?, leaseDurationSeconds: Int?, acquireTime: KubeTime?, renewTime: KubeTime?,
        leaseTransitions: Int
    ) {
        self.holderIdentity = holderIdentity
        self.leaseDurationSeconds = leaseDurationSeconds
        self.acquireTime = acquireTime
        self.renewTime = renewTime
        self.leaseTransitions = leaseTransitions
    }

    /// Reads the `spec` of a Lease; fields that are missing or wrong read as nobody's.
    package init(spec: Value?) {
        self.init(
            holderIdentity: spec?["holderIdentity"]?.string,
            leaseDurationSeconds: spec?["leaseDurationSeconds"]?.integer,
            acquireTime: spec?["acquireTime"]?.string.flatMap(KubeTime.init),
            renewTime: spec?["renewTime"]?.string.flatMap(KubeTime.init),
            leaseTransitions: spec?["leaseTransitions"]?.integer ?? 0)
    }

    package var spec: Value {
        var spec = Object()
        spec["holderIdentity"] = holderIdentity.map(Value.string)
        spec["leaseDurationSeconds"] = leaseDurationSeconds.map(Value.integer)
        spec["acquireTime"] = acquireTime.map { .string($0.microDescription) }
        spec["renewTime"] = renewTime.map { .string($0.microDescription) }
        spec["leaseTransitions"] = .integer(leaseTransitions)
        return .object(spec)
    }

    /// The whole object; with a `resourceVersion` the server refuses to replace any other version.
    package func object(key: ObjectKey, resourceVersion: String?) -> Value {
        var metadata: Object = ["name": .string(key.name), "namespace": .string(key.namespace)]
        metadata["resourceVersion"] = resourceVersion.map(Value.string)
        return [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": .object(metadata), "spec": spec,
        ]
    }
}
