package import Documents
internal import GitOpsAPI
package import KubeClient
internal import KubeModel

/// Asks the controller for something, by annotations and fields: what `kubectl annotate` and `kubectl patch` could do as well.
package struct ApplicationRequest: Sendable {
    private let client: KubeClient

    package init(_ client: KubeClient) { self.client = client }

    /// The keys of the applications that are meant: those that are named, or all that a selector finds.
    package func keys(_ selection: Selection) async throws(CommandError) -> [ObjectKey] {
        guard selection.names.isEmpty else {
            return selection.names.map { ObjectKey(namespace: selection.namespace ?? "", name: $0) }
        }
        do throws(KubeError) {
            return try await client.keys(
                of: .applications, in: selection.namespace, labelSelector: selection.labelSelector)
        } catch {
            throw CommandError("cannot list GitOpsApplications", error)
        }
    }

    func state(of key: ObjectKey) async throws(CommandError) -> ApplicationState {
        let object: Value
        do throws(KubeError) {
            object = try await client.get(GitOpsApplication.resource, key)
        } catch {
            throw CommandError("cannot read the GitOpsApplication \(key)", error)
        }
        return try ApplicationState(object)
    }

    /// Objects as the controller knows them.
    func canonical(_ objects: [String]) async throws(CommandError) -> [String] {
        var names: [String] = []
        for object in objects { names.append(try await canonical(object)) }
        return names
    }

    /// With the kind as manifests name it, and its group: the controller knows no short names. What the server does not know may be
    /// meant all the same: the kind may come with what is asked for.
    private func canonical(_ object: String) async throws(CommandError) -> String {
        let parts = object.split(separator: "/", maxSplits: 1).map(String.init)
        do throws(KubeError) {
            let kind = try await client.discovery.type(named: parts[0]).gvk
            return "\(kind.group.isEmpty ? kind.kind : "\(kind.kind).\(kind.group)")/\(parts[1])"
        } catch  where error.code == .unknownKind {
            return object
        } catch {
            throw CommandError("cannot find out what \(Plain.line(object)) is", error)
        }
    }

    /// - Parameter annotations: nil takes one away.
    func annotate(_ key: ObjectKey, _ annotations: [(String, String?)]) async throws(CommandError) {
        try await patch(key, ["metadata": ["annotations": annotations.members]])
    }

    func patch(_ key: ObjectKey, _ body: Value) async throws(CommandError) {
        do throws(KubeError) {
            _ = try await client.patch(GitOpsApplication.resource, key, subresource: nil, kind: .merge, body: body)
        } catch {
            throw CommandError("cannot change the GitOpsApplication \(key)", error)
        }
    }
}

extension [(String, String?)] {
    var members: Value { .object(Object(map { ($0.0, $0.1.map(Value.string) ?? .null) })) }
}
