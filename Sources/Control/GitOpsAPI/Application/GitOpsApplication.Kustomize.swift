extension GitOpsApplication {
    /// What is done to the kustomization at the source's path, as by one that has it as its only resource.
    package struct Kustomize: Sendable, Hashable {
        /// Where the files may lie that a kustomization names.
        package enum LoadRestrictor: String, Sendable, Hashable, CaseIterable, FieldChoice {
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
        package var name = ""
        package var newName = ""
        package var newTag = ""
        package var digest = ""
    }

    /// How many replicas the workload of a name gets.
    package struct KustomizeReplica: Sendable, Hashable {
        package var name = ""
        package var count = 0
    }

    /// A strategic merge patch or a JSON patch.
    package struct KustomizePatch: Sendable, Hashable {
        package var patch = ""
        /// Nil where the patch itself names its object.
        package var target: KustomizeTarget?
        package var allowNameChange = false
        package var allowKindChange = false
    }

    /// The objects that a patch is for; what is empty fits all.
    package struct KustomizeTarget: Sendable, Hashable {
        /// By the names of the fields; none is empty.
        package var values: [String: String] = [:]
    }
}

extension GitOpsApplication.Kustomize {
    /// Whether anything is done to what the files say.
    package var hasOverrides: Bool {
        var other = GitOpsApplication.Kustomize()
        other.loadRestrictor = loadRestrictor
        return self != other
    }
}

extension GitOpsApplication.Kustomize: Recorded {
    static let record = Record(
        Self(),
        """
        What is done to the kustomization at the path, as by a kustomization that has it as its only resource. With \
        overrides in it, `Auto` means `Kustomize`. On charts and single files it is an error.
        """,
        [
            .optional("namePrefix", \.namePrefix, "Comes before the names of all objects."),
            .optional("nameSuffix", \.nameSuffix, "Comes behind the names of all objects."),
            .optional(
                "namespace", \.namespace,
                """
                The namespace of all namespaced objects, whatever they say. As with kustomize, a Namespace among the \
                objects is given this name.
                """, .length(atMost: 63)),
            .optional("images", \.images, "Other names, tags or digests of images."),
            .optional("replicas", \.replicas, "Numbers of replicas."),
            .optional("labels", \.labels, "Labels of all objects; not of their Pods, and not in selectors."),
            .optional("annotations", \.annotations, "Annotations of all objects; not of their Pods."),
            .optional("patches", \.patches, "Patches, in their order."),
            .optional(
                "components", \.components, "Components that are used besides.",
                .elements("The component's folder, relative to the path.", [.length(atLeast: 1)])),
            .defaulted(
                "loadRestrictor", \.loadRestrictor,
                """
                Where the files may lie that kustomizations name: with `None` anywhere in the repository, with `RootOnly` in \
                or below the folder of the kustomization that names them.
                """),
        ])
}

extension GitOpsApplication.KustomizeImage: Recorded {
    static let record = Record(
        Self(), "One of them.",
        [
            .required("name", \.name, "The image's name, without tag and digest.", .length(atLeast: 1)),
            .optional("newName", \.newName, "Its name instead."),
            .optional("newTag", \.newTag, "Its tag instead."),
            .optional("digest", \.digest, "Its digest instead, such as `sha256:24a0…`; it takes the tag away."),
        ])
}

extension GitOpsApplication.KustomizeReplica: Recorded {
    static let record = Record(
        Self(), "One of them.",
        [
            .required("name", \.name, "The name of a workload, as its file has it.", .length(atLeast: 1)),
            .required("count", \.count, "How many replicas it has.", .number(from: 0)),
        ])
}

extension GitOpsApplication.KustomizePatch: Recorded {
    static let record = Record(
        Self(), "One of them.",
        [
            .required(
                "patch", \.patch,
                "A strategic merge patch or a list of JSON patch operations (RFC 6902), in YAML or JSON.",
                .length(atLeast: 1)),
            .optional("target", \.target),
            .group(
                "options", "What a strategic merge patch may change besides.",
                [
                    .defaulted("allowNameChange", \.allowNameChange, "Whether names may change."),
                    .defaulted("allowKindChange", \.allowKindChange, "Whether kinds may change."),
                ]),
        ])
}

extension GitOpsApplication.KustomizeTarget: Recorded {
    static let record = Record(
        Self(), "The objects that are patched; without it, the one that the patch names.",
        [
            .optional("group", \.values["group"], "The API group.", .emptyIsNone),
            .optional("version", \.values["version"], "The API version.", .emptyIsNone),
            .optional("kind", \.values["kind"], "The kind.", .emptyIsNone),
            .optional("name", \.values["name"], "The whole name, as a regular expression.", .emptyIsNone),
            .optional(
                "namespace", \.values["namespace"], "The whole namespace, as a regular expression.", .emptyIsNone),
            .optional(
                "labelSelector", \.values["labelSelector"], "A selector of labels, such as `app=web,tier!=cache`.",
                .emptyIsNone),
            .optional(
                "annotationSelector", \.values["annotationSelector"],
                "A selector of annotations, in the same form.", .emptyIsNone),
        ])
}
