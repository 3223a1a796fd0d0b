package import Documents
package import KubeClient
internal import KubeModel
package import Logging
package import Metrics

extension LeaderElection {
    /// `identity` must differ between all processes that take part, for instance the pod's name and a random part.
    package convenience init(
        client: KubeClient, lease key: ObjectKey, identity: String, timing: Timing, metrics: Metrics, logger: Logger
    ) {
        self.init(
            lease: KubeLease(client: client, key: key), name: key.description, identity: identity, timing: timing,
            logger: logger, surroundings: client.surroundings)
        metrics.gauge("martlet_leader", help: "1 while this process leads, else 0.", labels: ["lease"]) { [weak self] in
            [([key.description], self?.isLeader == true ? 1 : 0)]
        }
    }
}

/// The Lease on the API server. Whatever else is under way, and whatever hangs, it is renewed: on connections of its own.
struct KubeLease: LeaseAccess {
    private let client: KubeClient
    private let key: ObjectKey

    init(client: KubeClient, key: ObjectKey) {
        self.client = client.apart
        self.key = key
    }

    func read() async throws(KubeError) -> (record: LeaseRecord, resourceVersion: String)? {
        do throws(KubeError) {
            let object = try await client.get(.leases, key)
            return (LeaseRecord(spec: object["spec"]), object.resourceVersion)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    func write(_ record: LeaseRecord, replacing resourceVersion: String?) async throws(KubeError) -> String {
        let body = record.object(key: key, resourceVersion: resourceVersion)
        let written =
            if resourceVersion == nil {
                try await client.create(.leases, namespace: key.namespace, body: body)
            } else {
                try await client.replace(.leases, key, body: body)
            }
        return written.resourceVersion
    }
}
