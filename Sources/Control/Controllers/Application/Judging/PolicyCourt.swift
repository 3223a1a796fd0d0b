internal import Digests
internal import Directives
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Policies
internal import Previewing
internal import Rendering
internal import Surroundings

/// Judges a whole set of manifests, with what policies look at in the cluster. Reads, and changes nothing.
struct PolicyCourt: Sendable {
    struct Verdict: Sendable {
        var findings = PolicyFindings()
        /// What has nothing wrong with it, by what tells it from others.
        var clean: Set<Digest> = []
    }

    /// Those that are about the application.
    let policies: PolicySet
    /// What they see of it.
    let application: Value
    /// Of the cluster that is applied to.
    let client: KubeClient
    /// For objects that name none.
    let namespace: String
    let mask: Mask
    /// The environments that bind an object.
    var environments: @Sendable (ObjectID) -> [String] = { _ in [] }

    /// Reads under way at once.
    private static let concurrency = 8

    /// - Parameter besides: what has been judged, and had nothing wrong with it.
    /// - Throws: where the cluster did not answer what has to be known.
    func judge(_ set: ManifestSet, besides clean: Set<Digest>) async throws(KubeError) -> Verdict {
        let cases = try await self.cases(set)
        let labels = try await NamespaceLabels(
            policies.needsNamespaceLabels ? cases : [], client: client)
        let judge = PolicyJudge(application: application, mask: mask)
        var allowance = PolicyJudge.Allowance.application
        var verdict = Verdict()
        var next = cases[...]
        while !next.isEmpty {
            let some = next.prefix(Self.concurrency)
            next = next.dropFirst(Self.concurrency)
            let open = some.filter { !clean.contains($0.digest) }
            verdict.clean.formUnion(some.lazy.map(\.digest).filter(clean.contains))
            let about = open.map { policies.about($0.id, namespaceLabels: labels[$0.id.ownNamespace]) }
            let old = try await predecessors(
                zip(open, about).filter { $0.1.contains(where: \.looksAtOldObjects) }.map(\.0))
            for (item, policies) in zip(open, about) {
                guard !policies.isEmpty else {
                    verdict.clean.insert(item.digest)
                    continue
                }
                let subject = PolicyJudge.Subject(id: item.id, place: item.manifest.place, object: item.manifest.value)
                let found = judge.findings(
                    on: subject, by: policies, after: old[item.id] ?? .none, in: environments(item.id), &allowance)
                if found.isEmpty { verdict.clean.insert(item.digest) }
                for finding in found { verdict.findings.add(finding) }
            }
            await Task.yield()
        }
        return verdict
    }

    /// One object that is to be applied.
    struct Case: Sendable {
        /// With the namespace in which it is to be.
        var id: ObjectID
        var manifest: Manifest
        /// Of the object, and of where it is to be.
        var digest: Digest
        /// Nil where the server does not know its kind.
        var type: ResourceType?
    }

    /// Hooks are objects as others are.
    private func cases(_ set: ManifestSet) async throws(KubeError) -> [Case] {
        // Versions of a kind have one scope; to read the version, a manifest has to be made.
        var types: [GroupKind: ResourceType?] = [:]
        let hooks = set.hooks.filter { !$0.role.moments.isEmpty }.compactMap { try? $0.manifest.get() }
        var cases: [Case] = []
        for manifest in set.manifests + hooks {
            let kind = manifest.id.groupKind
            if types[kind] == nil, let gvk = manifest.value.groupVersionKind {
                types[kind] = .some(try await type(of: gvk))
            }
            let type = types[kind] ?? nil
            var id = manifest.id
            // What a kind that nobody knows yet turns out to be, it is judged as what is in the namespace.
            let isNamespaced = type?.namespaced ?? true
            if !isNamespaced { id.namespace = "" } else if id.namespace.isEmpty { id.namespace = namespace }
            var builder = Digest.Builder()
            builder.add(manifest.digest.hex)
            builder.add(id.namespace)
            for name in environments(id) { builder.add("environment \(name)") }
            cases.append(Case(id: id, manifest: manifest, digest: builder.finish(), type: type))
        }
        return cases
    }

    /// Nil where the server does not know the kind, or cannot say now and nobody looks at what is there.
    private func type(of gvk: GroupVersionKind) async throws(KubeError) -> ResourceType? {
        do throws(KubeError) {
            return try await client.discovery.resource(for: gvk)
        } catch {
            let isUnknown = error.code == .unknownKind || error.code == .notFound
            guard isUnknown || !policies.looksAtOldObjects else { throw error }
            return nil
        }
    }

    private func predecessors(_ cases: [Case]) async throws(KubeError) -> [ObjectID: PolicyJudge.Predecessor] {
        let answers = await withTaskGroup(of: (ObjectID, Result<Value?, KubeError>).self) { group in
            for item in cases {
                guard let type = item.type, !item.id.name.isEmpty else { continue }
                group.addTask(name: "read \(item.id)") { (item.id, await read(item.id, type)) }
            }
            var answers: [(ObjectID, Result<Value?, KubeError>)] = []
            for await answer in group { answers.append(answer) }
            return answers
        }
        var old: [ObjectID: PolicyJudge.Predecessor] = [:]
        for (id, answer) in answers {
            switch answer {
            case .success(let object?): old[id] = .object(object)
            case .success(nil): break
            case .failure(let error) where error.code == .notFound: break
            case .failure(let error) where error.isTransient || error.code == .cancelled: throw error
            case .failure(let error): old[id] = .unknown(error.message)
            }
        }
        return old
    }

    private func read(_ id: ObjectID, _ type: ResourceType) async -> Result<Value?, KubeError> {
        do throws(KubeError) {
            return .success(try await client.find(type, ObjectKey(namespace: id.namespace, name: id.name)))
        } catch {
            return .failure(error)
        }
    }
}

extension PolicyCourt {
    /// What a verdict depends on besides objects.
    ///
    /// - Parameter environments: which of all that there were; 0 where nobody looks at them.
    static func basis(_ policies: PolicySet, _ application: Value, environments: Int) -> Digest {
        var builder = Digest.Builder()
        builder.add("\(environments)")
        builder.add(policies.digest.hex)
        builder.add(Digest.of(application).hex)
        return builder.finish()
    }
}

/// What the labels of namespaces are, and are to be: nobody leaves a policy by changing them together with what it forbids.
private struct NamespaceLabels {
    private var labels: [String: [[String: String]]] = [:]

    /// - Parameter cases: those whose namespaces have to be known.
    init(_ cases: [PolicyCourt.Case], client: KubeClient) async throws(KubeError) {
        for item in cases where item.id.ownNamespace == item.id.name && item.id.namespace.isEmpty {
            add(item.manifest.value, to: item.id.name)
        }
        for namespace in Set(cases.map(\.id.ownNamespace)).sorted() where !namespace.isEmpty {
            do throws(KubeError) {
                add(try await client.get(.namespaces, ObjectKey(namespace: "", name: namespace)), to: namespace)
            } catch {
                guard error.code == .notFound else { throw error }
            }
            // Servers before 1.21 do not put it there.
            if labels[namespace] == nil { labels[namespace] = [Self.own(namespace)] }
        }
    }

    subscript(namespace: String) -> [[String: String]] { labels[namespace] ?? [] }

    private mutating func add(_ object: Value, to namespace: String) {
        // The name is the server's, whatever a manifest says.
        let found = object.labels.merging(Self.own(namespace)) { $1 }
        labels[namespace, default: []].append(found)
    }

    private static func own(_ namespace: String) -> [String: String] { ["kubernetes.io/metadata.name": namespace] }
}
