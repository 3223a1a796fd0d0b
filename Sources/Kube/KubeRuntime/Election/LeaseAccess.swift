internal import KubeModel

/// Reads and writes one Lease.
protocol LeaseAccess: Sendable {
    /// Nil where there is none.
    func read() async throws(KubeError) -> (record: LeaseRecord, resourceVersion: String)?

    /// Fails with `conflict` or `alreadyExists` where the Lease is no longer the one of that version; nil makes it.
    /// Returns its new version.
    func write(_ record: LeaseRecord, replacing resourceVersion: String?) async throws(KubeError) -> String
}
