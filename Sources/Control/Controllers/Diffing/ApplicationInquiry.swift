internal import Applying
package import ChartSources
package import Documents
package import Explaining
package import Git
internal import GitOpsAPI
package import KubeClient
internal import KubeModel
package import Logging
internal import Observing
internal import Origins
internal import Planning
package import Rendering
package import Sourcing

/// Finds out why an object of an application is as it is, for whoever asks once. Reads with the rights of its client, and
/// writes nothing.
package struct ApplicationInquiry: Sendable {
    private let look: ApplicationLook

    /// - Parameters:
    ///   - client: who asks.
    ///   - installation: the name of the one that applies the application.
    ///   - allowsRemoteBases: whether kustomizations may name other repositories, and charts to fetch.
    package init(
        _ key: ObjectKey, client: KubeClient, mirrors: any RepositoryMirrors, charts: any ChartLibrary,
        renders: RenderCache, installation: String, allowsRemoteBases: Bool, logger: Logger
    ) async throws(SourceVisitError) {
        let application: GitOpsApplication
        do throws(KubeError) {
            let object = try await client.get(GitOpsApplication.resource, key)
            guard let read = try? GitOpsApplication(object) else { throw KubeError(.decoding, "it is none") }
            application = read
        } catch {
            throw SourceVisitError("cannot read the GitOpsApplication \(key)", error)
        }
        look = try ApplicationLook(
            application, client: client, mirrors: mirrors, charts: charts, renders: renders,
            installation: installation, allowsRemoteBases: allowsRemoteBases, supposing: .none, logger: logger)
    }

    /// - Parameter field: nil for all that the source says of the object.
    package func explain(
        _ wanted: NamedObject, field: FieldQuery?, at state: SourceVisit.State
    ) async throws(SourceVisitError) -> Explanation {
        let visited = try await look.render(at: state, tracing: wanted.name)
        let key = look.application.metadata.key
        do throws(KubeError) {
            let (object, live) = try await find(wanted, in: visited)
            guard let origin = visited.manifests.origins.first(where: { origin in origin.id.isSame(as: object) }) else {
                throw KubeError(.notFound, "nothing is known of where it comes from")
            }
            let explained = ExplainedObject(
                id: object.desired.id, origin: origin, manifest: object.manifest, live: live,
                manager: look.manager, rules: rules(for: object, live),
                isApplied: look.application.status.sync?.revision == visited.revision, mask: look.mask(visited))
            let explanation = Explainer(explained).explain(
                field, application: key.description, revision: visited.revision)
            guard let explanation else {
                throw KubeError(.notFound, "neither the source nor the cluster has such a field")
            }
            return dated(explanation, visited)
        } catch {
            throw SourceVisitError("\(wanted) of the application \(key)", error)
        }
    }

    /// The object among those that are rendered, and as the cluster has it.
    private func find(
        _ wanted: NamedObject, in visited: VisitedSources
    ) async throws(KubeError) -> (object: PreparedObject, live: Value?) {
        let hooks = visited.manifests.hooks.compactMap { try? $0.manifest.get() }
        let candidates = (visited.manifests.manifests + hooks).filter { $0.id.name == wanted.name }
        let (objects, problems) = try await look.preparation.prepare(
            candidates.map { (value: $0.value, place: $0.file) }, definitions: [])
        // The kind may be one that the server is yet to get.
        let kind = try? await look.client.discovery.type(named: wanted.kind).gvk
        let found = objects.filter { wanted.isMeant($0.desired.id, kind) }
        guard let object = found.first else {
            if let problem = problems.first(where: { wanted.isMeant($0.id, kind) }) {
                throw KubeError(.invalid, problem.message)
            }
            throw KubeError(
                .notFound, "its source has no such object at \(visited.revision): nothing of it is from git")
        }
        guard found.count == 1 else {
            let names = found.map { "\($0.desired.id)" }.joined(separator: ", ")
            throw KubeError(.invalid, "several objects are called so: \(names); say which, as KIND/NAMESPACE/NAME")
        }
        let id = object.desired.id
        return (object, try await look.client.find(object.type, ObjectKey(namespace: id.namespace, name: id.name)))
    }

    /// With the commits that changed what made the object, and one field of it.
    private func dated(_ explanation: Explanation, _ visited: VisitedSources) -> Explanation {
        var explanation = explanation
        explanation.origin = explanation.origin.map { dated($0, visited) }
        guard !explanation.isTable else { return explanation }
        for index in explanation.fields.indices {
            explanation.fields[index].chain = explanation.fields[index].chain.map { dated($0, visited) }
        }
        return explanation
    }

    /// The object's own step is about its file as a whole.
    private func dated(_ step: OriginStep, _ visited: VisitedSources) -> OriginStep {
        guard var path = step.file else { return step }
        var source = ""
        if path.hasPrefix("$"), let slash = path.firstIndex(of: "/") {
            source = String(path[..<slash].dropFirst())
            path = String(path[slash...].dropFirst())
        }
        guard let (revision, remote) = visited.commits[source] else { return step }
        let commit = LineHistory(look.mirrors, of: remote).lastChange(of: path, line: step.line, from: revision.commit)
        var step = step
        step.change = commit.map { commit in
            OriginChange(
                commit: commit.sha, author: commit.author.visible,
                time: KubeTime(commit.time).description,
                subject: commit.message.visible)
        }
        return step
    }

    private func rules(for object: PreparedObject, _ live: Value?) -> [ExplainedObject.Rule] {
        look.rules.enumerated().map { index, rule in
            let fields = IgnoredFields([rule], for: object.desired.id)
            return ExplainedObject.Rule(
                name: "ignoreDifferences[\(index)]", inManifest: fields.paths(in: object.manifest),
                inLive: live.map(fields.paths) ?? [])
        }
    }
}

extension ObjectID {
    /// Whether it is what an object was rendered as, which need not name a namespace.
    fileprivate func isSame(as object: PreparedObject) -> Bool {
        let id = object.desired.id
        return group == id.group && kind == id.kind && name == id.name
            && (namespace == id.namespace || namespace.isEmpty || id.namespace.isEmpty)
    }
}
