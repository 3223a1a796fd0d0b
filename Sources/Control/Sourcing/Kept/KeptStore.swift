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
    private let state: Mutex<State>

    private struct State {
        /// The Secrets that there are.
        var room: KeptRoom
        /// Whether they have been listed.
        var isListed = false
        var outcomes: [KeptSecret.Owner: Outcome] = [:]
    }

    /// What came of what an application's renders left last, where that is known.
    private enum Outcome {
        /// By the source's name.
        case kept([String: Digest])
        /// The same will not be kept either.
        case refused(RenderError)
    }

    /// - Parameters:
    ///   - home: the controller's own namespace.
    ///   - limit: of what is kept for the applications of a namespace, in bytes.
    package init(client: KubeClient, home: String, installation: String, limit: Int) {
        state = Mutex(State(room: KeptRoom(limit: limit)))
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
        state.withLock { $0.room.contains(KeptSecret.name(for: owner)) }
    }

    /// What was kept last for a source, as far as this process knows.
    func latest(_ owner: KeptSecret.Owner, source: String) -> Digest? {
        guard case .kept(let digests) = state.withLock({ $0.outcomes[owner] }) else { return nil }
        return digests[source]
    }

    /// Notes what is kept for sure, or, without a secret, that this is not known any more.
    func note(_ secret: KeptSecret?, of owner: KeptSecret.Owner) {
        let outcome = (secret?.parts.mapValues(\.digest)).map(Outcome.kept)
        state.withLock { $0.outcomes[owner] = outcome }
    }

    /// Forgets what was kept last: the server was put back to an earlier state, and what it holds has to be read again.
    package func forgetLatest() { state.withLock { $0.outcomes = [:] } }

    /// Notes that what an application's renders leave is not kept, whoever tries. Holds until the next `note`.
    func refuse(_ owner: KeptSecret.Owner, _ error: RenderError) {
        state.withLock { $0.outcomes[owner] = .refused(error) }
    }

    func refusal(of owner: KeptSecret.Owner) -> RenderError? {
        guard case .refused(let error) = state.withLock({ $0.outcomes[owner] }) else { return nil }
        return error
    }

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
        if !state.withLock(\.isListed) { _ = try await all() }
        let (name, entry) = (KeptSecret.name(for: secret.owner), KeptSecret.entry(of: object, for: secret.owner))
        let before = try state.withLock { state throws(KubeError) in try state.room.take(name, entry) }
        do {
            return secret.version == nil
                ? try await client.create(.secrets, namespace: home, body: object)
                : try await client.replace(.secrets, key(secret.owner), body: object)
        } catch {
            // If it was carried out after all, the next look at all of them tells.
            state.withLock { $0.room.set(name, before) }
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
        state.withLock { $0.room.set(key.name, nil) }
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
        let (found, before) = (Found(), state.withLock(\.room.names))
        _ = try await client.list(
            .secrets, namespace: home, labelSelector: "\(KeptSecret.label)=\(installation)", fieldSelector: nil,
            pageSize: KeptStore.pageSize, restart: { found.secrets = [] },
            each: { object in
                guard let owner = KeptSecret.owner(of: object), let name = object.name,
                    let version = KeptSecret.version(of: object)
                else { return }
                state.withLock { $0.room.set(name, KeptSecret.entry(of: object, for: owner)) }
                found.secrets.append(Stored(name: name, owner: owner, version: version))
            })
        state.withLock { state in
            for name in before.subtracting(found.secrets.map(\.name)) { state.room.set(name, nil) }
            state.isListed = true
        }
        return found.secrets
    }

    private final class Found {
        var secrets: [Stored] = []
    }
}
