package import Documents

extension GitOpsApplication {
    /// What people ask for.
    package struct Spec: Sendable, Hashable {
        /// The only one has no name; those of a list have one each.
        package var sources: [Source] = []
        package var destination = Destination()
        package var sync = SyncPolicy()
        package var health = HealthPolicy()
        package var checks = Checks()
        /// Applications that have to be ready first.
        package var dependsOn: [NamespacedReference] = []
        package var ignoreDifferences: [IgnoredDifference] = []
        package var deletionPolicy = DeletionPolicy.delete
        package var historyLimit = 10
        package var suspend = false
    }

    /// Where objects go, and as whom.
    package struct Destination: Sendable, Hashable {
        /// For namespaced objects that name none; empty for the application's own namespace.
        package var namespace = ""
        package var createNamespace = false
        /// Nil for none: then a namespace that is made is a bare one, and one that is there is not touched.
        package var namespaceMetadata: NamespaceMetadata?
        /// Impersonated for everything that is applied and deleted; nil for the controller's default account, or itself.
        package var serviceAccountName: String?

        /// The namespace for objects that name none, of an application in `home`.
        package func namespace(from home: String) -> String { namespace.isEmpty ? home : namespace }
    }

    /// What the destination's namespace carries besides what others put there.
    package struct NamespaceMetadata: Sendable, Hashable {
        package var labels: [String: String] = [:]
        package var annotations: [String: String] = [:]
    }

    /// Fields of some objects that others may change. Nil and `*` mean all.
    package struct IgnoredDifference: Sendable, Hashable {
        /// Empty for the core group.
        package var group = ""
        package var kind = ""
        package var name: String?
        package var namespace: String?
        package var jsonPointers: [String] = []
        package var jqPathExpressions: [String] = []
        /// Fields that one of these field managers owns are ignored.
        package var managers: [String] = []
    }
}

extension GitOpsApplication.Spec: Recorded {
    static let record = Record(
        Self(), "What is wanted.",
        [
            .sources,
            .defaulted("destination", \.destination),
            .defaulted("sync", \.sync),
            .defaulted("health", \.health),
            .optional("checks", \.checks),
            .optional(
                "dependsOn", \.dependsOn, "Applications that have to be ready before this one is synced.",
                .elements("One of them.", [.refers(to: "application")])),
            .optional(
                "ignoreDifferences", \.ignoreDifferences,
                "Fields that others may change, and that are then neither reported nor put right.", .count(atMost: 100)),
            .defaulted(
                "deletionPolicy", \.deletionPolicy, "What happens to the objects when the application is deleted."),
            .defaulted(
                "historyLimit", \.historyLimit, "How many entries `status.history` keeps.", .number(from: 0, to: 100)),
            .defaulted(
                "suspend", \.suspend,
                "Whether the controller leaves this resource, and all that belongs to it, as it is. The objects stay, "
                    + "too, where it is deleted meanwhile."),
        ]
    ).exactlyOne(of: ["source", "sources"])

    /// Reads the value of `spec`; fields that are absent get their defaults.
    package init(_ value: Value?) throws(APIError) { self = try Self.record.read(value, at: "spec") }

    package var value: Value { fieldValue }
}

extension Field<GitOpsApplication.Spec> {
    /// `source` or `sources`: one source, or several with names.
    fileprivate static var sources: Field {
        Field(
            properties: { _ in
                [
                    .optional("source", GitOpsApplication.Source.only.schema),
                    .optional("sources", GitOpsApplication.Source.listSchema),
                ]
            },
            read: { members, spec throws(APIError) in
                switch (members.present("source"), members.present("sources")) {
                case (nil, nil):
                    throw APIError(.missing, "source", "is missing, and spec.sources too; give one of them")
                case (.some, .some):
                    throw APIError(
                        .invalid, "sources", "must not be given beside spec.source; take one of them away")
                case (let source?, nil):
                    spec.sources = [
                        try APIError.inside("source") { () throws(APIError) in
                            try GitOpsApplication.Source.only.read(source)
                        }
                    ]
                case (nil, let sources?):
                    spec.sources = try APIError.inside("sources") { () throws(APIError) in
                        try [GitOpsApplication.Source](field: sources)
                    }
                }
            },
            write: { spec, _, members in
                if let source = spec.sources.first, source.name.isEmpty {
                    members["source"] = GitOpsApplication.Source.only.write(source)
                } else {
                    members["sources"] = spec.sources.fieldValue
                }
            })
    }
}

extension GitOpsApplication.Destination: Recorded {
    static let record = Record(
        Self(), "Where objects go, and as whom.",
        [
            .optional(
                "namespace", \.namespace,
                "The namespace of namespaced objects that name none; without it, the application's own.",
                .length(atMost: 63)),
            .defaulted(
                "createNamespace", \.createNamespace, "Whether to make that namespace where it is not there."),
            .optional("namespaceMetadata", \.namespaceMetadata),
            .optional(
                "serviceAccountName", \.serviceAccountName,
                """
                The service account in the application's namespace as which everything is applied and deleted; \
                without it, the account that the controller has for such applications.
                """, .length(atMost: 253), .emptyIsNone),
        ])
}

extension GitOpsApplication.NamespaceMetadata: Recorded {
    static let record = Record(
        Self(),
        """
        With `createNamespace`: labels and annotations of the namespace, also of one that was there before, beside those that \
        others set. What is taken out here goes from it again; the namespace itself is never deleted. A Namespace of this name \
        in the source counts instead.
        """,
        [
            .optional("labels", \.labels, "Its labels, such as `pod-security.kubernetes.io/enforce: restricted`."),
            .optional("annotations", \.annotations, "Its annotations."),
        ])
}

extension GitOpsApplication.IgnoredDifference: Recorded {
    static let record = Record(
        Self(),
        "Some fields of some objects. At least one of `jsonPointers`, `jqPathExpressions` and `managers` is needed.",
        [
            .optional(
                "group", \.group, "The API group of the objects; empty for the core group, `*` for every group.",
                .length(atMost: 253)),
            .required(
                "kind", \.kind, "The kind of the objects; `*` for every kind.", .length(atLeast: 1, atMost: 63)),
            .optional(
                "name", \.name, "The name of the object; without it, all of the kind.", .length(atMost: 253),
                .emptyIsNone),
            .optional(
                "namespace", \.namespace, "The namespace of the objects; without it, all.", .length(atMost: 63),
                .emptyIsNone),
            .optional(
                "jsonPointers", \.jsonPointers, "The fields, as JSON pointers.",
                .elements("A JSON pointer such as `/spec/replicas`.", [.length(atMost: 1024)]), .count(atMost: 100)),
            .optional(
                "jqPathExpressions", \.jqPathExpressions, "The fields, as paths of jq; see docs/objects.md for which.",
                .elements(
                    "A path such as `.spec.template.spec.containers[] | select(.name == \"proxy\")`.",
                    [.length(atLeast: 1, atMost: 1024)]),
                .count(atMost: 100)),
            .optional(
                "managers", \.managers,
                """
                Field managers; the fields that one of them owns are left alone, also those that it writes \
                through `scale`, which servers before 1.22 do not record.
                """,
                .elements("The name of a field manager, as `metadata.managedFields` has it.", [.length(atMost: 253)]),
                .count(atMost: 100)),
        ])
}
