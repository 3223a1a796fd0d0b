package import Documents

extension GitOpsApplication {
    package struct Spec: Sendable, Hashable {
        /// The only one has no name; those of a list have one each.
        package var sources: [Source]
        package var destination: Destination
        package var sync: SyncPolicy
        package var health: HealthPolicy
        /// Applications that have to be ready first.
        package var dependsOn: [NamespacedReference]
        package var ignoreDifferences: [IgnoredDifference]
        package var deletionPolicy: DeletionPolicy
        package var historyLimit: Int
        package var suspend: Bool

        package init(
            sources: [Source], destination: Destination, sync: SyncPolicy, health: HealthPolicy,
            dependsOn: [NamespacedReference], ignoreDifferences: [IgnoredDifference], deletionPolicy: DeletionPolicy,
            historyLimit: Int, suspend: Bool
        ) {
            self.sources = sources
            self.destination = destination
            self.sync = sync
            self.health = health
            self.dependsOn = dependsOn
            self.ignoreDifferences = ignoreDifferences
            self.deletionPolicy = deletionPolicy
            self.historyLimit = historyLimit
            self.suspend = suspend
        }

        /// Reads the value of `spec`; fields that are absent get their defaults.
        package init(_ value: Value?) throws(APIError) {
            let fields = try Fields(value, at: "spec")
            sources = try Source.all(fields)
            destination = try fields.defaulted("destination")
            sync = try fields.defaulted("sync")
            health = try fields.defaulted("health")
            dependsOn = try fields.list("dependsOn")
            ignoreDifferences = try fields.list("ignoreDifferences")
            deletionPolicy = try fields.choice("deletionPolicy") ?? Defaults.deletionPolicy
            historyLimit = try fields.integer("historyLimit") ?? Defaults.historyLimit
            suspend = try fields.bool("suspend") ?? false
        }

        private var hasList: Bool { sources.first?.name != "" }

        package var value: Value {
            .fields([
                "source": hasList ? nil : sources.first?.value,
                "sources": hasList ? .array(sources.map(\.value)) : nil,
                "destination": destination.value,
                "sync": sync.value,
                "health": health.value,
                "dependsOn": dependsOn.isEmpty ? nil : .array(dependsOn.map(\.fieldValue)),
                "ignoreDifferences": ignoreDifferences.isEmpty ? nil : .array(ignoreDifferences.map(\.value)),
                "deletionPolicy": .string(deletionPolicy),
                "historyLimit": .integer(historyLimit),
                "suspend": .bool(suspend),
            ])
        }
    }

    /// Where objects go, and as whom.
    package struct Destination: Sendable, Hashable {
        /// For namespaced objects that name none; empty for the application's own namespace.
        package var namespace: String
        package var createNamespace: Bool
        /// Impersonated for everything that is applied and deleted; nil for the controller's default account, or itself.
        package var serviceAccountName: String?

        package init(namespace: String, createNamespace: Bool, serviceAccountName: String?) {
            self.namespace = namespace
            self.createNamespace = createNamespace
            self.serviceAccountName = serviceAccountName
        }

        /// The namespace for objects that name none, of an application in `home`.
        package func namespace(from home: String) -> String { namespace.isEmpty ? home : namespace }
    }

    /// Fields of some objects that others may change. Nil and `*` mean all.
    package struct IgnoredDifference: Sendable, Hashable {
        /// Empty for the core group.
        package var group: String
        package var kind: String
        package var name: String?
        package var namespace: String?
        package var jsonPointers: [String]
        /// Fields that one of these field managers owns are ignored.
        package var managers: [String]

        package init(
            group: String, kind: String, name: String?, namespace: String?, jsonPointers: [String], managers: [String]
        ) {
            self.group = group
            self.kind = kind
            self.name = name
            self.namespace = namespace
            self.jsonPointers = jsonPointers
            self.managers = managers
        }
    }
}

extension GitOpsApplication.Destination: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        namespace = try fields.string("namespace") ?? ""
        createNamespace = try fields.bool("createNamespace") ?? false
        serviceAccountName = try fields.string("serviceAccountName")?.nonEmpty
    }

    package var value: Value {
        .fields([
            "namespace": namespace.nonEmpty.map(Value.string),
            "createNamespace": .bool(createNamespace),
            "serviceAccountName": serviceAccountName.map(Value.string),
        ])
    }
}

extension GitOpsApplication.IgnoredDifference: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        group = try fields.string("group") ?? ""
        kind = try fields.required("kind")
        name = try fields.string("name")?.nonEmpty
        namespace = try fields.string("namespace")?.nonEmpty
        jsonPointers = try fields.strings("jsonPointers")
        managers = try fields.strings("managers")
    }

    package var value: Value {
        .fields([
            "group": group.nonEmpty.map(Value.string),
            "kind": .string(kind),
            "name": name.map(Value.string),
            "namespace": namespace.map(Value.string),
            "jsonPointers": jsonPointers.isEmpty ? nil : .strings(jsonPointers),
            "managers": managers.isEmpty ? nil : .strings(managers),
        ])
    }
}
