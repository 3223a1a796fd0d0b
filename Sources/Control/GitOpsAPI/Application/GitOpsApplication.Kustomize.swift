package import Documents

extension GitOpsApplication {
    /// What is done to the kustomization at the source's path, as by one that has it as its only resource.
    package struct Kustomize: Sendable, Hashable {
        /// Where the files may lie that a kustomization names.
        package enum LoadRestrictor: String, Sendable, Hashable, CaseIterable {
            /// Anywhere in the repository.
            case anywhere = "None"
            /// In or below the kustomization's own folder.
            case rootOnly = "RootOnly"
        }

        package var namePrefix = ""
        package var nameSuffix = ""
        package var namespace = ""
        package var images: [KustomizeImage] = []
        package var replicas: [KustomizeReplica] = []
        package var labels: [String: String] = [:]
        package var annotations: [String: String] = [:]
        package var patches: [KustomizePatch] = []
        /// Folders, relative to the path.
        package var components: [String] = []
        package var loadRestrictor = LoadRestrictor.anywhere

        package init() {}
    }

    /// Another name, tag or digest for an image; what is empty stays as it is.
    package struct KustomizeImage: Sendable, Hashable {
        package var name: String
        package var newName: String
        package var newTag: String
        package var digest: String
    }

    package struct KustomizeReplica: Sendable, Hashable {
        package var name: String
        package var count: Int
    }

    /// A strategic merge patch or a JSON patch.
    package struct KustomizePatch: Sendable, Hashable {
        package var patch: String
        /// Nil where the patch itself names its object.
        package var target: KustomizeTarget?
        package var allowNameChange: Bool
        package var allowKindChange: Bool
    }

    /// The objects that a patch is for; what is empty fits all.
    package struct KustomizeTarget: Sendable, Hashable {
        static let fields = [
            "group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector",
        ]

        /// By the names of the fields; none is empty.
        package var values: [String: String]
    }
}

extension GitOpsApplication.Kustomize: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        namePrefix = try fields.string("namePrefix") ?? ""
        nameSuffix = try fields.string("nameSuffix") ?? ""
        namespace = try fields.string("namespace") ?? ""
        images = try fields.list("images")
        replicas = try fields.list("replicas")
        labels = try fields.stringMap("labels")
        annotations = try fields.stringMap("annotations")
        patches = try fields.list("patches")
        components = try fields.strings("components")
        loadRestrictor = try fields.choice("loadRestrictor") ?? .anywhere
    }

    package var value: Value {
        .fields([
            "namePrefix": namePrefix.nonEmpty.map(Value.string),
            "nameSuffix": nameSuffix.nonEmpty.map(Value.string),
            "namespace": namespace.nonEmpty.map(Value.string),
            "images": images.isEmpty ? nil : .array(images.map(\.fieldValue)),
            "replicas": replicas.isEmpty ? nil : .array(replicas.map(\.fieldValue)),
            "labels": labels.isEmpty ? nil : .strings(labels),
            "annotations": annotations.isEmpty ? nil : .strings(annotations),
            "patches": patches.isEmpty ? nil : .array(patches.map(\.fieldValue)),
            "components": components.isEmpty ? nil : .strings(components),
            "loadRestrictor": .string(loadRestrictor),
        ])
    }

    /// Whether anything is done to what the files say.
    package var hasOverrides: Bool {
        var other = GitOpsApplication.Kustomize()
        other.loadRestrictor = loadRestrictor
        return self != other
    }
}

extension GitOpsApplication.KustomizeImage: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        name = try fields.required("name")
        newName = try fields.string("newName") ?? ""
        newTag = try fields.string("newTag") ?? ""
        digest = try fields.string("digest") ?? ""
    }

    var fieldValue: Value {
        .fields([
            "name": .string(name),
            "newName": newName.nonEmpty.map(Value.string),
            "newTag": newTag.nonEmpty.map(Value.string),
            "digest": digest.nonEmpty.map(Value.string),
        ])
    }
}

extension GitOpsApplication.KustomizeReplica: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        name = try fields.required("name")
        guard let count = try fields.integer("count") else {
            throw APIError(.missing, fields.path("count"), "is missing")
        }
        self.count = count
    }

    var fieldValue: Value { .fields(["name": .string(name), "count": .integer(count)]) }
}

extension GitOpsApplication.KustomizePatch: FieldDecodable {
    private struct Options: FieldDecodable {
        var allowNameChange: Bool
        var allowKindChange: Bool

        init(_ fields: Fields) throws(APIError) {
            allowNameChange = try fields.bool("allowNameChange") ?? false
            allowKindChange = try fields.bool("allowKindChange") ?? false
        }
    }

    init(_ fields: Fields) throws(APIError) {
        patch = try fields.required("patch")
        target = try fields.optional("target")
        let options: Options = try fields.defaulted("options")
        allowNameChange = options.allowNameChange
        allowKindChange = options.allowKindChange
    }

    var fieldValue: Value {
        .fields([
            "patch": .string(patch),
            "target": target?.fieldValue,
            "options": .fields([
                "allowNameChange": .bool(allowNameChange), "allowKindChange": .bool(allowKindChange),
            ]),
        ])
    }
}

extension GitOpsApplication.KustomizeTarget: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        values = [:]
        for name in GitOpsApplication.KustomizeTarget.fields { values[name] = try fields.string(name)?.nonEmpty }
    }

    var fieldValue: Value {
        .object(
            Object(
                GitOpsApplication.KustomizeTarget.fields.compactMap { name in
                    values[name].map { (name, .string($0)) }
                }))
    }
}
