package import Documents
package import KubeModel

/// Keeps objects before they are taken away.
package struct Keeper: Sendable {
    /// Whether what cannot be kept stays where it is.
    package var isRequired: Bool
    /// Keeps them all; returns why some could not be.
    package var keep: @Sendable ([Keepsake]) async -> [ObjectID: KubeError]
    /// Hears of what goes without having been kept, and why.
    package var miss: @Sendable ([ObjectID: KubeError]) async -> Void

    package init(
        isRequired: Bool, keep: @escaping @Sendable ([Keepsake]) async -> [ObjectID: KubeError],
        miss: @escaping @Sendable ([ObjectID: KubeError]) async -> Void
    ) {
        self.isRequired = isRequired
        self.keep = keep
        self.miss = miss
    }

    /// Keeps what there is to keep, and tells of what goes without.
    ///
    /// - Parameter unread: what could not be looked at, and why.
    /// - Returns: what is not to be taken away, and why.
    func secure(
        _ objects: [Keepsake], unread: [ObjectID: KubeError] = [:]
    ) async -> [ObjectID: KubeError] {
        let failures = await keep(objects).merging(unread) { first, _ in first }
        // What passes by itself is tried again, with the deletion.
        let refused = failures.filter { isRequired || $0.value.isTransient || $0.value.code == .cancelled }
        let missed = failures.filter { refused[$0.key] == nil }
        if !missed.isEmpty { await miss(missed) }
        return refused.mapValues(\.ofKeeping)
    }
}

extension KubeError {
    /// As what becomes of the object has it.
    fileprivate var ofKeeping: KubeError {
        var told = self
        told.message = "stays, because it cannot be kept for `restore` before it goes: \(message)"
        return told
    }
}
