internal import Digests
internal import Documents
internal import Rendering

/// What the renders of one source get besides its files.
struct ApplicationSupplies: RenderSupplies {
    let renderer: ApplicationRenderer
    /// The source's name.
    let source: String
    /// Whether this is for what was applied last, while the newest cannot be used.
    let isForRepair: Bool

    var present: Int64 { renderer.subject.present }
    var trustsEarlier: Bool { isForRepair }
    /// Nobody who asks for work wants to hear what failed before.
    var trustsFailures: Bool { renderer.subject.trustsFailures }
    var allowsRemotes: Bool { renderer.sources.options.allowsRemoteBases }
    /// The namespace whose repositories there are.
    var audience: String { renderer.owner.application.namespace }

    func answer(_ question: LookupQuestion) async -> LookupAnswer { await renderer.lookups.answer(question) }

    func remote(_ question: RemoteQuestion) -> RemoteAnswer {
        renderer.remotes.answer(question, isForRepair: isForRepair)
    }

    func isKept(_ state: Digest) -> Bool {
        renderer.sources.kept.latest(renderer.owner, source: source) == state
    }

    func kept() async throws(RenderError) -> KeptState { try await renderer.kept.part(source) }

    /// What a repair leaves unused is needed again once the newest can be used.
    func keep(_ state: KeptState) async throws(RenderError) {
        let session = renderer.kept
        guard isForRepair else { return await session.leave(state, for: source) }
        guard !state.isEmpty else { return }
        await session.leave(state.merging(try await session.part(source)), for: source)
    }
}
