internal import Applying
internal import Documents
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Sourcing
internal import Surroundings
internal import Synchronization

/// Keeps objects that deployments delete, in Secrets of the controller's own namespace, one for each deployment that deletes something.
///
/// Guarantees: what `add` does not name is there when it returns; what it is given again it does not keep twice. Nothing else of the
/// namespace is touched.
final class KeepsakeStore: Sendable {
    private let client: KubeClient
    private let home: String
    private let installation: String
    private let seal: KeepsakeSeal
    /// Of what is kept for the applications of a namespace, in bytes.
    private let limit: Int
    private let state = Mutex(State())

    private struct State {
        /// What there is, by the Secrets' names.
        var entries: [String: KeepsakeRetention.Entry] = [:]
        /// Whether it was looked for what others have left.
        var isListed = false
    }

    /// Of several that write at once one gets further each time, and an application has no more than so many.
    private static let attempts = 20
    /// Some at a time: each may have a megabyte.
    private static let pageSize = 10

    init(client: KubeClient, home: String, installation: String, seal: KeepsakeSeal, limit: Int) {
        self.client = client
        self.home = home
        self.installation = installation
        self.seal = seal
        self.limit = limit
    }

    convenience init(client: KubeClient, _ settings: Settings, _ key: DigestKey) {
        let surroundings = client.surroundings
        let seal = KeepsakeSeal(key) { count in
            var generator = surroundings.generator
            return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        }
        self.init(
            client: client, home: settings.home, installation: settings.installation, seal: seal,
            limit: settings.keptBytes)
    }

    /// What came of keeping some.
    struct Added: Sendable {
        /// All that is kept of the deployment.
        var kept: [ObjectID] = []
        /// What is not, and why.
        var failures: [ObjectID: KubeError] = [:]
    }

    func add(_ keepsakes: [Keepsake], of place: KeepsakePlace) async -> Added {
        var added = Added()
        do throws(KubeError) {
            try await learn()
            for attempt in 1... {
                do throws(KubeError) {
                    var secret = try await read(place)
                    let (isNews, failures) = secret.take(keepsakes, seal)
                    if isNews { try await write(secret) }
                    added = Added(kept: secret.opened(by: seal).objects.map(\.id), failures: failures)
                    break
                } catch {
                    let isOvertaken = error.code == .conflict || error.code == .alreadyExists
                    guard isOvertaken, attempt < Self.attempts else { throw error }
                    state.withLock { $0.isListed = false }
                    try await learn()
                }
            }
        } catch {
            for keepsake in keepsakes { added.failures[keepsake.id] = error }
        }
        return added
    }

    /// What is kept of a deployment.
    func load(_ place: KeepsakePlace) async throws(KubeError) -> (objects: [Keepsake], broken: [KeepsakeSeal.Broken]) {
        do throws(KubeError) {
            let object = try await client.get(.secrets, key(place))
            // Whatever it says of itself, what it holds is read as this deployment's or not at all.
            guard let secret = KeepsakeSecret(object), secret.place == place else {
                throw KubeError(.configuration, "the Secret \(key(place)) is not what this program has written")
            }
            return secret.opened(by: seal)
        } catch {
            guard error.code == .notFound else { throw error }
            return ([], [])
        }
    }

    /// Forgets what there is, which is looked for again: the server was put back to an earlier state.
    func forget() { state.withLock { $0 = State() } }

    /// Removes what is too old or too much, or of applications that are gone. Returns of how many deployments. Nothing is asked where
    /// nothing is due.
    func sweep(
        _ retention: KeepsakeRetention = KeepsakeRetention(), isGone: (KeptSecret.Owner) -> Bool
    ) async throws(KubeError) -> Int {
        try await learn()
        let entries = Array(state.withLock(\.entries).values)
        let surplus = retention.surplus(of: entries, now: KubeTime(client.surroundings), isGone: isGone)
        try await remove(surplus)
        return surplus.count
    }

    // MARK: Requests

    private func key(_ place: KeepsakePlace) -> ObjectKey {
        ObjectKey(namespace: home, name: KeepsakeSecret.name(for: place))
    }

    private func read(_ place: KeepsakePlace) async throws(KubeError) -> KeepsakeSecret {
        let new = KeepsakeSecret(place)
        guard state.withLock({ $0.entries[key(place).name] != nil }) else { return new }
        do throws(KubeError) {
            return KeepsakeSecret(try await client.get(.secrets, key(place))) ?? new
        } catch {
            guard error.code == .notFound else { throw error }
            return new
        }
    }

    private func write(_ secret: KeepsakeSecret) async throws(KubeError) {
        try await makeRoom(for: secret)
        let body = secret.object(in: home, installation: installation)
        let written =
            secret.version == nil
            ? try await client.create(.secrets, namespace: home, body: body)
            : try await client.replace(.secrets, key(secret.place), body: body)
        note(written)
    }

    /// Where there is none for the applications of the namespace, the oldest of this application go, as many as it takes.
    private func makeRoom(for secret: KeepsakeSecret) async throws(KubeError) {
        let (name, owner) = (key(secret.place).name, secret.place.owner)
        let others = state.withLock(\.entries).filter { entry in
            entry.key != name && entry.value.place.owner.application.namespace == owner.application.namespace
        }.map(\.value)
        var taken = others.reduce(0) { $0 + $1.bytes }
        var leaving: [KeepsakeRetention.Entry] = []
        for entry in others.filter({ $0.place.owner == owner }).sorted(by: { $0.createdAt < $1.createdAt }) {
            guard taken + secret.bytes > limit else { break }
            leaving.append(entry)
            taken -= entry.bytes
        }
        guard taken + secret.bytes <= limit else {
            throw KubeError(
                .tooLarge,
                "of the \(limit) bytes that may be kept for the applications of the namespace \(owner.application.namespace) \(taken) "
                    + "are taken by others, and \(secret.bytes) are needed; what is old goes by itself, or run the controller with a "
                    + "larger --kept-size")
        }
        try await remove(leaving)
    }

    private func remove(_ entries: [KeepsakeRetention.Entry]) async throws(KubeError) {
        for entry in entries {
            let name = KeepsakeSecret.name(for: entry.place)
            do throws(KubeError) {
                _ = try await client.delete(
                    .secrets, ObjectKey(namespace: home, name: name), uid: entry.uid, resourceVersion: nil,
                    propagation: .background)
            } catch {
                guard error.code == .notFound || error.code == .conflict else { throw error }
            }
            state.withLock { $0.entries[name] = nil }
        }
    }

    private func note(_ object: Value) {
        guard let secret = KeepsakeSecret(object), let version = secret.version else { return }
        let entry = KeepsakeRetention.Entry(
            place: secret.place, uid: version.uid,
            createdAt: object.at("metadata", "creationTimestamp")?.string.flatMap { KubeTime($0) }
                ?? KubeTime(client.surroundings), bytes: secret.bytes)
        state.withLock { $0.entries[KeepsakeSecret.name(for: secret.place)] = entry }
    }

    /// Learns what there is, once.
    private func learn() async throws(KubeError) {
        guard !state.withLock(\.isListed) else { return }
        let before = Set(state.withLock(\.entries).keys)
        let found = Mutex<Set<String>>([])
        _ = try await client.list(
            .secrets, namespace: home, labelSelector: "\(KeepsakeSecret.label)=\(installation)", fieldSelector: nil,
            pageSize: Self.pageSize, restart: { found.withLock { $0 = [] } },
            each: { object in
                note(object)
                found.withLock { $0.formUnion([object.name].compactMap(\.self)) }
            })
        state.withLock { state in
            for name in before.subtracting(found.withLock(\.self)) { state.entries[name] = nil }
            state.isListed = true
        }
    }
}
