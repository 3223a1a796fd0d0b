internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Sourcing
internal import Surroundings

/// Keeps one GitOpsRepository's revisions known: asks the remote, fetches what is in use, tells the applications.
struct RepositoryReconciler: Sendable {
    let services: Services
    let triggers: Triggers
    let publisher: StatusPublisher

    /// As many as may ask, and some for those that have no turn, which are soon done.
    static let workers = GitMirrors.standardThreads + 8

    func reconcile(_ key: ObjectKey) async -> WorkQueue<ObjectKey>.Completion {
        let lookup = services.sources.repositories.get(key)
        guard !lookup.isOutOfDate else { return .again(after: Pauses.outOfDate) }
        let started = services.surroundings.now
        let number = services.sources.catalog.beginLook()
        let run = await look(at: key, lookup)
        // It waits for its turn: nobody has been asked.
        if case .untried = run.completion { return .untried }
        services.figures.observe("GitOpsRepository", run.result, in: services.surroundings.now - started)
        guard run.isAnswer else { return run.completion }
        for application in services.sources.catalog.endLook(number, at: key) {
            triggers.enqueue(application, .request, priority: .high)
        }
        return run.completion
    }

    private struct Run {
        var result: ReconcileResult
        var completion: WorkQueue<ObjectKey>.Completion
        /// Whether those who asked for a look have their answer.
        var isAnswer: Bool
    }

    private func look(at key: ObjectKey, _ lookup: StoreLookup<GitOpsRepository>) async -> Run {
        guard let repository = lookup.element else {
            release(nil, by: key)
            services.sources.catalog.forgetRepository(key)
            call(services.sources.turns.forget(key, now: services.surroundings.now))
            publisher.forget(key)
            services.pushes.forget(key)
            for application in services.sources.catalog.users(of: key) { triggers.enqueue(application, .revision) }
            return Run(result: .unchanged, completion: .settled, isAnswer: true)
        }
        return await reconcile(repository)
    }

    private func reconcile(_ repository: GitOpsRepository) async -> Run {
        let (outcome, completion) = await work(on: repository)
        let key = repository.metadata.key
        let known = publisher.lastWritten(repository.metadata)
        let old = known.map { GitOpsRepository.Status($0) } ?? repository.status
        let status = outcome.status(after: old, of: repository.metadata, now: KubeTime(services.surroundings))
        announce(outcome, old: old, new: status, of: repository)
        do throws(KubeError) {
            _ = try await publisher.publish(repository.metadata, from: known ?? old.value, to: status.value)
            return Run(result: outcome.result, completion: completion, isAnswer: outcome.isAnswer)
        } catch {
            services.logger.warning("cannot write a repository's status", error, key)
            return Run(result: .error, completion: .failed, isAnswer: outcome.isAnswer)
        }
    }

    private typealias Work = (RepositoryOutcome, WorkQueue<ObjectKey>.Completion)

    private func work(on repository: GitOpsRepository) async -> Work {
        switch demand(of: repository) {
        case .look(let spec, let remote): return await refresh(repository, spec, remote)
        case .nothing(let outcome, let completion):
            // It may have waited for a turn, and been called.
            call(services.sources.turns.withdraw(repository.metadata.key, now: services.surroundings.now))
            return (outcome, completion)
        }
    }

    private enum Demand {
        case look(GitOpsRepository.Spec, GitRemote)
        case nothing(RepositoryOutcome, WorkQueue<ObjectKey>.Completion)
    }

    private func demand(of repository: GitOpsRepository) -> Demand {
        let spec: GitOpsRepository.Spec
        switch repository.spec {
        case .failure(let error): return .nothing(.stalled("InvalidSpec", error.description), .settled)
        case .success(let valid): spec = valid
        }
        if let problem = spec.validate().first {
            return .nothing(.stalled("InvalidSpec", problem.description), .settled)
        }
        let secret: Value?
        switch self.secret(of: spec, in: repository.metadata.key.namespace) {
        // The end of a list calls again. What was a failure a moment ago may have ended since, of which nobody tells.
        case .waiting: return .nothing(.unchanged, .again(after: Pauses.unreadable))
        case .unreadable where spec.suspend, .missing where spec.suspend, .refused where spec.suspend:
            return .nothing(.suspended, .settled)
        case .unreadable(let message): return .nothing(.failed("SecretNotReadable", message), .failed)
        case .missing(let message): return .nothing(.failed("SecretNotFound", message), .settled)
        case .refused(let message): return .nothing(.failed("InvalidSecret", message), .settled)
        case .found(let value): secret = value
        }
        do throws(RepositoryCredentials.Invalid) {
            let remote = try RepositoryCredentials.remote(url: spec.url, secret: secret)
            guard spec.suspend else { return .look(spec, remote) }
            resume(repository, remote: remote, own: spec.gitReference)
            return .nothing(.suspended, .settled)
        } catch {
            guard !spec.suspend else { return .nothing(.suspended, .settled) }
            let name = spec.secretRef?.name ?? ""
            let message = "the Secret \(name) cannot be used: \(error.message)"
            return .nothing(.failed("InvalidSecret", message), .settled)
        }
    }

    private enum SecretLookup {
        case waiting
        case unreadable(String)
        case missing(String)
        case refused(String)
        case found(Value?)
    }

    private func secret(of spec: GitOpsRepository.Spec, in namespace: String) -> SecretLookup {
        guard let name = spec.secretRef?.name else { return .found(nil) }
        let key = ObjectKey(namespace: namespace, name: name)
        guard !OwnSecrets.contain(key, home: services.settings.home) else {
            return .refused("the Secret \(name) \(OwnSecrets.message)")
        }
        let reference = NamedReference(type: .secrets, key: key)
        switch services.sources.references.value(of: reference) {
        case .found(let secret): return .found(secret)
        case .outOfDate:
            guard case .failing(let why) = services.sources.references.health(of: reference) else { return .waiting }
            return .unreadable("the Secret \(name) cannot be read: \(why.message)")
        case .absent: return .missing("there is no Secret \(name) in the namespace \(namespace); create it")
        }
    }

    private func refresh(
        _ repository: GitOpsRepository, _ spec: GitOpsRepository.Spec, _ remote: GitRemote
    ) async -> Work {
        let key = repository.metadata.key
        let own = spec.gitReference
        let (host, now) = (SourceHost.name(in: spec.url), services.surroundings.now)
        guard services.sources.turns.begin(key, for: [key.namespace], at: host, now: now) else {
            return (.unchanged, .untried)
        }
        do throws(GitError) {
            let refresh = try await ask(remote, for: repository, own, within: spec.timeout.duration)
            release(remote, by: key)
            let news = services.sources.catalog.record(key, remote: remote, own: own, revisions: refresh.revisions)
            for application in news { triggers.enqueue(application, .revision) }
            let soon = services.pushes.noteLook(at: key, found: refresh.revisions.compactMapValues { try? $0.get() })
            let outcome = try await outcome(refresh, own: own, remote: remote)
            return (outcome, soon.map { .again(after: $0, priority: .high) } ?? next(after: spec.interval))
        } catch {
            // Broken off because the process ends, because nobody wants to know any more, or for want of a thread: that
            // says nothing about the remote, which is to be asked all the same.
            guard error.code != .cancelled else { return (.unchanged, .again(after: Pauses.outOfDate)) }
            resume(repository, remote: remote, own: own)
            return (.failed(error.conditionReason, error.message), .failed)
        }
    }

    /// In its turn, which ends with it. Where the resource changes or goes meanwhile, the answer is not waited for.
    private func ask(
        _ remote: GitRemote, for repository: GitOpsRepository, _ own: GitReference, within timeout: Duration
    ) async throws(GitError) -> GitRefresh {
        let key = repository.metadata.key
        let references = services.sources.catalog.references(of: key).union([own])
        let answer = await services.sources.looks.run(key) { () async -> Result<GitRefresh, GitError> in
            // What has changed before this moment has found nothing to interrupt.
            guard isCurrent(repository, at: remote) else {
                return .failure(GitError(.cancelled, "the resource has changed"))
            }
            do throws(GitError) {
                return .success(
                    try await services.sources.mirrors.refresh(
                        remote, references: Array(references), timeout: timeout, account: key.namespace))
            } catch {
                return .failure(error)
            }
        }
        let result = answer ?? .failure(GitError(.cancelled, "the resource has changed"))
        var isDone = true
        if case .failure(let error) = result { isDone = error.code != .cancelled }
        call(services.sources.turns.end(key, isDone: isDone, now: services.surroundings.now))
        return try result.get()
    }

    /// Those who have waited for a turn.
    private func call(_ keys: [ObjectKey]) {
        for key in keys { services.sources.repositoryQueue.add(key) }
    }

    /// What the repository was before it became another remote, or went, is its namespace's no more.
    private func release(_ remote: GitRemote?, by key: ObjectKey) {
        guard let old = services.sources.catalog.remote(of: key), old != remote,
            !services.sources.catalog.isUsed(old, besides: key)
        else { return }
        services.sources.mirrors.release(old, account: key.namespace)
    }

    /// Whether that is still what is wanted, and the remote with what its Secret says now. While the watch of
    /// repositories is out of step, what it has shown last counts.
    func isCurrent(_ repository: GitOpsRepository, at remote: GitRemote) -> Bool {
        let (metadata, latest) = (
            repository.metadata, services.sources.repositories.latest(repository.metadata.key)?.metadata
        )
        guard latest?.uid == metadata.uid, latest?.generation == metadata.generation else { return false }
        guard case .look(_, let wanted) = demand(of: repository) else { return false }
        return wanted == remote
    }

    private func outcome(
        _ refresh: GitRefresh, own: GitReference, remote: GitRemote
    ) async throws(GitError) -> RepositoryOutcome {
        guard let result = refresh.revisions[own] else { return .unchanged }
        let revision = try result.get()
        let commit = try services.sources.mirrors.commit(remote, revision.commit)
        return .fetched(
            revision, commit, size: refresh.fetched ? await services.sources.mirrors.mirrorSize(remote) : nil)
    }

    /// After a restart with a remote that does not answer or is not to be asked: what status says is as good as an
    /// answer, if the mirror has it.
    private func resume(_ repository: GitOpsRepository, remote: GitRemote, own: GitReference) {
        let key = repository.metadata.key
        guard services.sources.catalog.remote(of: key) == nil,
            let revision = repository.status.revision.flatMap(GitRevision.init(text:))
        else { return }
        let news = services.sources.catalog.record(key, remote: remote, own: own, revisions: [own: .success(revision)])
        for application in news { triggers.enqueue(application, .revision) }
    }

    /// Never later than the interval, and rarely all repositories at once.
    private func next(after interval: APIDuration) -> WorkQueue<ObjectKey>.Completion {
        guard !interval.isZero else { return .settled }
        return .again(
            after: interval.duration.jittered(by: 0.1, random: services.surroundings.fraction()), priority: .low)
    }

    private func announce(
        _ outcome: RepositoryOutcome, old: GitOpsRepository.Status, new: GitOpsRepository.Status,
        of repository: GitOpsRepository
    ) {
        guard let ready = new.conditions[ConditionType.ready] else { return }
        let before = old.conditions[ConditionType.ready]
        let isNews = old.revision != new.revision || before?.status != ready.status || before?.reason != ready.reason
        guard isNews else { return }
        services.record(
            ready.status == .false ? .warning : .normal, ready.reason, action: "Fetch", ready.message,
            on: GitOpsRepository.resource, repository.metadata)
        services.logger.info(
            "repository \(ready.status == .true ? "is ready" : "is not ready")",
            metadata: [
                "repository": "\(repository.metadata.key)", "reason": "\(ready.reason)", "detail": "\(ready.message)",
            ])
    }
}

extension GitError {
    var conditionReason: String {
        switch code {
        case .authentication: "AuthenticationFailed"
        case .hostKey: "HostKeyMismatch"
        case .certificate: "CertificateInvalid"
        case .notFound(.reference): "ReferenceNotFound"
        case .notFound(.remote): "RepositoryNotFound"
        case .notFound(.commit): "CommitNotFound"
        case .timedOut: "TimedOut"
        case .refused, .unsupported, .invalid: "Refused"
        case .tooLarge: "TooLarge"
        case .quota: "QuotaExceeded"
        case .cancelled, .network, .protocolViolation, .corrupt, .storage: "FetchFailed"
        }
    }
}
