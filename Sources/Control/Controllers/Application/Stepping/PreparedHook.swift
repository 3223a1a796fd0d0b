internal import Applying
internal import Digests
internal import Directives
internal import Documents
internal import KubeClient
internal import KubeModel
internal import Planning
internal import Rendering

/// What is known of a hook before it is made.
struct PreparedHook: Sendable {
    /// In its namespace; of one whose name is generated with what that begins with.
    var id: ObjectID
    var isNameGenerated: Bool
    var role: HookRole
    var wave: Int32
    /// Of the manifest.
    var digest: UInt64 = 0
    var version = ""
    /// Nil where it cannot be made.
    var type: ResourceType?
    /// Why it cannot be made.
    var problem: ObjectProblem?

    /// How many an application may have: status tells of each.
    static let limit = 100

    /// What the object is called that is made for one run.
    ///
    /// - Parameter run: of an operation.
    func id(for run: String) -> ObjectID {
        guard isNameGenerated else { return id }
        var named = id
        named.name = String(id.name.prefix(50)) + Digest.of(.string(run)).hex.prefix(10)
        return named
    }
}

extension Preparation {
    /// The hooks of a render, in the order in which those run that run one by one.
    func prepare(hooks set: ManifestSet) async throws(KubeError) -> [PreparedHook] {
        var prepared: [PreparedHook] = []
        var names: Set<String> = []
        for hook in set.hooks where !hook.role.moments.isEmpty {
            var found = PreparedHook(
                id: hook.id, isNameGenerated: hook.isNameGenerated, role: hook.role, wave: hook.wave)
            switch hook.manifest {
            case .failure(let error):
                found.problem = ObjectProblem(
                    id: hook.id, reason: ObjectProblem.invalidManifest, message: error.description, isTransient: false)
            case .success(let manifest):
                let (object, problem) = try await prepare(manifest, of: found, in: set)
                found.problem = problem
                if let object { found.take(object) }
            }
            let moments = hook.role.moments.map { "\($0) \(found.id)" }
            if prepared.count >= PreparedHook.limit {
                found.problem = ObjectProblem(
                    id: found.id, reason: "TooMany",
                    message: "is one of more than \(PreparedHook.limit) hooks; divide the application",
                    isTransient: false)
            }
            if found.problem == nil, !names.isDisjoint(with: moments) {
                found.problem = ObjectProblem(
                    id: found.id, reason: "Duplicate", message: "is the second hook of this name; give it another",
                    isTransient: false)
            }
            names.formUnion(moments)
            prepared.append(found)
        }
        return prepared.sorted { $0.order < $1.order }
    }

    /// The object to make of a hook.
    func object(of hook: PreparedHook, in set: ManifestSet, run: String) async throws(KubeError) -> PreparedObject? {
        let id = hook.id(for: run)
        for candidate in set.hooks where candidate.id.kind == hook.id.kind && candidate.id.name == hook.id.name {
            guard candidate.role == hook.role, let manifest = try? candidate.manifest.get() else { continue }
            guard var object = try await prepare(manifest, of: hook, in: set).object,
                object.desired.digest == hook.digest
            else { continue }
            object.manifest.set(Pointer(tokens: ["metadata", "name"]), to: .string(id.name))
            object.desired.id = id
            return object
        }
        return nil
    }

    /// - Parameter hook: what the manifest is of; a generated name is that of no run.
    private func prepare(
        _ manifest: Manifest, of hook: PreparedHook, in set: ManifestSet
    ) async throws(KubeError) -> (object: PreparedObject?, problem: ObjectProblem?) {
        var value = manifest.value
        if hook.isNameGenerated {
            value.remove(Pointer(tokens: ["metadata", "generateName"]))
            value.set(Pointer(tokens: ["metadata", "name"]), to: .string(hook.id(for: "").name))
        }
        let (objects, problems) = try await prepare(
            [(value: value, place: manifest.place)], definitions: set.manifests.definitions)
        return (objects.first, problems.first)
    }
}

extension PreparedHook {
    fileprivate mutating func take(_ object: PreparedObject) {
        id.namespace = object.desired.id.namespace
        digest = object.desired.digest
        version = object.desired.version
        type = object.type
    }

    /// Helm's by weight, then by name, and by kind only where they have one name, as Helm does whatever its manual says. Others as
    /// Argo CD has them, by kind first.
    fileprivate var order: (Int32, Int, String, Int) {
        let kind = applyRank(id.groupKind).order
        return (wave, role.isAlone ? 0 : kind, id.name, kind)
    }
}
