internal import Digests
internal import KubeClient
internal import KubeModel
internal import Rendering

/// What is kept for an application, in the time of one run: read once, and written where it has changed, once all sources
/// have rendered.
actor KeptSession {
    private let store: KeptStore
    private let owner: KeptSecret.Owner
    /// Whether it is only looked at what renders come to: nothing is stored, and what may not be read is taken for nothing.
    private let isTrial: Bool
    private var secret: KeptSecret?
    /// What the renders since `begin` leave, by the source's name.
    private var left: [String: KeptState] = [:]
    /// When to try again what has failed; nil where only other inputs make something else, which call by themselves.
    private(set) var pause: Duration?
    private var refusal: RenderError?

    init(_ store: KeptStore, _ owner: KeptSecret.Owner, isTrial: Bool) {
        self.store = store
        self.owner = owner
        self.isTrial = isTrial
    }

    func part(_ source: String) async throws(RenderError) -> KeptState {
        if let refusal { throw refusal }
        return try await loaded().parts[source] ?? KeptState()
    }

    /// All that is kept, as far as it was read, and all that is to be.
    var states: [KeptState] { Array((secret?.parts ?? [:]).values) + Array(left.values) }

    /// All sources are rendered from here on. Nothing of renders before is stored any more.
    ///
    /// - Parameter hasNews: whether the renders may leave something else than those of the run before. Where they do not,
    ///   what could not be kept is not made again.
    func begin(hasNews: Bool) {
        left = [:]
        refusal = hasNews ? nil : store.refusal(of: owner)
    }

    func leave(_ state: KeptState, for source: String) { left[source] = state }

    /// Stores what the renders leave. Of other sources than `sources` nothing is kept any more, and what was kept of a source
    /// that was not rendered anew stays.
    func settle(among sources: Set<String>) async throws(RenderError) {
        guard !isTrial else { return }
        let isNeeded = secret != nil || left.contains { !$0.value.isEmpty } || store.mayHold(owner)
        guard !left.isEmpty, isNeeded else { return }
        var new = try await loaded()
        let before = new.parts
        new.parts = new.parts.filter { sources.contains($0.key) }
        for (source, state) in left { new.parts[source] = state.isEmpty ? nil : state }
        guard new.parts != before else { return store.note(new, of: owner) }
        // Whether a write that fails was carried out is not known, so what there is has to be read again.
        secret = nil
        store.note(nil, of: owner)
        do throws(KubeError) {
            let stored = try await store.store(new)
            secret = stored
            store.note(stored, of: owner)
        } catch {
            let failure = failure("stored in", error)
            if error.code == .invalid { store.refuse(owner, failure) }
            throw failure
        }
    }

    private func loaded() async throws(RenderError) -> KeptSecret {
        if let secret { return secret }
        do throws(KubeError) {
            let loaded = try await store.load(owner)
            secret = loaded
            return loaded
        } catch {
            guard !isTrial else { return KeptSecret(owner) }
            throw failure("read from", error)
        }
    }

    private func failure(_ what: String, _ error: KubeError) -> RenderError {
        pause =
            if error.code == .invalid {
                nil
            } else {
                error.isTransient || error.code == .conflict ? Pauses.unkept : Pauses.unkeepable
            }
        return RenderError(
            .kept,
            "keys, certificates and times that stay the same from one render to the next cannot be \(what) "
                + "\(store.reference(owner)): \(error.message)")
    }
}
