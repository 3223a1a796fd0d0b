extension Family {
    /// Definitions that are only in a repository, of kinds whose requests would lead elsewhere.
    static let definitions = Family(
        name: "definitions",
        attempts: plurals.enumerated().map {
            defined("plural-\($0.offset)", group: "apps", kind: "Deployment", plural: $0.element)
        }
            + plurals.enumerated().map { defined("fake-\($0.offset)", group: "", kind: "Fake", plural: $0.element) }
            + [
                defined(
                    "taken-secrets", group: "", kind: "Secret", plural: "namespaces/martlet-system/secrets",
                    cluster: true),
                defined("taken-configmaps", group: "", kind: "ConfigMap", plural: "nothings"),
                defined("taken-jobs", group: "batch", kind: "Job", plural: "cronjobs"),
                defined("taken-roles", group: "rbac.authorization.k8s.io", kind: "Role", plural: "clusterroles"),
                defined(
                    "taken-own", group: "gitops.martlet.dev", kind: "GitOpsApplication", plural: "gitopsrepositories"),
                defined("odd-group", group: "example.org/../../api", kind: "Thing", plural: "things"),
                defined("odd-version", group: "example.org", version: "../../api/v1", kind: "Thing", plural: "secrets"),
                defined("odd-kind", group: "example.org", kind: "Thing/status", plural: "things"),
                invented,
            ])

    private static let plurals = [
        "../../../api/v1/namespaces/default", "..", "%2e%2e/%2e%2e", "namespaces/team-a/secrets", "secrets?watch=1",
        "secrets#", "namespaces/team-b/pods/evil/log", String(repeating: "a", count: 300), "a b",
    ]

    private static func defined(
        _ name: String, group: String, version: String = "v1", kind: String, plural: String, cluster: Bool = false
    ) -> Attempt {
        .objects(
            name,
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: "\(plural).\(group)"}
            spec:
              group: "\(group)"
              scope: \(cluster ? "Cluster" : "Namespaced")
              names: {plural: "\(plural)", kind: "\(kind)", singular: x}
              versions:
              - {name: "\(version)", served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
            ---
            apiVersion: "\(group.isEmpty ? "" : "\(group)/")\(version)"
            kind: "\(kind)"
            metadata: {name: \(name)}
            """)
    }

    /// As many kinds as there may be objects in a moderate source.
    private static let invented = Attempt.objects(
        "invented",
        (0..<300).map { number in
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: things\(number).example.org}
            spec:
              group: example.org
              scope: Namespaced
              names: {plural: things\(number), kind: Thing\(number)}
              versions:
              - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
            ---
            {apiVersion: example.org/v1, kind: Thing\(number), metadata: {name: a}}
            """
        }.joined(separator: "\n---\n"))
}
