extension Family {
    /// Names, marks and texts that become paths, owners or messages somewhere.
    static let names = Family(
        name: "names",
        attempts: oddNames.enumerated().map { .objects("name-\($0.offset)", configMap("\"\($0.element)\"")) }
            + oddNames.enumerated().map { .objects("place-\($0.offset)", configMap("here", in: "\"\($0.element)\"")) }
            + [
                .objects("version-path", "{apiVersion: v1/../../api/v1, kind: ConfigMap, metadata: {name: a}}"),
                .objects("kind-path", "{apiVersion: v1, kind: ../secrets, metadata: {name: a}}"),
                .objects(
                    "mark-of-another",
                    configMap("marked", metadata: "annotations: {gitops.martlet.dev/application: team-a/shop}")),
                .objects(
                    "mark-of-nobody",
                    configMap("marked-nobody", metadata: "labels: {gitops.martlet.dev/managed-by: another}")),
                .objects(
                    "manager", configMap("managed", metadata: "managedFields: [{manager: martlet, operation: Apply}]")),
                .objects(
                    "orphan",
                    configMap(
                        "orphan",
                        metadata:
                            "ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: gone, uid: 00000000-0000-0000-0000-000000000000}]"
                    )),
                .objects(
                    "long-annotation",
                    configMap("long", metadata: "annotations: {a: \"\(String(repeating: "x", count: 250_000))\"}")),
                .objects(
                    "many-labels",
                    configMap(
                        "labels", metadata: "labels: {\((0..<2_000).map { "l\($0): a" }.joined(separator: ", "))}")),
                .objects("terminal", configMap("\"a\\e[2Jb\"")),
            ])

    private static let oddNames = [
        "team/settings", "../../../secrets", "..", ".", "a b", "%2e%2e", "a%00b", "Team A", "a?watch=1", "a#b",
        "{{ .Release.Name }}-web", "a\\nb",
    ]
}
