internal import Digests
internal import Documents
internal import KubeClient
internal import KubeModel
internal import Rendering
internal import Synchronization

/// Keeps what renders have made once, in Secrets of the controller's own namespace, one for each application that needs
/// it.
///
/// Guarantees: what `store` has returned for is there; of two writers one fails. Nothing else of the namespace is touched.
final class KeptStore: Sendable {
    private let client: KubeClient
    private let home: String
    private let installation: String
    /// The Secrets that there are; nil until they have been listed.
    private let names = Mutex<Set<String>?>(nil)
    /// What was kept last, by the source's name.
    private let latest = Mutex<[KeptSecret.Owner: [String: Digest]]>([:])
    /// Why what an application's renders left last could not be kept, where the same will not be kept either.
    private let refusals = Mutex<[KeptSecret.Owner: RenderError]>([:])

    /// - Parameter home: the controller's own namespace.
    init(client: KubeClient, home: String, installation: String) {
        self.client = client
        self.home = home
        self.installation = installation
    }

    /// For messages.
    func reference(_ owner: KeptSecret.Owner) -> String { "the Secret \(key(owner))" }

    private func key(_ owner: KeptSecret.Owner) -> ObjectKey {
        ObjectKey(namespace: home, name: KeptSecret.name(for: owner))
    }

    /// False where nothing is kept for an application for sure.
    func mayHold(_ owner: KeptSecret.Owner) -> Bool {
        names.withLock { $0?.contains(KeptSecret.name(for: owner)) ?? false }
    }

    /// What was kept last for a source, as far as this process knows.
    func latest(_ owner: KeptSecret.Owner, source: String) -> Digest? { latest.withLock { $0[owner]?[source] } }

    /// Notes what is kept for sure, or, without a secret, that this is not known any more.
    func note(_ secret: KeptSecret?, of owner: KeptSecret.Owner) {
        let digests = secret?.parts.mapValues(\.digest)
        latest.withLock { $0[owner] = digests }
        _ = refusals.withLock { $0.removeValue(forKey: owner) }
    }

    /// Forgets what was kept last: the server was put back to an earlier state, and what it holds has to be read again.
    func forgetLatest() {
        latest.withLock { $0 = [:] }
        refusals.withLock { $0 = [:] }
    }

    /// Notes that what an application's renders leave is not kept, whoever tries. Holds until the next `note`.
    func refuse(_ owner: KeptSecret.Owner, _ error: RenderError) { refusals.withLock { $0[owner] = error } }

    func refusal(of owner: KeptSecret.Owner) -> RenderError? { refusals.withLock { $0[owner] } }

    func load(_ owner: KeptSecret.Owner) async throws(KubeError) -> KeptSecret {
        let object: Value
        do {
            object = try await client.get(.secrets, key(owner))
        } catch let error where error.code == .notFound {
            return KeptSecret(owner)
        }
        do throws(KeptSecret.Malformed) {
            return try KeptSecret(object, of: owner)
        } catch {
            throw KubeError(
                .configuration,
                "\(error.message); delete it, and what it held is made anew")
        }
    }

    /// Writes what is to be kept; without anything, the Secret goes. Fails with a conflict where somebody else has
    /// written since it was read. Returns it with its new version.
    func store(_ secret: KeptSecret) async throws(KubeError) -> KeptSecret {
        guard !secret.isEmpty else { return try await removeEmpty(secret) }
        let object: Value
        do throws(KeptSecret.Malformed) {
            object = try secret.object(in: home, installation: installation)
        } catch {
            throw KubeError(.invalid, error.message)
        }
        let written =
            secret.version == nil
            ? try await client.create(.secrets, namespace: home, body: object)
            : try await client.replace(.secrets, key(secret.owner), body: object)
        _ = names.withLock { $0?.insert(KeptSecret.name(for: secret.owner)) }
        var stored = secret
        stored.version = KeptSecret.version(of: written)
        return stored
    }

    private func removeEmpty(_ secret: KeptSecret) async throws(KubeError) -> KeptSecret {
        if let version = secret.version {
            try await delete(key(secret.owner), version.uid, resourceVersion: version.resourceVersion)
        }
        return KeptSecret(secret.owner)
    }

    /// Forgets all of an application.
    func remove(_ owner: KeptSecret.Owner) async throws(KubeError) {
        note(nil, of: owner)
        try await delete(key(owner), nil, resourceVersion: nil)
    }

    private func delete(_ key: ObjectKey, _ uid: String?, resourceVersion: String?) async throws(KubeError) {
        do {
            _ = try await client.delete(
                .secrets, key, uid: uid, resourceVersion: resourceVersion, propagation: .background)
        } catch let error where error.code == .notFound {}
        _ = names.withLock { $0?.remove(key.name) }
    }

    /// Removes what was kept for applications that are gone, as it happens where one loses its finalizer by hand. Returns
    /// how many Secrets that were.
    func sweep(isGone: (KeptSecret.Owner) -> Bool) async throws(KubeError) -> Int {
        let objects = try await client.list(
            .secrets, namespace: home, labelSelector: "\(KeptSecret.label)=\(installation)")
        names.withLock { $0 = ($0 ?? []).union(objects.compactMap(\.name)) }
        var removed = 0
        for object in objects {
            guard let owner = KeptSecret.owner(of: object), let version = KeptSecret.version(of: object),
                let name = object.name, isGone(owner)
            else { continue }
            note(nil, of: owner)
            try await delete(
                ObjectKey(namespace: home, name: name), version.uid, resourceVersion: version.resourceVersion)
            removed += 1
        }
        return removed
    }
}
