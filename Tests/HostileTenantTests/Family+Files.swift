extension Family {
    /// Files that are not what they seem, or more than they seem.
    static let files = Family(
        name: "files",
        attempts: [
            .objects("aliases", aliases),
            .objects("deep", String(repeating: "[", count: 200_000)),
            .objects("deep-blocks", String(repeating: "- ", count: 100_000)),
            .objects(
                "long-name",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: \(String(repeating: "n", count: 1_000_000))}}"),
            .objects("documents", String(repeating: "---\n", count: 500_000)),
            .objects("many", (0..<30_000).map { configMap("many-\($0)") }.joined(separator: "---\n")),
            .objects("repeated", "a: 1\n" + String(repeating: "a: 1\n", count: 100_000)),
            .objects(
                "number",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, generation: \(String(repeating: "9", count: 100_000))}}"
            ),
            .objects(
                "merges",
                "a: &a {b: c}\n"
                    + (0..<2_000).map { "k\($0): {<<: [\(repeatElement("*a", count: 50).joined(separator: ", "))]}" }
                    .joined(separator: "\n")),
            .objects("zero", "a: \u{0}\n"),
            Attempt(name: "json", files: ["a.json": "[" + String(repeating: #"{"a":0},"#, count: 1_500_000) + "0]"]),
            Attempt(name: "json-deep", files: ["a.json": String(repeating: #"{"a":"#, count: 100_000)]),
            Attempt(
                name: "link-outside", files: ["one.yaml": configMap("linked")], links: ["passwd.yaml": "/etc/passwd"]),
            Attempt(name: "link-up", files: ["one.yaml": configMap("linked-up")], links: ["up": "../../../../.."]),
            Attempt(
                name: "link-itself", files: ["one.yaml": configMap("linked-itself")],
                links: ["a.yaml": "a.yaml", "b": "."]),
            .objects(
                "variables",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: '${\(String(repeating: "A:=${", count: 50_000))'}}",
                spec: "  source: {substitute: {variables: {A: b}}}"),
        ])

    private static let aliases =
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + (1..<12).map { level in
            "a\(level): &a\(level) [\(repeatElement("*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }.joined()
}
