internal import ChartSources
internal import Documents
package import Git
package import GitOpsAPI
package import KubeClient
internal import KubeModel
internal import KubeRuntime
package import Rendering
internal import Surroundings

/// What the sources of an application came to.
package struct VisitedSources: Sendable {
    package var manifests: ManifestSet
    /// As status tells it.
    package var revision: String
    /// All Secrets that were read for it.
    fileprivate var secrets: [Value]
    fileprivate var kept: [KeptState]
    /// The commits that files are from, by the sources' names.
    package fileprivate(set) var commits: [String: (revision: GitRevision, remote: GitRemote)] = [:]

    /// Adds what must not be told.
    package func addSecrets(to texts: inout SecretTexts) {
        for secret in secrets { texts.add(secret: secret) }
        for state in kept { texts.add(state) }
    }
}

/// Sources as somebody finds them who looks once, with rights of their own: for commands. Nothing is watched, kept or written.
package struct SourceVisit: Sendable {
    /// Which state of the sources is meant.
    package enum State: Sendable, Hashable {
        /// As the specification says.
        case specified
        /// A branch, tag or commit of the repository that is named first.
        case revision(String)
        /// The folder of `FolderMirrors` in the place of the repository that is named first.
        case folder
    }

    let sources: Sources
    let client: KubeClient
    private let supposed: SupposedObjects

    /// - Parameters:
    ///   - sources: what renders are made with; nothing of it need run.
    ///   - client: who looks.
    ///   - supposed: repositories and Secrets that are not there yet.
    package init(_ sources: Sources, as client: KubeClient, supposing supposed: SupposedObjects) {
        self.sources = sources
        self.client = client
        self.supposed = supposed
    }

    /// Fetches and renders all sources.
    ///
    /// - Parameter traced: the name of objects of which it is asked where their fields come from; nil for none.
    package func render(
        _ application: GitOpsApplication, _ spec: GitOpsApplication.Spec, at state: State, tracing traced: String?
    ) async throws(SourceVisitError) -> VisitedSources {
        let namespace = application.metadata.key.namespace
        let first = spec.sources.lazy.compactMap(\.repositoryRef).first
        var resolved: [ResolvedSource] = []
        for var source in spec.sources {
            let isFirst = source.repositoryRef != nil && source.repositoryRef == first
            if isFirst, case .revision(let revision) = state { source.revision = revision }
            let folder =
                isFirst && state == .folder
                ? ChartOrigin.Files(revision: LocalFolder.revision, remote: LocalFolder.remote) : nil
            resolved.append(
                ResolvedSource(source: source, origin: try await origin(of: source, in: namespace, folder)))
        }
        let objects = try await objects(of: resolved.map(\.source), in: namespace)
        let owner = KeptSecret.Owner(application.metadata)
        let kept = KeptSession(sources.kept, owner, isTrial: true)
        let lookups = ClusterLookups(client, account: nil, confinement: nil, home: nil)
        var complete = try complete(ResolvedSources(sources: resolved), objects, in: namespace)
        if traced != nil {
            for index in complete.sources.indices {
                complete.sources[index].variableOrigins = VariableValues.origins(
                    complete.sources[index].source.substitute
                ) { objects[NamedReference($0, in: namespace)] }
            }
        }
        await listRepositories(in: namespace)
        let manifests = try await render(complete, for: owner) { remotes in
            ApplicationRenderer(
                sources: sources, owner: owner,
                subject: SourceSession.Subject(
                    destination: spec.destination, account: owner.application, hasNews: true, trustsFailures: false,
                    present: Int64(client.surroundings.secondsSince1970)),
                kept: kept, lookups: lookups, remotes: remotes, traced: traced)
        }
        var visited = VisitedSources(
            manifests: manifests, revision: complete.revision,
            secrets: objects.values.filter { $0["kind"] == "Secret" } + (await lookups.secrets),
            kept: await kept.states)
        for source in complete.sources { visited.commits[source.source.name] = source.origin.commitAndRemote }
        return visited
    }

    // MARK: Origins

    private func origin(
        of source: GitOpsApplication.Source, in namespace: String, _ folder: ChartOrigin.Files?
    ) async throws(SourceVisitError) -> SourceOrigin {
        let files = if let folder { folder } else { try await files(of: source, in: namespace) }
        if let wanted = WantedChart(source.helm, in: namespace) {
            return .chart(ChartOrigin(wanted: wanted, chart: try await chart(wanted), files: files))
        }
        guard let files else { throw SourceVisitError(.failed, source.told("names neither a repository nor a chart")) }
        return .git(files.revision, files.remote)
    }

    private func files(
        of source: GitOpsApplication.Source, in namespace: String
    ) async throws(SourceVisitError) -> ChartOrigin.Files? {
        guard let key = source.repositoryRef?.key(from: namespace) else { return nil }
        let spec = try await repository(key)
        let remote = try await remote(spec, in: key.namespace)
        let references = source.gitReferences.isEmpty ? [spec.gitReference] : source.gitReferences
        let found = try await refresh(key, remote, references, spec)
        do throws(GitError) {
            return ChartOrigin.Files(revision: try Self.first(of: references, in: found), remote: remote)
        } catch {
            throw SourceVisitError("the GitOpsRepository \(key)", error)
        }
    }

    private static func first(
        of references: [GitReference], in found: GitRefresh
    ) throws(GitError) -> GitRevision {
        if let revision = references.lazy.compactMap({ try? found.revisions[$0]?.get() }).first { return revision }
        guard let first = references.first, let result = found.revisions[first] else {
            throw GitError(.notFound(.reference), "there is no such reference")
        }
        return try result.get()
    }

    func remote(
        _ spec: GitOpsRepository.Spec, in namespace: String
    ) async throws(SourceVisitError) -> GitRemote {
        do throws(RepositoryCredentials.Invalid) {
            return try RepositoryCredentials.remote(
                url: spec.url, secret: await secret(spec.secretRef?.name, in: namespace))
        } catch {
            throw SourceVisitError(
                .failed, "the Secret \(spec.secretRef?.name ?? "") cannot be used: \(error.message)")
        }
    }

    func refresh(
        _ key: ObjectKey, _ remote: GitRemote, _ references: [GitReference], _ spec: GitOpsRepository.Spec
    ) async throws(SourceVisitError) -> GitRefresh {
        do throws(GitError) {
            return try await sources.mirrors.refresh(
                remote, references: references, timeout: spec.timeout.duration, account: "")
        } catch {
            throw SourceVisitError("cannot fetch the GitOpsRepository \(key)", error)
        }
    }

    func repository(_ key: ObjectKey) async throws(SourceVisitError) -> GitOpsRepository.Spec {
        let object: Value
        do throws(KubeError) {
            object =
                if let supposed = supposed.find(GitOpsRepository.resource, key) { supposed } else {
                    try await client.get(GitOpsRepository.resource, key)
                }
        } catch {
            throw SourceVisitError("cannot read the GitOpsRepository \(key)", error)
        }
        do throws(APIError) {
            return try GitOpsRepository(object).spec.get()
        } catch {
            throw SourceVisitError(.failed, "the GitOpsRepository \(key) is not right: \(error)")
        }
    }

    /// Nil where there is no name, or one may not read it: a public repository needs no credentials, and another says so.
    private func secret(_ name: String?, in namespace: String) async -> Value? {
        guard let name else { return nil }
        let key = ObjectKey(namespace: namespace, name: name)
        if let supposed = supposed.find(.secrets, key) { return supposed }
        return try? await client.get(.secrets, key)
    }

    func chart(_ wanted: WantedChart) async throws(SourceVisitError) -> FetchedChart {
        let what = "cannot fetch the chart \(wanted.chart) of \(wanted.repositoryURL)"
        let repository: ChartRepository
        do throws(SecretEntries.Invalid) {
            repository = try ChartRepository(
                wanted, secret: await secret(wanted.secret?.name, in: wanted.secret?.namespace ?? ""))
        } catch {
            throw SourceVisitError(.failed, "the Secret \(wanted.secret?.name ?? "") cannot be used: \(error.message)")
        }
        do throws(ChartSourceError) {
            let version = try await sources.charts.sources.find(
                wanted.reference, in: repository, for: "", anew: false)
            let archive = try await sources.charts.sources.archive(of: version, in: repository)
            return FetchedChart(version: archive.version, digest: archive.digest, repository: repository)
        } catch {
            throw SourceVisitError(what, error)
        }
    }

    // MARK: Values

    private func objects(
        of specified: [GitOpsApplication.Source], in namespace: String
    ) async throws(SourceVisitError) -> [NamedReference: Value] {
        var objects: [NamedReference: Value] = [:]
        for reference in Set(specified.flatMap(\.valueObjects).map { NamedReference($0, in: namespace) }) {
            do throws(KubeError) {
                objects[reference] = try await client.get(reference.type, reference.key)
            } catch {
                guard error.code == .notFound else {
                    throw SourceVisitError("cannot read the \(reference.type.gvk.kind) \(reference.key)", error)
                }
            }
        }
        return objects
    }

    private func complete(
        _ resolved: ResolvedSources, _ objects: [NamedReference: Value], in namespace: String
    ) throws(SourceVisitError) -> ResolvedSources {
        do throws(Unresolved) {
            return try ReferenceReader(
                state: { (objects[$0].map(StoreLookup.found) ?? .absent, nil) }, namespace: namespace,
                home: sources.options.home
            ).complete(resolved)
        } catch {
            switch error {
            case .halt(let finding, _): throw SourceVisitError(.notFound, finding.message)
            case .wait: throw SourceVisitError(.failed, "the sources are not known yet")
            }
        }
    }
}
