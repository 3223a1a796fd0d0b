internal import Documents
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Planning
internal import Sourcing
internal import Surroundings
internal import Synchronization

/// Writes down what is about to be applied, of many applications in one request: as databases do, so that nothing is orphaned
/// whenever the process ends, at a fraction of the cost of a status for each.
///
/// An intent is open from before the first of its objects is applied until status speaks of it. Whatever process comes next reads
/// the open ones before it does anything. Guarantees: what `record` has returned true for is in the Secret; what is open stays in
/// it, whoever else writes it. A closed one may stay for some seconds; status has overtaken it.
final class IntentJournal: Sendable {
    private let client: KubeClient
    private let key: ObjectKey
    private let logger: Logger
    private let bell = Doorbell()
    private let state = Mutex(State())

    private struct State {
        var content = JournalContent()
        var waiting: [CheckedContinuation<Result<Void, KubeError>, Never>] = []
        /// Whether somebody waits for the Secret to be written, and not just to be read.
        var hasRecords = false
        /// When to remove what is closed; nil where the Secret holds nothing else.
        var tidyAt: Duration?
        /// Until then nobody tries, because the server refused it.
        var refusedUntil: Duration?
        var hasEnded = false
    }

    /// After which what is closed is removed, if nothing else is written.
    private static let tidiness = Duration.seconds(3)
    /// How long removing it may hold up the end of the process.
    private static let farewell = Duration.seconds(2)
    /// For which the server is not asked again once it has refused.
    private static let sulk = Duration.seconds(600)
    /// After a request none begins for three times as long as it took, up to this: so a busy server gets few, with much in each, and
    /// what comes alone does not wait.
    private static let longestRest = Duration.milliseconds(250)
    /// Of others that write at the same moment, until it is given up.
    private static let attempts = 4

    /// - Parameters:
    ///   - client: of the cluster where resources live.
    ///   - key: of the Secret.
    init(client: KubeClient, key: ObjectKey, logger: Logger) {
        self.client = client
        self.key = key
        self.logger = logger
    }

    private var now: Duration { client.surroundings.now }

    // MARK: What is open

    /// Returns once what earlier processes were about to apply is known, or cannot be known. Before that nothing may be concluded
    /// from what status says.
    func open() async throws(KubeError) {
        guard !state.withLock(\.content.isRead), !isRefused else { return }
        _ = try await commit()
    }

    /// What an application may have applied without its status saying so; nil for nothing.
    func intent(_ key: IntentKey) -> OpenIntent? { state.withLock { $0.content.intent(key) } }

    /// The same, whatever its status says.
    func intents(of owner: KeptSecret.Owner) -> Inventory? { state.withLock { $0.content.intents(of: owner) } }

    /// Writes down what is about to be applied, besides what is open. False where that has to be done in another way: there is
    /// too much of it, or the server refuses it.
    func record(_ intent: OpenIntent, _ key: IntentKey) async throws(KubeError) -> Bool {
        guard !isRefused else { return false }
        let isNoted = state.withLock { state in
            guard state.content.note(intent, key) else { return false }
            state.hasRecords = true
            return true
        }
        return isNoted ? try await commit() : false
    }

    /// Status speaks of all that was open.
    func close(_ owner: KeptSecret.Owner) {
        let isFirst = state.withLock { state in
            guard state.content.close(owner), state.tidyAt == nil else { return false }
            state.tidyAt = now + Self.tidiness
            return true
        }
        // Whoever waits without end has to wait until then.
        if isFirst { bell.ring() }
    }

    /// The server was put back to an earlier state, and what it holds has to be read again.
    func reread() { state.withLock { $0.content.forgetSecret() } }

    // MARK: Writing

    /// Waits until all that is open by now is written. False where the server refuses it.
    private func commit() async throws(KubeError) -> Bool {
        let result = await withCheckedContinuation { continuation in
            let answer = state.withLock { state -> Result<Void, KubeError>? in
                if state.hasEnded { return .failure(Self.ended) }
                state.waiting.append(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) } else { bell.ring() }
        }
        switch result {
        case .success: return true
        case .failure(let error) where error.isRefusal: return false
        case .failure(let error): throw error
        }
    }

    /// Writes what is asked for until cancelled: whatever comes while a request is under way goes into the next.
    ///
    /// - Parameter isGone: whether there is no such application any more.
    func run(isGone: @escaping @Sendable (KeptSecret.Owner) -> Bool) async {
        var restsUntil = Duration.zero
        while !Task.isCancelled {
            await bell.wait(until: state.withLock(\.tidyAt), by: client.surroundings)
            if state.withLock({ !$0.waiting.isEmpty }), now < restsUntil {
                try? await client.surroundings.sleep(until: restsUntil)
            }
            let waiting = state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
            guard !waiting.isEmpty || isTidyDue, !Task.isCancelled else {
                finish(waiting, .failure(Self.ended))
                continue
            }
            if waiting.isEmpty { forget(isGone) }
            let began = now
            let result = await write()
            restsUntil = now + min((now - began) * 3, Self.longestRest)
            if case .failure = result {
                let isRefused = isRefused
                state.withLock { $0.tidyAt = $0.content.isNews && !isRefused ? now + Self.tidiness : nil }
            }
            finish(waiting, result)
        }
        let left = state.withLock { state in
            state.hasEnded = true
            return state.waiting
        }
        finish(left, .failure(Self.ended))
        // Nobody has to read what is over.
        guard state.withLock(\.content.isNews) else { return }
        _ = await shielded(for: Self.farewell, by: client.surroundings) { await self.write() }
    }

    private var isTidyDue: Bool { state.withLock { $0.tidyAt.map { $0 <= now } ?? false } }

    private var isRefused: Bool { state.withLock { $0.refusedUntil.map { $0 > now } ?? false } }

    private func finish(
        _ waiting: [CheckedContinuation<Result<Void, KubeError>, Never>], _ result: Result<Void, KubeError>
    ) {
        for continuation in waiting { continuation.resume(returning: result) }
    }

    /// Forgets what applications were about to apply that are gone, as it happens where one loses its finalizer by hand.
    private func forget(_ isGone: (KeptSecret.Owner) -> Bool) {
        for owner in state.withLock(\.content.owners) where isGone(owner) {
            state.withLock { _ = $0.content.close(owner) }
        }
    }

    private func write() async -> Result<Void, KubeError> {
        guard !isRefused else { return .failure(Self.refused) }
        var last = KubeError(.conflict, "the Secret \(key) is written by others all the time")
        for _ in 0..<Self.attempts {
            do throws(KubeError) {
                if !state.withLock(\.content.isRead) { try await read() }
                try await replace()
                state.withLock { $0.refusedUntil = nil }
                return .success(())
            } catch {
                state.withLock { $0.content.isRead = false }
                last = error
                guard [.conflict, .alreadyExists, .notFound].contains(error.code) else { break }
            }
        }
        guard last.isRefusal else { return .failure(last) }
        logger.warning(
            "cannot keep a journal of what is about to be applied, so each application's status says it beforehand",
            metadata: ["secret": "\(key)", "error": "\(last.message)"])
        state.withLock { state in
            state.content.forgetSecret()
            state.refusedUntil = now + Self.sulk
        }
        return .failure(Self.refused)
    }

    private static let ended = KubeError(.cancelled, "the controller stops")
    private static let refused = KubeError(.forbidden, "the server does not take the journal")

    /// What is there joins what is open: it is another process's, or was ours, and somebody has to see to it.
    private func read() async throws(KubeError) {
        let object: Value
        do {
            object = try await client.get(.secrets, key)
        } catch let error where error.code == .notFound {
            return state.withLock { $0.content.take([:], version: nil) }
        }
        let intents = try JournalSecret.intents(in: object, key)
        state.withLock { $0.content.take(intents, version: object.at("metadata", "resourceVersion")?.string) }
    }

    private func replace() async throws(KubeError) {
        let (content, hasRecords) = state.withLock { state in
            defer { (state.tidyAt, state.hasRecords) = (nil, false) }
            return (state.content, state.hasRecords)
        }
        // What somebody is about to rely on is written even where it should be there: the Secret may have been deleted by hand.
        guard content.isNews || hasRecords else { return }
        let object = try JournalSecret.object(key, content.texts, version: content.version)
        let written =
            content.version == nil
            ? try await client.create(.secrets, namespace: key.namespace, body: object)
            : try await client.replace(.secrets, key, body: object)
        let version = written.at("metadata", "resourceVersion")?.string
        state.withLock { $0.content.noteWritten(content, version: version) }
    }
}

extension KubeError {
    /// Whether trying again at once is no use.
    fileprivate var isRefusal: Bool { !isTransient && code != .cancelled && code != .conflict }
}
