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
