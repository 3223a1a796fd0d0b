internal import Documents
internal import EmbeddedFiles
internal import GitOpsAPI
package import KubeClient
internal import KubeModel
internal import Surroundings
internal import YAML

/// `install` and `uninstall`.
package struct Installer: Sendable {
    private let client: KubeClient
    private let console: Console

    package init(_ client: KubeClient, _ console: Console) {
        self.client = client
        self.console = console
    }

    /// Writes what would be installed.
    package static func export(image: String?, to console: Console) {
        guard image != nil else { return console.write(EmbeddedFiles.installation) }
        console.write(YAML.emit(Installation.objects(image: image)))
    }

    /// Applies it, in the name of the same manager as `kubectl apply --server-side`, so that either may go on.
    ///
    /// - Throws: why the first object could not be applied, once all others are; those that could not are told.
    package func install(image: String?) async throws(CommandError) {
        try await withAll(Installation.objects(image: image)) { object, id, kind throws(KubeError) in
            let type = try await client.discovery.resource(for: kind)
            _ = try await client.apply(
                type, ObjectKey(namespace: id.namespace, name: id.name), body: object, fieldManager: "kubectl",
                force: false, dryRun: false)
            console.line("\(id) is applied")
        }
    }

    /// One object's failure stops no other.
    private func withAll(
        _ objects: [Value], _ work: (Value, ObjectID, GroupVersionKind) async throws(KubeError) -> Void
    ) async throws(CommandError) {
        var failures: [CommandError] = []
        for object in objects {
            guard let id = object.objectID, let kind = object.groupVersionKind else { continue }
            do throws(KubeError) { try await work(object, id, kind) } catch {
                failures.append(CommandError("\(id)", error))
            }
        }
        for failure in failures.dropFirst() { console.note("Error: \(failure)") }
        if let first = failures.first { throw first }
    }

    // MARK: Removing

    /// Takes away all applications and repositories, then the controller, then the kinds.
    ///
    /// - Parameter keepsObjects: whether what applications have applied stays.
    package func uninstall(keepsObjects: Bool, patience: Duration) async throws(CommandError) {
        for kind in KindChoice.allCases { try await empty(kind, keepsObjects: keepsObjects, patience: patience) }
        try await withAll(Installation.objects(image: nil).reversed()) { object, id, kind throws(KubeError) in
            do throws(KubeError) {
                let type = try await client.discovery.resource(for: kind)
                _ = try await client.delete(
                    type, ObjectKey(namespace: id.namespace, name: id.name), uid: nil, resourceVersion: nil,
                    propagation: .background)
                console.line("\(id) is deleted")
            } catch let error where error.code == .notFound || error.code == .unknownKind {
                // It is as it should be.
            }
        }
    }

    private func empty(_ kind: KindChoice, keepsObjects: Bool, patience: Duration) async throws(CommandError) {
        let keys = try await keys(of: kind)
        guard !keys.isEmpty else { return }
        for key in keys {
            do throws(KubeError) {
                if kind == .applications, keepsObjects {
                    _ = try await client.patch(
                        kind.type, key, subresource: nil, kind: .merge,
                        body: ["spec": ["deletionPolicy": .string(GitOpsApplication.DeletionPolicy.orphan.rawValue)]])
                }
                _ = try await client.delete(
                    kind.type, key, uid: nil, resourceVersion: nil, propagation: .background)
            } catch let error where error.code == .notFound {
                continue
            } catch {
                throw CommandError("cannot delete \(kind.type.gvk.kind) \(key)", error)
            }
        }
        console.note("waits until \(keys.count) \(kind.type.plural) are gone")
        try await TimeLimit.within(patience, client.surroundings) {
            "some \(kind.type.plural) are not gone; does the controller run?"
        } _: { () async throws(CommandError) in
            for key in keys {
                try await ObjectFollower(client, kind.type, key).follow { object throws(CommandError) -> Void? in
                    object == nil ? () : nil
                }
            }
        }
        console.line("\(keys.count) \(kind.type.plural) are deleted\(keepsObjects ? "; their objects stay" : "")")
    }

    private func keys(of kind: KindChoice) async throws(CommandError) -> [ObjectKey] {
        do throws(KubeError) {
            return try await client.keys(of: kind, in: nil, labelSelector: nil)
        } catch let error where error.code == .notFound || error.code == .unknownKind {
            return []
        } catch {
            throw CommandError("cannot list \(kind.type.plural)", error)
        }
    }
}
