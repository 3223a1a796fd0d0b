internal import Documents
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Rendering

/// Answers what an application's charts ask the cluster by `lookup`, with the rights of whom the application is applied as;
/// each question once in a run.
actor ClusterLookups {
    private let client: KubeClient
    /// As whom it is asked; nil for whoever the client is.
    private let account: ObjectKey?
    /// The namespace that is not left; nil where there is none.
    private let confinement: String?
    /// The controller's own namespace; nil where it is in another cluster.
    private let home: String?
    private var answers: [LookupQuestion: LookupAnswer] = [:]
    /// Whether one of the answers is that there is none.
    private(set) var hasFailed = false

    /// - Parameter client: the controller's.
    init(_ client: KubeClient, account: ObjectKey?, confinement: String?, home: String?) {
        self.client = client
        self.account = account
        self.confinement = confinement
        self.home = home
    }

    /// All Secrets among the answers.
    var secrets: [Value] {
        answers.values.flatMap { answer -> [Value] in
            guard case .found(let value, _) = answer else { return [] }
            return value["items"]?.array ?? [value]
        }.filter { $0["kind"] == "Secret" }
    }

    func answer(_ question: LookupQuestion) async -> LookupAnswer {
        if let answer = answers[question] { return answer }
        let answer: LookupAnswer
        do throws(KubeError) {
            let value = try await ask(question)
            answer = .found(value, bytes: value.jsonBytes().count)
        } catch {
            hasFailed = true
            let who = account.map { " as the service account \($0)" } ?? ""
            answer = .failed("cannot look up \(question)\(who): \(error.message)")
        }
        answers[question] = answer
        return answer
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
        let asking = try asking(type, ObjectKey(namespace: place, name: question.name))
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
        let (hidesOwn, home) = (isSecret(type), home)
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

    private func asking(_ type: ResourceType, _ key: ObjectKey) throws(KubeError) -> KubeClient {
        guard !isSecret(type) || !OwnSecrets.contain(key, home: home) else {
            throw KubeError(.forbidden, "it \(OwnSecrets.message)")
        }
        guard let account else { return client }
        return try client.impersonating(serviceAccount: account.name, namespace: account.namespace)
    }

    private func isSecret(_ type: ResourceType) -> Bool { type.gvk.group.isEmpty && type.gvk.kind == "Secret" }
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
