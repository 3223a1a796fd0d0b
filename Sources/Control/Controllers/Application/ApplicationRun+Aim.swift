internal import Digests
internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Rendering
internal import SourceTrees

/// The first half of a run: what should be there. Source, variables, dependencies, render.
extension ApplicationRun {
    /// What the cluster is to be compared with.
    struct Target {
        var revision: GitRevision
        var manifests: ManifestSet
        /// Why it is the last good revision and not the newest; nil where it is the newest.
        var held: ApplicationReport.Verdict?
        var newest: String
    }

    enum Aim {
        /// Nothing to tell yet: a cache is not in step with the server.
        case wait(Completion)
        case halt(ApplicationReport)
        case target(Target)
    }

    typealias Finding = ApplicationReport.Finding

    mutating func aim(_ spec: GitOpsApplication.Spec) async throws(KubeError) -> Aim {
        let source = spec.source
        let repository = source.repositoryRef.key(from: key.namespace)
        let references = source.gitReferences
        if services.catalog.use(repository, by: key, at: references) { services.repositoryQueue.add(repository) }
        // Who asks for a sync means the newest revision. The repository controller calls again.
        if !spec.sync.automatic, requestedSync != nil, services.catalog.isAsking(key) { return .wait(.settled) }
        switch resolve(repository, references) {
        case .wait(let completion): return .wait(completion)
        case .halt(let finding): return .halt(.halted(.waits(finding)))
        case .found(let revision, let remote):
            switch variables(spec) {
            case .wait(let completion): return .wait(completion)
            case .halt(let finding): return .halt(.halted(.fails(finding), newest: revision.description))
            case .found(let variables):
                return await render(spec, revision, remote, variables)
            }
        }
    }

    // MARK: Source

    private enum Resolution {
        case wait(Completion)
        case halt(Finding)
        case found(GitRevision, GitRemote)
    }

    private func resolve(_ key: ObjectKey, _ references: [GitReference]) -> Resolution {
        let repository: GitOpsRepository
        switch services.repositories.get(key) {
        case .outOfDate: return .wait(.again(after: Pauses.outOfDate))
        case .absent:
            return .halt(
                Finding(reason: "RepositoryNotFound", message: "there is no GitOpsRepository \(key); create it"))
        case .found(let found): repository = found
        }
        let own = try? repository.spec.get()
        let wanted = references.isEmpty ? [own?.gitReference].compactMap(\.self) : references
        switch services.catalog.lookup(key, wanted) {
        case .found(let revision):
            // What another URL had is not what this one has.
            guard let remote = services.catalog.remote(of: key), remote.url == own?.url else {
                return .halt(notFetched(repository))
            }
            return .found(revision, remote)
        case .failed(let message):
            return .halt(Finding(reason: "SourceNotReady", message: "the GitOpsRepository \(key): \(message)"))
        case .unknown where isReportedOn && repository.status.conditions.isTrue(ConditionType.ready):
            return .wait(.again(after: Pauses.halted, priority: .low))
        case .unknown: return .halt(notFetched(repository))
        }
    }

    /// Whether status already speaks of this generation. After a restart that still holds until the remote has been
    /// asked again; the repository's controller calls when it has.
    private var isReportedOn: Bool {
        status.conditions[ConditionType.ready]?.observedGeneration == application.metadata.generation
    }

    private func notFetched(_ repository: GitOpsRepository) -> Finding {
        let why = repository.status.conditions[ConditionType.ready].flatMap { $0.status == .false ? $0.message : nil }
        let name = "the GitOpsRepository \(repository.metadata.key)"
        return Finding(
            reason: "SourceNotReady", message: why.map { "\(name): \($0)" } ?? "\(name) has not been fetched yet")
    }

    // MARK: Dependencies

    /// The first dependency that is not ready, and why.
    private func unreadyDependency(_ spec: GitOpsApplication.Spec, _ revision: GitRevision) -> Finding? {
        for dependency in spec.dependsOn {
            let other = dependency.key(from: key.namespace)
            if let why = unreadiness(of: other, spec, revision) {
                return Finding(reason: "DependencyNotReady", message: "waits for the application \(other): \(why)")
            }
        }
        return nil
    }

    private func unreadiness(
        of other: ObjectKey, _ spec: GitOpsApplication.Spec, _ revision: GitRevision
    ) -> String? {
        guard let dependency = services.applications.latest(other) else { return "it does not exist" }
        if dependsOnUs(other) { return "it depends on this one in turn; break the circle" }
        let metadata = dependency.metadata
        let status = dependency.status
        guard status.observedGeneration == metadata.generation else {
            return "its newest generation is not applied yet"
        }
        guard status.conditions.isTrue(ConditionType.ready) else {
            return status.conditions[ConditionType.ready]?.message ?? "it is not ready"
        }
        // Of one commit that changes both, the dependency's part comes first.
        guard let source = try? dependency.spec.get().source,
            source.repositoryRef.key(from: other.namespace) == spec.source.repositoryRef.key(from: key.namespace),
            source.revision == spec.source.revision
        else { return nil }
        return status.sync?.revision == revision.description
            ? nil : "it is not at \(RevisionText.short(revision.description)) yet"
    }

    private func dependsOnUs(_ other: ObjectKey) -> Bool {
        var seen: Set<ObjectKey> = [other]
        var unvisited = [other]
        while let next = unvisited.popLast() {
            guard let spec = try? services.applications.latest(next)?.spec.get() else { continue }
            let dependencies = spec.dependsOn.map { $0.key(from: next.namespace) }
            guard !dependencies.contains(key) else { return true }
            unvisited += dependencies.filter { seen.insert($0).inserted }
        }
        return false
    }

    // MARK: Variables

    private enum Variables {
        case wait(WorkQueue<ObjectKey>.Completion)
        case halt(Finding)
        /// Nil where no substitution is asked for.
        case found([String: String]?)
    }

    private mutating func variables(_ spec: GitOpsApplication.Spec) -> Variables {
        let substitution = spec.source.substitute
        guard !substitution.isEmpty else { return .found(nil) }
        var variables: [String: String] = [:]
        for source in substitution.from {
            let reference = NamedReference(source, in: key.namespace)
            switch services.references.value(of: reference) {
            case .outOfDate:
                // The end of a list calls again; the end of a failure calls nobody.
                guard case .failing(let why) = services.references.health(of: reference) else { return .wait(.settled) }
                guard !why.isTransient else { return .wait(.again(after: Pauses.unreadable)) }
                lookAgain(in: Pauses.unreadable)
                return .halt(
                    Finding(
                        reason: "VariablesNotFound",
                        message: "the \(source.kind.rawValue) \(source.name) cannot be read: \(why.message)"))
            case .absent where source.optional: continue
            case .absent:
                return .halt(
                    Finding(
                        reason: "VariablesNotFound",
                        message:
                            "there is no \(source.kind.rawValue) \(source.name) in the namespace \(key.namespace); "
                            + "create it, or mark it optional"))
            case .found(let object):
                variables.merge(VariableValues.read(object, kind: source.kind)) { _, later in later }
            }
        }
        return .found(variables.merging(substitution.variables) { _, inline in inline })
    }

    // MARK: Render

    private mutating func render(
        _ spec: GitOpsApplication.Spec, _ revision: GitRevision, _ remote: GitRemote, _ variables: [String: String]?
    ) async -> Aim {
        let newest = revision.description
        let held: ApplicationReport.Verdict
        if let finding = unreadyDependency(spec, revision) {
            held = .waits(finding)
        } else {
            do throws(RenderFailure) {
                let manifests = try await manifests(spec, revision.commit, remote, variables)
                return .target(Target(revision: revision, manifests: manifests, held: nil, newest: newest))
            } catch {
                if error.isCommitLost {
                    // The mirror was damaged or cleared: a fetch mends it, and has no news that would call again.
                    services.repositoryQueue.add(spec.source.repositoryRef.key(from: key.namespace))
                    lookAgain(in: Pauses.lostCommit)
                }
                held = error.isFinal ? .stalls(error.finding) : .fails(error.finding)
            }
        }
        guard let last = await lastApplied(spec, remote, variables) else { return .halt(.halted(held, newest: newest)) }
        return .target(Target(revision: last.revision, manifests: last.manifests, held: held, newest: newest))
    }

    /// What was applied last, whatever came of it, if it can still be made out of the source: it is kept in repair while
    /// the newest revision cannot be used. Nothing but repairs is done for it, so that neither a changed specification
    /// nor an older revision gets into the cluster this way.
    private func lastApplied(
        _ spec: GitOpsApplication.Spec, _ remote: GitRemote, _ variables: [String: String]?
    ) async -> (revision: GitRevision, manifests: ManifestSet)? {
        guard let text = status.operation?.revision ?? status.history.first?.revision,
            let revision = GitRevision(text: text)
        else { return nil }
        do throws(RenderFailure) {
            return (revision, try await manifests(spec, revision.commit, remote, variables))
        } catch {
            return nil
        }
    }

    private struct RenderFailure: Error {
        var finding: Finding
        var isFinal: Bool
        var isCommitLost = false
    }

    private func manifests(
        _ spec: GitOpsApplication.Spec, _ commit: String, _ remote: GitRemote, _ variables: [String: String]?
    ) async throws(RenderFailure) -> ManifestSet {
        let tree: GitTree
        do {
            tree = try services.mirrors.tree(remote, commit: commit)
        } catch {
            throw RenderFailure(
                finding: Finding(reason: "SourceNotReady", message: error.message), isFinal: false, isCommitLost: true)
        }
        do {
            var request = RenderRequest(spec.source, variables: variables)
            if request.isChart(in: tree) { request.chart = try await chartOptions(spec, tree.commit) }
            return try await services.renderer.render(request, tree: tree, key: remote.url).manifests
        } catch let error as RenderError {
            throw RenderFailure(
                finding: Finding(reason: error.conditionReason, message: error.description),
                isFinal: error.code == .unsupported)
        } catch {
            throw RenderFailure(
                finding: Finding(
                    reason: "RenderFailed",
                    message: "what the cluster serves cannot be found out for the chart: \(error)"),
                isFinal: false)
        }
    }
}

extension GitOpsApplication.Source {
    /// What `revision` may mean, the likeliest first; empty for the repository's own reference.
    var gitReferences: [GitReference] {
        guard !revision.isEmpty else { return [] }
        if revision.utf8.count == 40, revision.allSatisfy(\.isHexDigit) { return [.commit(revision)] }
        return [.branch(revision), .tag(revision), .semver(revision)]
    }
}
