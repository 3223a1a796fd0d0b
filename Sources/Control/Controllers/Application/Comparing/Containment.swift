internal import Documents
internal import GitOpsAPI
internal import KubeModel

/// The applications that hold an application: the one whose mark it carries, the one whose mark that one carries, and so
/// on. The application itself is among them where it holds itself, or where two hold each other.
///
/// What such an application says of itself is in part what this one says of itself. So neither is healthy only once the
/// other is, and neither goes only once the other is gone.
struct Containment: Sendable {
    let key: ObjectKey
    let holders: Set<ObjectKey>

    init(of key: ObjectKey, owner: (ObjectKey) -> ObjectKey?) {
        self.key = key
        var holders: Set<ObjectKey> = []
        var next = owner(key)
        while let holder = next, holders.insert(holder).inserted { next = owner(holder) }
        self.holders = holders
    }

    /// The application itself and all that hold it, as objects.
    var circle: Set<ObjectID> { Set(holders.union([key]).map(Self.application)) }

    /// Without these the application is gone, or there is nobody left to look after it.
    ///
    /// - Parameter home: the controller's own namespace.
    func lifelines(home: String) -> Set<ObjectID> {
        let namespaces = Set(holders.map(\.namespace)).union([key.namespace, home]).map {
            ObjectID.namespace($0)
        }
        let definitions = CustomResource.all.map(\.resource).map {
            ObjectID(
                group: ResourceType.customResourceDefinitions.gvk.group,
                kind: ResourceType.customResourceDefinitions.gvk.kind, namespace: "",
                name: $0.definition)
        }
        return Set(namespaces + definitions + [Self.application(key)])
    }

    static func application(_ key: ObjectKey) -> ObjectID {
        ObjectID(GitOpsApplication.resource, key)
    }
}

extension ObjectID {
    init(_ type: ResourceType, _ key: ObjectKey) {
        self.init(group: type.gvk.group, kind: type.gvk.kind, namespace: key.namespace, name: key.name)
    }
}

extension GitOpsApplication {
    /// The application whose mark it carries.
    var owner: ObjectKey? { metadata.annotations[Annotations.application].flatMap { ObjectKey($0) } }
}
