internal import Digests
internal import Documents
package import KubeClient
package import KubeModel
internal import Rendering
internal import Synchronization

/// Keeps what renders have made once, in Secrets of the controller's own namespace, one for each application that needs
/// it.
///
/// Guarantees: what `store` has returned for is there; of two writers one fails. Nothing else of the namespace is touched.
package final class KeptStore: Sendable {
    private let client: KubeClient
    private let home: String
    private let installation: String
    /// The Secrets that there are.
    private let room: Mutex<KeptRoom>
    /// Whether they have been listed.
    private let isListed = Mutex(false)
    /// What was kept last, by the source's name.
    private let latest = Mutex<[KeptSecret.Owner: [String: Digest]]>([:])
    /// Why what an application's renders left last could not be kept, where the same will not be kept either.
    private let refusals = Mutex<[KeptSecret.Owner: RenderError]>([:])

    /// - Parameters:
    ///   - home: the controller's own namespace.
    ///   - limit: of what is kept for the applications of a namespace, in bytes.
    package init(client: KubeClient, home: String, installation: String, limit: Int) {
        room = Mutex(KeptRoom(limit: limit))
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
        room.withLock { $0.contains(KeptSecret.name(for: owner)) }
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
    package func forgetLatest() {
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
        let written = try await write(object, secret)
        var stored = secret
        stored.version = KeptSecret.version(of: written)
        return stored
    }

    private func write(_ object: Value, _ secret: KeptSecret) async throws(KubeError) -> Value {
        if !isListed.withLock({ $0 }) { _ = try await all() }
        let (name, entry) = (KeptSecret.name(for: secret.owner), KeptSecret.entry(of: object, for: secret.owner))
        let before = try room.withLock { room throws(KubeError) in try room.take(name, entry) }
        do {
            return secret.version == nil
                ? try await client.create(.secrets, namespace: home, body: object)
                : try await client.replace(.secrets, key(secret.owner), body: object)
        } catch {
            // If it was carried out after all, the next look at all of them tells.
            room.withLock { $0.set(name, before) }
            throw error
        }
    }

    private func removeEmpty(_ secret: KeptSecret) async throws(KubeError) -> KeptSecret {
        if let version = secret.version {
            try await delete(key(secret.owner), version.uid, resourceVersion: version.resourceVersion)
        }
        return KeptSecret(secret.owner)
    }

    /// Forgets all of an application.
    package func remove(_ owner: KeptSecret.Owner) async throws(KubeError) {
        note(nil, of: owner)
        try await delete(key(owner), nil, resourceVersion: nil)
    }

    private func delete(_ key: ObjectKey, _ uid: String?, resourceVersion: String?) async throws(KubeError) {
        do {
            _ = try await client.delete(
                .secrets, key, uid: uid, resourceVersion: resourceVersion, propagation: .background)
        } catch let error where error.code == .notFound {}
        room.withLock { $0.set(key.name, nil) }
    }

    /// Removes what was kept for applications that are gone, as it happens where one loses its finalizer by hand. Returns
    /// how many Secrets that were.
    package func sweep(isGone: (KeptSecret.Owner) -> Bool) async throws(KubeError) -> Int {
        var removed = 0
        for found in try await all() where isGone(found.owner) {
            note(nil, of: found.owner)
            try await delete(
                ObjectKey(namespace: home, name: found.name), found.version.uid,
                resourceVersion: found.version.resourceVersion)
            removed += 1
        }
        return removed
    }

    private struct Stored {
        var name: String
        var owner: KeptSecret.Owner
        var version: KeptSecret.Version
    }

    /// Some at a time: each may have half a megabyte.
    private static let pageSize = 20

    private func all() async throws(KubeError) -> [Stored] {
        let (found, before) = (Found(), room.withLock(\.names))
        _ = try await client.list(
            .secrets, namespace: home, labelSelector: "\(KeptSecret.label)=\(installation)", fieldSelector: nil,
            pageSize: KeptStore.pageSize, restart: { found.secrets = [] },
            each: { object in
                guard let owner = KeptSecret.owner(of: object), let name = object.name,
                    let version = KeptSecret.version(of: object)
                else { return }
                room.withLock { $0.set(name, KeptSecret.entry(of: object, for: owner)) }
                found.secrets.append(Stored(name: name, owner: owner, version: version))
            })
        room.withLock { room in
            for name in before.subtracting(found.secrets.map(\.name)) { room.set(name, nil) }
        }
        isListed.withLock { $0 = true }
        return found.secrets
    }

    private final class Found {
        var secrets: [Stored] = []
    }
}
