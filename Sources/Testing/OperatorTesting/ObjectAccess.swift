package import Documents
import FoundationEssentials
package import KubeClient
package import KubeModel
import YAML

/// A cluster as a person sees it with kubectl: objects by apiVersion, kind and name.
package protocol ObjectAccess: Sendable {
    /// The administrator's.
    var client: KubeClient { get }
}

/// Whoever works by hand.
private let person = "someone"

extension ObjectAccess {
    /// Applies all documents of a text, as a person does; those that name no namespace go into `namespace`.
    @discardableResult package func apply(_ yaml: String, namespace: String = "default") async throws -> [Value] {
        var applied: [Value] = []
        for document in try YAML.parse(yaml) { applied.append(try await apply(document.value, namespace: namespace)) }
        return applied
    }

    /// - Parameter client: who applies; the administrator where nobody is named.
    @discardableResult package func apply(
        _ object: Value, namespace: String = "default", as client: KubeClient? = nil
    ) async throws -> Value {
        guard let gvk = object.groupVersionKind, let name = object.name else {
            throw Unexpected("an object to be applied has no kind or no name: \(object.json())")
        }
        let type = try await self.client.discovery.resource(for: gvk)
        let place = type.namespaced ? object.namespace ?? namespace : ""
        return try await (client ?? self.client).apply(
            type, ObjectKey(namespace: place, name: name), body: object, fieldManager: person, force: true,
            dryRun: false)
    }

    /// Creates an object of a kind that has no namespaces, without server-side apply.
    package func create(_ object: Value) async throws {
        guard let gvk = object.groupVersionKind else { throw Unexpected("no kind: \(object.json())") }
        _ = try await client.create(try await client.discovery.resource(for: gvk), namespace: nil, body: object)
    }

    /// What the server refuses to show a path with; nil where it shows it.
    package func refusal(of path: String) async -> KubeError? {
        do throws(KubeError) {
            _ = try await client.request(method: "GET", path: path, query: [], body: nil, contentType: nil)
            return nil
        } catch {
            return error
        }
    }

    package func type(_ apiVersion: String, _ kind: String) async throws -> ResourceType {
        try await client.discovery.resource(for: GroupVersionKind(apiVersion: apiVersion, kind: kind))
    }

    /// Nil where there is none.
    package func find(_ reference: Reference) async throws -> Value? {
        do throws(KubeError) {
            return try await client.get(try await client.discovery.resource(for: reference.gvk), reference.key)
        } catch let error where error.code == .notFound {
            return nil
        }
    }

    package func get(_ reference: Reference) async throws -> Value {
        guard let object = try await find(reference) else { throw Unexpected("there is no \(reference)") }
        return object
    }

    package func exists(_ reference: Reference) async throws -> Bool { try await find(reference) != nil }

    /// A JSON merge patch: null removes.
    @discardableResult package func patch(_ reference: Reference, _ change: Value) async throws -> Value {
        try await client.patch(
            try await client.discovery.resource(for: reference.gvk), reference.key, subresource: nil, kind: .merge,
            body: change)
    }

    /// As the controller or kubelet does that an object's status is from. A JSON merge patch.
    package func patchStatus(_ reference: Reference, _ status: Value) async throws {
        _ = try await client.patch(
            try await client.discovery.resource(for: reference.gvk), reference.key, subresource: "status", kind: .merge,
            body: ["status": status])
    }

    /// As the controller of a Job that has begun, with all that newer servers demand of one that is complete.
    package func complete(_ job: Reference) async throws {
        let conditions: Value = [
            ["type": "SuccessCriteriaMet", "status": "True"], ["type": "Complete", "status": "True"],
        ]
        try await patchStatus(
            job,
            [
                "conditions": conditions, "succeeded": 1, "active": 0, "ready": 0,
                "completionTime": "2999-01-01T00:00:00Z",
            ])
    }

    package func pods(in namespace: String) async throws -> [Value] {
        try await client.list(.pods, namespace: namespace, labelSelector: nil)
    }

    package func configMaps(in namespace: String) async throws -> [Value] {
        try await client.list(.configMaps, namespace: namespace, labelSelector: nil)
    }

    package func secrets(in namespace: String, labelled selector: String) async throws -> [Value] {
        try await client.list(.secrets, namespace: namespace, labelSelector: selector)
    }

    @discardableResult package func annotate(
        _ reference: Reference, _ name: String, _ text: String
    ) async throws -> Value {
        try await patch(reference, ["metadata": ["annotations": [name: .string(text)]]])
    }

    package func delete(_ reference: Reference) async throws {
        _ = try await client.delete(
            try await client.discovery.resource(for: reference.gvk), reference.key, uid: nil, resourceVersion: nil,
            propagation: .background)
    }

    package func events(in namespace: String) async throws -> [Value] {
        try await client.list(.events, namespace: namespace, labelSelector: nil)
    }

    /// The version that the server prefers for a kind, which differs between old and new servers.
    package func apiVersion(of kind: String, in group: String) async throws -> String {
        try await client.discovery.preferred(GroupKind(group: group, kind: kind)).gvk.apiVersion
    }
}

/// Which object is meant: `.of("apps/v1", "Deployment", "web", in: "shop")`.
package struct Reference: Sendable, Hashable, CustomStringConvertible {
    package var gvk: GroupVersionKind
    package var key: ObjectKey

    /// Without a namespace for kinds that have none.
    package static func of(
        _ apiVersion: String, _ kind: String, _ name: String, in namespace: String = ""
    ) -> Reference {
        Reference(
            gvk: GroupVersionKind(apiVersion: apiVersion, kind: kind), key: ObjectKey(namespace: namespace, name: name))
    }

    package static func configMap(_ name: String, in namespace: String) -> Reference {
        of("v1", "ConfigMap", name, in: namespace)
    }

    package static func namespace(_ name: String) -> Reference { of("v1", "Namespace", name) }

    package var description: String { "\(gvk.kind) \(key)" }
}
