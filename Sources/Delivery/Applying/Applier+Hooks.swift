package import Documents
internal import KubeClient
package import KubeModel
internal import KubeRuntime
internal import Observing
package import Planning

/// Making and taking away what is a hook. It is made and never applied over what is there: that would be another run's.
extension Applier {
    /// What came of making a hook's object.
    package enum HookStart: Sendable {
        case isThere(LiveRow)
        /// One of another run is on its way out first.
        case waits
        case failed(ObjectProblem)
    }

    /// Makes the object of a hook for a run, once that of an earlier one is gone. Asked again for the same run it makes no other.
    package func start(_ object: PreparedObject, run: String) async -> HookStart {
        let (id, owner) = (object.desired.id, Marks.owner(of: object.manifest))
        if let row = index.row(id, type: object.type), row.owner == owner, row.managedByUs {
            if row.hook?.run == run { return .isThere(row) }
            return await makeRoom(for: object, row)
        }
        do throws(KubeError) {
            return try await create(object, run: run)
        } catch let error where error.code == .alreadyExists {
            return await meet(object, run: run)
        } catch {
            return .failed(ObjectProblem(id, error))
        }
    }

    private func create(_ object: PreparedObject, run: String) async throws(KubeError) -> HookStart {
        let live = try await create(Self.manifest(of: object, run: run), of: object)
        guard let row = index.record(live, type: object.type) else {
            throw KubeError(.other, "the server has not answered with the object")
        }
        return .isThere(row)
    }

    private static func manifest(of object: PreparedObject, run: String) -> Value {
        var manifest = object.manifest
        manifest.set(Pointer(tokens: ["metadata", "annotations", HookMark.annotation]), to: .string(run))
        let finalizers = manifest.at("metadata", "finalizers")?.array ?? []
        manifest.set(
            Pointer(tokens: ["metadata", "finalizers"]), to: .array(finalizers + [.string(HookMark.finalizer)]))
        return manifest
    }

    /// Why the object of a hook could not be made, by what the server says to that; nil where it could, or nobody can say.
    func refusal(of hook: HookTrial) async -> KubeError? {
        let object = hook.object
        var manifest = Self.manifest(of: object, run: "trial")
        if let prefix = hook.generateName {
            manifest.remove(Pointer(tokens: ["metadata", "name"]))
            manifest.set(Pointer(tokens: ["metadata", "generateName"]), to: .string(prefix))
        }
        do throws(KubeError) {
            _ = try await client.tryToCreate(
                object.type, namespace: object.type.namespaced ? object.key.namespace : nil, body: manifest)
            return nil
        } catch let error where error.code == .alreadyExists {
            guard let live = try? await index.client.find(object.type, object.key), !isOurs(live, object) else {
                return nil
            }
            return KubeError(.conflict, Self.isInTheWay)
        } catch {
            return error
        }
    }

    private func isOurs(_ live: Value, _ object: PreparedObject) -> Bool {
        live.label(Marks.label) == index.installation && Marks.owner(of: live) == Marks.owner(of: object.manifest)
    }

    private static let isInTheWay =
        "there is an object of this name that is not this application's; delete it, or give the hook another name"

    /// There is an object of the name, which no watch has told of, or which is nobody's.
    private func meet(_ object: PreparedObject, run: String) async -> HookStart {
        let id = object.desired.id
        do throws(KubeError) {
            let live = try await client.get(object.type, object.key)
            guard isOurs(live, object), let row = index.record(live, type: object.type) else {
                return .failed(ObjectProblem(id, KubeError(.conflict, Self.isInTheWay)))
            }
            return row.hook?.run == run ? .isThere(row) : await makeRoom(for: object, row)
        } catch let error where error.code == .notFound {
            return .waits
        } catch {
            return .failed(ObjectProblem(id, error))
        }
    }

    private func makeRoom(for object: PreparedObject, _ row: LiveRow) async -> HookStart {
        await remove(object.desired.id, object.type, row).map { .failed($0) } ?? .waits
    }

    /// Lets an object of a hook go, and deletes it. Returns what was the matter.
    package func remove(_ id: ObjectID, _ type: ResourceType, _ row: LiveRow) async -> ObjectProblem? {
        if let problem = await release(id, type, row) { return problem }
        guard !row.isTerminating else { return nil }
        do throws(KubeError) {
            let key = ObjectKey(namespace: id.namespace, name: id.name)
            let left = try await client.delete(
                type, key, uid: row.uid, resourceVersion: nil, propagation: .background)
            if let left, left.at("metadata", "deletionTimestamp") != nil { index.record(left, type: type) }
            return nil
        } catch let error where error.code == .notFound || error.code == .conflict {
            return nil
        } catch {
            return ObjectProblem(id, error)
        }
    }

    /// Takes our finalizer off an object, so that it may go.
    package func release(_ id: ObjectID, _ type: ResourceType, _ row: LiveRow) async -> ObjectProblem? {
        guard row.hook?.isHeld ?? false else { return nil }
        do throws(KubeError) {
            let key = ObjectKey(namespace: id.namespace, name: id.name)
            let live = try await client.get(type, key)
            guard live.at("metadata", "uid")?.string == row.uid else { return nil }
            let finalizer = Finalizer(HookMark.finalizer, client: client, type: type)
            let left = try await finalizer.remove(from: live)
            // What was about to go goes with it; the watch tells.
            if let left, left.at("metadata", "deletionTimestamp") == nil { index.record(left, type: type) }
            return nil
        } catch let error where error.code == .notFound {
            return nil
        } catch {
            return ObjectProblem(id, error)
        }
    }
}
