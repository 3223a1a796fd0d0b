import Documents
import KubeClient
import KubeModel
import KubeTesting
import TestKit
import Testing

@testable import GitOpsAPI

/// What a real API server makes of the definitions.
@Suite(.enabled("needs etcd and kube-apiserver") { await TestControlPlane.isAvailable() }, .timeLimit(.minutes(3)))
struct ControlPlaneTests {
    @Test("the smallest resources get the defaults that the types have")
    func defaults() async throws {
        let (client, namespace) = try await prepare()
        for (resource, text) in [
            (CustomResource.repository, Samples.smallestRepository), (.application, Samples.smallestApplication),
            (.window, Samples.smallestWindow), (.environment, Samples.smallestEnvironment),
            (.receiver, Samples.smallestReceiver),
            (.policy, Samples.smallestPolicy),
        ] {
            let sample = try Samples.read(text)
            let place = resource.place(in: namespace)
            let stored = try await client.create(
                resource.resource, namespace: place, body: Self.placed(sample, in: place))
            let spec = try #require(sample["spec"])
            #expect(stored["spec"] == SchemaWalk.defaulted(spec, resource.spec))
        }
    }

    @Test("resources that use every field are stored as they are, and their status too")
    func everyField() async throws {
        let (client, namespace) = try await prepare()
        let samples =
            [(CustomResource.repository, Samples.repository)] + Samples.applications.map { (.application, $0) }
            + Samples.windows.map { (.window, $0) }
            + [(.environment, Samples.environment), (.policy, Samples.policy), (.receiver, Samples.receiver)]
        for (resource, text) in samples {
            let place = resource.place(in: namespace)
            let sample = Self.placed(try Samples.read(text), in: place)
            let created = try await client.create(resource.resource, namespace: place, body: sample)
            #expect(created["spec"] == sample["spec"])
            #expect(created["status"] == nil)
            let key = ObjectKey(namespace: place ?? "", name: try #require(sample.name))
            let updated = try await client.patch(
                resource.resource, key, subresource: "status", kind: .merge,
                body: ["status": try #require(sample["status"])])
            #expect(updated["status"] == sample["status"])
            #expect(updated["spec"] == sample["spec"])
        }
    }

    @Test("bad values are refused, with the field's name")
    func refusals() async throws {
        let (client, namespace) = try await prepare()
        let source = "source: {repositoryRef: {name: r}"
        let cases: [(CustomResource, String, String)] = [
            (.repository, "{}", "spec.url"),
            (.repository, "{url: 'ftp://h/r'}", "spec.url"),
            (.repository, "{url: 'https://h/r', interval: 5 minutes}", "spec.interval"),
            (.repository, "{url: 'https://h/r', interval: -1s}", "spec.interval"),
            (.repository, "{url: 'https://h/r', reference: {commit: abc}}", "spec.reference.commit"),
            (.repository, "{url: 'https://h/r', secretRef: {}}", "spec.secretRef.name"),
            (.application, "{}", "spec.source"),
            (.application, "{\(source)}, sources: [{name: a, repositoryRef: {name: r}}]}", "<nil>"),
            (.application, "{sources: [{name: A, repositoryRef: {name: r}}]}", "spec.sources[0].name"),
            (
                .application, "{sources: [{name: a, repositoryRef: {name: r}}, {name: a, repositoryRef: {name: r}}]}",
                "spec.sources[1]"
            ),
            (.application, "{\(source), type: Jsonnet}}", "spec.source.type"),
            (.application, "{\(source)}, historyLimit: -1}", "spec.historyLimit"),
            (.application, "{\(source)}, health: {onFailure: Retry}}", "spec.health.onFailure"),
            (.application, "{\(source)}, deletionPolicy: Keep}", "spec.deletionPolicy"),
            (.application, "{\(source)}, sync: {prune: 'yes'}}", "spec.sync.prune"),
            (.application, "{\(source)}, sync: {retry: {backoff: {factor: 0}}}}", "spec.sync.retry.backoff.factor"),
            (.application, "{\(source)}, ignoreDifferences: [{group: apps}]}", "spec.ignoreDifferences[0].kind"),
            (.window, "{effect: Perhaps, recurring: {cron: '@daily', duration: 1h}}", "spec.effect"),
            (.window, "{effect: Deny, recurring: {cron: '@daily'}}", "spec.recurring.duration"),
            (.window, "{effect: Deny, recurring: {cron: '@daily', duration: 1 hour}}", "spec.recurring.duration"),
            (.window, "{effect: Deny, timeZone: ../UTC, recurring: {cron: '@daily', duration: 1h}}", "spec.timeZone"),
            (.policy, "{}", "spec.rules"),
            (.policy, "{rules: [{name: A, expression: x}]}", "spec.rules[0].name"),
            (.policy, "{rules: [{name: a, expression: x, action: Stop}]}", "spec.rules[0].action"),
            (.policy, "{rules: [{name: a, expression: ''}]}", "spec.rules[0].expression"),
        ]
        for (resource, spec, field) in cases {
            let error = try await refusal(of: resource, spec: spec, by: client, in: namespace)
            #expect(error?.code == .invalid, "\(resource.kind) \(spec)")
            // Old servers do not say which element of a list it is.
            let fields = [field, field.replacing(/\[0\]/, with: "")]
            #expect(
                error?.causes.contains { fields.contains($0.field) } == true, "\(spec): \(String(describing: error))")
        }
    }

    // MARK: - Preparing

    private func prepare() async throws -> (client: KubeClient, namespace: String) {
        let controlPlane = try await TestControlPlane.shared()
        let client = try controlPlane.client()
        for resource in CustomResource.all {
            let definition = resource.definition
            let key = ObjectKey(namespace: "", name: try #require(definition.name))
            _ = try await client.apply(
                .customResourceDefinitions, key, body: definition, fieldManager: "tests", force: true, dryRun: false)
            try await eventually("\(resource.kind) is served") { try await isServed(resource, by: client) }
        }
        return (client, try await controlPlane.makeNamespace("api"))
    }

    private func isServed(_ resource: CustomResource, by client: KubeClient) async throws -> Bool {
        do {
            _ = try await client.list(resource.resource, namespace: nil, labelSelector: nil)
            return true
        } catch {
            guard error.code == .notFound else { throw error }
            return false
        }
    }

    /// Nil where the server takes the object.
    private func refusal(
        of resource: CustomResource, spec: String, by client: KubeClient, in namespace: String
    ) async throws -> KubeError? {
        var object = try Samples.read("{metadata: {name: bad}, spec: \(spec)}")
        object["apiVersion"] = .string(APIGroup.apiVersion)
        object["kind"] = .string(resource.kind)
        do throws(KubeError) {
            _ = try await client.create(
                resource.resource, namespace: resource.place(in: namespace), body: object)
            return nil
        } catch {
            return error
        }
    }

    private static func placed(_ object: Value, in namespace: String?) -> Value {
        guard let namespace else { return object }
        var placed = object
        placed.set(Pointer(tokens: ["metadata", "namespace"]), to: .string(namespace))
        return placed
    }
}

extension CustomResource {
    /// The namespace of its objects; nil where they are the whole cluster's.
    fileprivate func place(in namespace: String) -> String? { resource.namespaced ? namespace : nil }
}
