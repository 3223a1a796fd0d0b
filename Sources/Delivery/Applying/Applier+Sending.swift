internal import Documents
internal import KubeClient
internal import KubeModel
internal import Planning

/// One apply, with all that may have to come before it.
extension Applier {
    func send(_ manifest: Value, _ object: PreparedObject, isOurs: Bool) async throws(KubeError) -> Value {
        do {
            return try await sendOnce(manifest, object, isOurs)
        } catch let error where error.code == .notFound && object.key.namespace == createNamespace {
            try await makeNamespace(object.key.namespace)
            return try await sendOnce(manifest, object, isOurs)
        } catch let error where error.code == .notFound && isJustDefined(object) {
            return try await sendOnceDefined(manifest, object, isOurs)
        }
    }

    /// What we know to be ours is forced. Anything else is applied without force first: where it exists and is marked by
    /// another installation, that fails, because the mark is a field of that installation's manager.
    private func sendOnce(
        _ manifest: Value, _ object: PreparedObject, _ isOurs: Bool
    ) async throws(KubeError) -> Value {
        do {
            return try await write(manifest, object, force: isOurs)
        } catch let error where error.code == .conflict && !isOurs {
            return try await takeOver(manifest, object)
        }
    }

    /// Forces what others have set on an object that was there before, once it is known to be no other installation's.
    private func takeOver(_ manifest: Value, _ object: PreparedObject) async throws(KubeError) -> Value {
        for attempt in 1... {
            let live = try await index.client.get(object.type, object.key)
            if let other = live.label(Marks.label), !other.isEmpty, other != index.installation {
                throw KubeError(.conflict, Applier.managedByAnother(other))
            }
            // Of this very version, so that nobody marks it in between.
            var seen = manifest
            seen.set(
                Pointer(tokens: ["metadata", "resourceVersion"]), to: live.at("metadata", "resourceVersion") ?? .null)
            do {
                return try await write(seen, object, force: true)
            } catch let error where error.code == .conflict && attempt < Applier.takingAttempts {
                continue
            }
        }
        throw KubeError(.conflict, "others change it all the time")
    }

    private static let takingAttempts = 5

    private static func managedByAnother(_ installation: String) -> String {
        "is managed by the installation \(installation); remove it from one of the two, or take the label "
            + "\(Marks.label) off it to have it taken over"
    }

    private func write(
        _ manifest: Value, _ object: PreparedObject, force: Bool
    ) async throws(KubeError) -> Value {
        try await client.apply(
            object.type, object.key, body: manifest, fieldManager: index.fieldManager, force: force, dryRun: false)
    }

    private func makeNamespace(_ name: String) async throws(KubeError) {
        let body: Value = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
        do {
            _ = try await client.create(.namespaces, namespace: nil, body: body)
        } catch let error where error.code == .alreadyExists {
            return
        }
    }

    private func isJustDefined(_ object: PreparedObject) -> Bool {
        object.type.gvk.group.contains(".")
            && applyRank(object.desired.id.groupKind) == applyRank(Applier.anyCustomKind)
    }

    /// A server takes a moment to serve what a CustomResourceDefinition that it just accepted defines.
    private func sendOnceDefined(
        _ manifest: Value, _ object: PreparedObject, _ isOurs: Bool
    ) async throws(KubeError) -> Value {
        for _ in 0..<Applier.definitionAttempts {
            try? await Task.sleep(for: Applier.definitionPause)
            do {
                return try await sendOnce(manifest, object, isOurs)
            } catch let error where error.code == .notFound && !Task.isCancelled {
                continue
            }
        }
        return try await sendOnce(manifest, object, isOurs)
    }

    private static let definitionAttempts = 20
    private static let definitionPause = Duration.milliseconds(100)
    private static let anyCustomKind = GroupKind(group: "example.org", kind: "Custom")
}
