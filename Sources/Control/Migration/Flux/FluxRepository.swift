internal import Documents

/// Sources of Flux, as far as ours can be made of them.
struct FluxSources {
    static let group = "source.toolkit.fluxcd.io"

    private var objects: [ObjectID: Value] = [:]

    init(_ objects: [Value]) {
        for object in objects {
            if let id = object.objectID, id.group == Self.group { self.objects[id] = object }
        }
    }

    /// The source that a reference of an object names.
    func find(_ reference: Value?, from namespace: String, kind preset: String = "") -> (id: ObjectID, object: Value?) {
        let named = reference?["namespace"]?.string ?? ""
        let id = ObjectID(
            group: Self.group, kind: reference?["kind"]?.string ?? preset, namespace: named.isEmpty ? namespace : named,
            name: reference?["name"]?.string ?? "")
        return (id, objects[id])
    }

    // MARK: Git

    private static let git = FieldTable([
        "url": .becomes("url"), "interval": .becomes("interval"), "timeout": .becomes("timeout"),
        "suspend": .becomes("suspend"), "secretRef": .becomes("secretRef"), "ref": .aside,
        "provider": .reads { value, _, notes in
            if value != "generic" { notes.add(.blocks, "only Secrets say who one is here; put credentials into one") }
        },
        "verify": .says(.dropped, "signatures of commits are not checked here"),
        "recurseSubmodules": .says(.blocks, "submodules are not fetched here"),
        "include": .says(.blocks, "a repository cannot be put into another here; use several sources"),
        "ignore": .says(.dropped, "say in each application's directory.exclude what does not count"),
        "sparseCheckout": .inherent, "gitImplementation": .inherent, "accessFrom": .inherent,
        "proxySecretRef": .says(.dropped, "the controller's own proxy counts here"),
        "serviceAccountName": .says(.dropped, "only Secrets say who one is here"),
    ])

    /// All GitRepositories, each under its own name.
    func repositories(_ notes: inout [MigrationNote]) -> [ConvertedRepository] {
        objects.sorted { "\($0.key)" < "\($1.key)" }.compactMap { id, object in
            guard id.kind == "GitRepository" else { return nil }
            var told = FieldNotes(id, at: "spec")
            var draft = Draft()
            Self.git.read(object["spec"], into: &draft, &told)
            draft.set("reference", to: Self.reference(draft.aside["ref"], &told))
            let made = ConvertedRepository(
                origins: [id], key: ObjectKey(namespace: id.namespace, name: id.name), spec: draft.made)
            for problem in made.check() { told.add(.blocks, problem) }
            notes += told.notes
            return made
        }
    }

    /// Where several are given, the first of these counts there; here there may be only one.
    private static func reference(_ value: Value?, _ notes: inout FieldNotes) -> Value? {
        let said = value?.object ?? Object()
        for name in said.keys where !["branch", "tag", "semver", "commit", "name"].contains(name) {
            notes.add(.dropped, at: "ref.\(name)", "is a field that Martlet does not know")
        }
        if let commit = said["commit"] { return ["commit": commit] }
        if let name = said["name"]?.string, !name.isEmpty {
            for (prefix, word) in [("refs/heads/", "branch"), ("refs/tags/", "tag")] where name.hasPrefix(prefix) {
                return [word: .string(String(name.dropFirst(prefix.count)))]
            }
            notes.add(.blocks, at: "ref.name", "only branches, tags and commits can be named here")
            return nil
        }
        for word in ["semver", "tag", "branch"] { if let text = said[word] { return [word: text] } }
        notes.add(.remark, at: "ref", "is missing, which means the branch master there: that is said here")
        return ["branch": "master"]
    }

    // MARK: Others

    private static let unknown: [String: String] = [
        "Bucket": "buckets are not read here; push their files to a git repository",
        "ExternalArtifact": "what others make is not read here; push it to a git repository",
        "OCIRepository": "manifests in registries are not read here; push them to a git repository",
    ]

    /// Puts the repository that a Kustomization names into ours.
    func place(_ reference: Value?, from id: ObjectID, into draft: inout Draft, _ notes: inout FieldNotes) {
        let (source, object) = find(reference, from: id.namespace)
        guard source.kind == "GitRepository" else {
            return notes.add(
                .blocks, Self.unknown[source.kind] ?? "\(source.kind.cut(to: 64)) is no source that is known here")
        }
        if object == nil { notes.add(.remark, "there is no such GitRepository here") }
        var named: Object = ["name": .string(source.name)]
        if source.namespace != id.namespace {
            named["namespace"] = .string(source.namespace)
            notes.add(.remark, "is in another namespace, which the controller has to allow: --allow-cross-namespace")
        }
        draft.set("source.repositoryRef", to: .object(named))
    }
}
