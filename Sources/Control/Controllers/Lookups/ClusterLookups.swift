internal import Documents
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Rendering

/// Answers what an application's charts ask the cluster by `lookup`, with the rights of whom the application is applied as;
/// each question once in a run.
actor ClusterLookups {
    private let client: KubeClient
    /// The service account of the application's namespace; nil: the controller itself.
    private let account: String?
    private let namespace: String
    /// The namespace that is not left; nil where there is none.
    private let confinement: String?
    /// The controller's own namespace.
    private let home: String
    private var answers: [LookupQuestion: LookupAnswer] = [:]
    /// Whether one of the answers is that there is none.
    private(set) var hasFailed = false

    /// - Parameter client: the controller's.
    init(_ client: KubeClient, account: String?, namespace: String, confinement: String?, home: String) {
        self.client = client
        self.account = account
        self.namespace = namespace
        self.confinement = confinement
        self.home = home
    }

    func answer(_ question: LookupQuestion) async -> LookupAnswer {
        if let answer = answers[question] { return answer }
        let answer: LookupAnswer
        do throws(KubeError) {
            let value = try await ask(question)
            answer = .found(value, bytes: value.jsonBytes().count)
        } catch {
            hasFailed = true
            answer = .failed("cannot look up \(question) as \(actor): \(error.message)")
        }
        answers[question] = answer
        return answer
    }

    private var actor: String {
        account.map { "the service account \(namespace)/\($0)" } ?? "the controller"
    }

    private func ask(_ question: LookupQuestion) async throws(KubeError) -> Value {
        let type = try await client.discovery.resource(
            for: GroupVersionKind(apiVersion: question.apiVersion, kind: question.kind))
        // As in Helm: nothing has such a name.
        if type.namespaced, question.namespace.isEmpty, !question.name.isEmpty { return [:] }
        let place = type.namespaced ? question.namespace : ""
        if let confinement, place != confinement {
            throw KubeError(
                .forbidden, "the controller is confined to the namespace \(confinement) and asks for nothing else")
        }
        let asking = try await asking(type, ObjectKey(namespace: place, name: question.name))
        do {
            guard question.name.isEmpty else {
                return try await asking.get(type, ObjectKey(namespace: place, name: question.name))
                    .withoutManagedFields
            }
            return try await list(type, in: place.isEmpty ? nil : place, by: asking)
        } catch let error where error.code == .notFound {
            return [:]
        }
    }

    private func list(_ type: ResourceType, in place: String?, by client: KubeClient) async throws(KubeError) -> Value {
        let objects = LookupList()
        let (hidesOwn, home) = (account == nil && isSecret(type), home)
        _ = try await client.list(
            type, namespace: place, labelSelector: nil, fieldSelector: nil, pageSize: 500,
            restart: { objects.clear() },
            each: { object in
                let key = ObjectKey(namespace: object.namespace ?? "", name: object.name ?? "")
                guard !hidesOwn || !OwnSecrets.contain(key, home: home) else { return }
                objects.add(object.withoutManagedFields)
            })
        guard let items = objects.items else {
            throw KubeError(.other, "the list has more than \(LookupBounds.bytes) bytes; ask for less")
        }
        // Without a resource version, which is another one each time.
        return [
            "apiVersion": .string(type.gvk.apiVersion), "kind": .string("\(type.gvk.kind)List"), "metadata": [:],
            "items": .array(items),
        ]
    }

    // MARK: As whom

    /// The controller may read everything, to watch for drift. That is not lent to an application without an account: it
    /// gets to see what it could change as the controller.
    private func asking(_ type: ResourceType, _ key: ObjectKey) async throws(KubeError) -> KubeClient {
        if let account { return try client.impersonating(serviceAccount: account, namespace: namespace) }
        let isOwn = isSecret(type) && OwnSecrets.contain(key, home: home)
        guard !isOwn, try await mayChange(type, key) else {
            throw KubeError(
                .forbidden,
                "without a service account only what the controller may change is looked up; name one in "
                    + "spec.destination.serviceAccountName")
        }
        return client
    }

    private func isSecret(_ type: ResourceType) -> Bool { type.gvk.group.isEmpty && type.gvk.kind == "Secret" }

    /// Asks for the right to apply: the rights that the controller has for its own work do not hold it.
    private func mayChange(_ type: ResourceType, _ key: ObjectKey) async throws(KubeError) -> Bool {
        let review: Value = [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": [
                "resourceAttributes": [
                    "verb": "patch", "group": .string(type.gvk.group), "resource": .string(type.plural),
                    "namespace": .string(key.namespace), "name": .string(key.name),
                ]
            ],
        ]
        let answer = try await client.request(
            method: "POST", path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", query: [],
            body: review.jsonBytes(), contentType: "application/json")
        return (try? JSON.parse(answer))?.at("status", "allowed")?.bool ?? false
    }
}

/// The objects of a list, as long as they are not too many.
private final class LookupList {
    private var objects: [Value] = []
    private var bytes = 0

    /// Nil where they are too many.
    var items: [Value]? { bytes > LookupBounds.bytes ? nil : objects }

    func clear() {
        objects = []
        bytes = 0
    }

    func add(_ object: Value) {
        bytes += object.jsonBytes().count
        if bytes > LookupBounds.bytes { objects = [] } else { objects.append(object) }
    }
}
