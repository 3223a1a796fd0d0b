import Synchronization

/// One remote's mirror and the queue in front of it.
///
/// Refreshes that come while one is under way wait together and share the next one: they must not share the one that
/// has begun, as the remote may have changed since it was asked.
final class Mirror: Sendable {
    typealias Answer = Result<GitRefresh, GitError>

    let folder: MirrorFolder
    let memory = MirrorMemory()
    private let state = Mutex(State())
    private let threads: WorkerThreads
    private let makeOperation: @Sendable (Duration, String) -> Operation
    private let perform: @Sendable (Mirror, Set<GitReference>, String, Operation) -> Answer

    private struct Ticket {
        let id: Int
        let references: Set<GitReference>
        /// Who is charged for what comes.
        let account: String
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Answer, Never>
    }

    private struct Batch {
        var tickets: [Ticket]
        let operation: Operation
    }

    private struct State {
        var nextID = 0
        /// Given up before they were queued.
        var abandoned: [Int: GitError] = [:]
        var waiting: [Ticket] = []
        var running: Batch?
        /// The last work ended at its deadline: the remote probably hangs.
        var isSlow = false
    }

    /// The work itself ends at its deadline and knows best why; a caller leaves only when even that did not happen.
    private static let grace = Duration.milliseconds(500)

    init(
        _ folder: MirrorFolder, _ threads: WorkerThreads,
        makeOperation: @escaping @Sendable (Duration, String) -> Operation,
        perform: @escaping @Sendable (Mirror, Set<GitReference>, String, Operation) -> Answer
    ) {
        self.folder = folder
        self.threads = threads
        self.makeOperation = makeOperation
        self.perform = perform
    }

    /// Whether nobody waits for it.
    var isIdle: Bool { state.withLock { $0.running == nil && $0.waiting.isEmpty } }

    func refresh(
        _ references: Set<GitReference>, timeout: Duration, for account: String
    ) async throws(GitError) -> GitRefresh {
        let deadline = ContinuousClock.now + timeout
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let answer = await withTaskGroup(of: Void.self, returning: Answer.self) { group in
            group.addTask(name: "deadline of a git refresh") {
                guard (try? await Task.sleep(until: deadline + Mirror.grace, clock: .continuous)) != nil else { return }
                self.abandon(id, GitError(.timedOut, "no git thread was free within \(timeout.components.seconds) s"))
            }
            let answer = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    queue(
                        Ticket(
                            id: id, references: references, account: account, deadline: deadline,
                            continuation: continuation))
                }
            } onCancel: {
                abandon(id, GitError(.cancelled, "the git operation was cancelled"))
            }
            group.cancelAll()
            return answer
        }
        state.withLock { _ = $0.abandoned.removeValue(forKey: id) }
        return try answer.get()
    }

    private func queue(_ ticket: Ticket) {
        let error = state.withLock { state in
            let error = state.abandoned[ticket.id]
            if error == nil { state.waiting.append(ticket) }
            return error
        }
        if let error { return ticket.continuation.resume(returning: .failure(error)) }
        startNext()
    }

    /// Lets one caller go. Work that nobody waits for any more is stopped.
    private func abandon(_ id: Int, _ error: GitError) {
        let (ticket, useless) = state.withLock { state -> (Ticket?, Operation?) in
            if let index = state.waiting.firstIndex(where: { $0.id == id }) {
                return (state.waiting.remove(at: index), nil)
            }
            guard let index = state.running?.tickets.firstIndex(where: { $0.id == id }) else {
                state.abandoned[id] = error
                return (nil, nil)
            }
            let ticket = state.running?.tickets.remove(at: index)
            return (ticket, state.running?.tickets.isEmpty == true ? state.running?.operation : nil)
        }
        useless?.cancel()
        ticket?.continuation.resume(returning: .failure(error))
    }

    private func startNext() {
        let batch = state.withLock { state -> (Set<GitReference>, String, Operation, Bool)? in
            guard state.running == nil, let latest = state.waiting.map(\.deadline).max() else { return nil }
            let account = state.waiting.first?.account ?? ""
            let operation = makeOperation(ContinuousClock.now.duration(to: latest), account)
            let references = state.waiting.reduce(into: Set()) { $0.formUnion($1.references) }
            state.running = Batch(tickets: state.waiting, operation: operation)
            state.waiting = []
            return (references, account, operation, state.isSlow)
        }
        guard let (references, account, operation, isSlow) = batch else { return }
        let accepted = threads.submit(isSlow: isSlow) { [self] in
            finish(perform(self, references, account, operation))
            startNext()
        }
        if !accepted {
            finish(.failure(GitError(.cancelled, "the git mirrors have been shut down, or no thread is left")))
        }
    }

    private func finish(_ answer: Answer) {
        let batch = state.withLock { state in
            defer { state.running = nil }
            if case .failure(let error) = answer {
                state.isSlow = error.code == .timedOut
            } else {
                state.isSlow = false
            }
            return state.running
        }
        for ticket in batch?.tickets ?? [] {
            ticket.continuation.resume(
                returning: answer.map { refresh in
                    GitRefresh(
                        revisions: refresh.revisions.filter { ticket.references.contains($0.key) },
                        fetched: refresh.fetched)
                })
        }
    }
}
