extension GitOpsApplication.Kustomize {
    static let schema = Schema.object(
        """
        What is done to the kustomization at the path, as by a kustomization that has it as its only resource. With \
        overrides in it, `Auto` means `Kustomize`. On charts and single files it is an error.
        """,
        [
            .optional("namePrefix", .string("Comes before the names of all objects.")),
            .optional("nameSuffix", .string("Comes behind the names of all objects.")),
            .optional(
                "namespace",
                .string(
                    "The namespace of all namespaced objects, whatever they say. As with kustomize, a Namespace among the "
                        + "objects is given this name.", Schema.Text(maximumLength: 63))),
            .optional("images", images),
            .optional("replicas", replicas),
            .optional("labels", .stringMap("Labels of all objects; not of their Pods, and not in selectors.")),
            .optional("annotations", .stringMap("Annotations of all objects; not of their Pods.")),
            .optional("patches", patches),
            .optional(
                "components",
                .list(
                    "Components that are used besides.",
                    of: .string("The component's folder, relative to the path.", Schema.Text(minimumLength: 1)))),
            .optional("loadRestrictor", loadRestrictor),
        ])

    private static let images = Schema.list(
        "Other names, tags or digests of images.",
        of: .object(
            "One of them.",
            [
                .required(
                    "name", .string("The image's name, without tag and digest.", Schema.Text(minimumLength: 1))),
                .optional("newName", .string("Its name instead.")),
                .optional("newTag", .string("Its tag instead.")),
                .optional("digest", .string("Its digest instead, such as `sha256:24a0…`; it takes the tag away.")),
            ]))

    private static let replicas = Schema.list(
        "Numbers of replicas.",
        of: .object(
            "One of them.",
            [
                .required(
                    "name", .string("The name of a workload, as its file has it.", Schema.Text(minimumLength: 1))),
                .required("count", .integer("How many replicas it has.", minimum: 0)),
            ]))

    private static let patches = Schema.list(
        "Patches, in their order.",
        of: .object(
            "One of them.",
            [
                .required(
                    "patch",
                    .string(
                        "A strategic merge patch or a list of JSON patch operations (RFC 6902), in YAML or JSON.",
                        Schema.Text(minimumLength: 1))),
                .optional("target", target),
                .optional(
                    "options",
                    .object(
                        "What a strategic merge patch may change besides.",
                        [
                            .optional("allowNameChange", .boolean("Whether names may change.", default: false)),
                            .optional("allowKindChange", .boolean("Whether kinds may change.", default: false)),
                        ])),
            ]))

    private static let target = Schema.object(
        "The objects that are patched; without it, the one that the patch names.",
        [
            .optional("group", .string("The API group.")),
            .optional("version", .string("The API version.")),
            .optional("kind", .string("The kind.")),
            .optional("name", .string("The whole name, as a regular expression.")),
            .optional("namespace", .string("The whole namespace, as a regular expression.")),
            .optional("labelSelector", .string("A selector of labels, such as `app=web,tier!=cache`.")),
            .optional("annotationSelector", .string("A selector of annotations, in the same form.")),
        ])

    private static let loadRestrictor = Schema.choice(
        """
        Where the files may lie that kustomizations name: with `None` anywhere in the repository, with `RootOnly` in or below \
        the folder of the kustomization that names them.
        """, LoadRestrictor.self, default: .anywhere)
}
