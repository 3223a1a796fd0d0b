import Foundation
import Testing

/// Sources of a few kilobytes, or files as large as one may be, that ask for far more memory than a controller has. Whoever
/// finds another adds it here: it is rendered by the program itself in a process that may not take more than the Pod.
struct HostileSource: Sendable, CustomTestStringConvertible {
    enum Form: String, Sendable {
        case files
        case helm
        case kustomize
    }

    var name: String
    var form: Form
    var files: [String: String]

    var testDescription: String { name }

    /// A chart whose only template is this.
    private static func template(_ name: String, _ template: String) -> HostileSource {
        chart(name, ["templates/a.yaml": template])
    }

    private static func chart(_ name: String, _ files: [String: String]) -> HostileSource {
        let metadata = ["Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n"]
        return HostileSource(name: name, form: .helm, files: metadata.merging(files) { $1 })
    }

    private static func overlay(_ name: String, _ fields: String, _ files: [String: String] = [:]) -> HostileSource {
        HostileSource(name: name, form: .kustomize, files: ["kustomization.yaml": fields].merging(files) { $1 })
    }

    private static func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

    static let all = templates + charts + manifests + overlays

    private static let templates = [
        template("concat", "{{ $l := list 1 }}{{ range until 26 }}{{ $l = concat $l $l }}{{ end }}"),
        template("list in list", "{{ $l := list }}{{ range until 3000000 }}{{ $l = list $l }}{{ end }}"),
        template(
            "lists of JSON",
            #"{{ $s := printf "[%s[]]" (repeat 300000 "[],") }}{{ $d := dict }}{{ range until 40 }}"#
                + "{{ $_ := set $d (toString .) (fromJsonArray $s) }}{{ end }}"),
        template(
            "maps of YAML",
            #"{{ $s := printf "a: [%s{}]" (repeat 100000 "{},") }}{{ $d := dict }}{{ range until 40 }}"#
                + "{{ $_ := set $d (toString .) (fromYaml $s) }}{{ end }}"),
        template(
            "copies", "{{ $x := dict }}{{ range until 60 }}{{ $x = dict \"a\" $x \"b\" $x }}{{ end }}{{ deepCopy $x }}"),
        template(
            "letters",
            #"{{ $d := dict }}{{ range until 20 }}{{ $_ := set $d (toString .) (splitList "" (repeat 900000 "a")) }}{{ end }}"#
        ),
        template("parts", #"{{ splitList "," (repeat 4000000 "ab,") | len }}"#),
        template("matches", #"{{ regexFindAll "." (repeat 400000 "a") -1 | len }}"#),
        template("bytes that are no text", #"{{ regexMatch "b" (repeat 16000000 "\xff") }}"#),
        template("replaced", #"{{ replace "a" "bb" (repeat 8000000 "a") | len }}"#),
        template(
            "texts",
            #"{{ $d := dict }}{{ range until 200 }}{{ $_ := set $d (toString .) (repeat 1000000 (toString .)) }}{{ end }}"#
        ),
        template("printed", #"{{ range until 100 }}{{ $x := printf "%0999999d" . }}{{ end }}"#),
        template(
            "recursion", "{{ define \"f\" }}{{ $x := until 20000 }}{{ include \"f\" $x }}{{ end }}{{ include \"f\" . }}"
        ),
        template(
            "loops in loops",
            "{{ define \"f\" }}{{ range $k, $v := . }}{{ include \"f\" $ }}{{ end }}{{ end }}{{ $d := dict }}"
                + "{{ range until 2000 }}{{ $_ := set $d (toString .) . }}{{ end }}{{ include \"f\" $d }}"),
        template("output", #"{{ range until 1000000 }}{{ repeat 1000 "x" }}{{ end }}"#),
        template("tpl", #"{{ tpl (repeat 3000000 "{{.}}") . }}"#),
        template(
            "tpl again and again",
            #"{{ range until 1000 }}{{ $x := tpl (printf "%d%s" . (repeat 2000 "{{1}}")) $ }}{{ end }}"#),
        template("a manifest of values", #"a: {{ printf "[%s0]" (repeat 4000000 "{},") }}"#),
        template(
            "many documents", #"{{ range until 19000 }}{{ printf "---\na: [%s]\n" (repeat 300 "{},") }}{{ end }}"#),
    ]

    private static let charts = [
        chart("actions", ["templates/a.yaml": "{{/*" + times(1, "*/}}") + times(1_000_000, "{{.}}")]),
        chart("words", ["templates/a.yaml": "{{ list" + times(2_500_000, " 1") + " }}"]),
        chart(
            "actions of many files",
            Dictionary(uniqueKeysWithValues: (0..<40).map { ("templates/\($0).yaml", times(100_000, "{{- 1 }}")) })),
        chart("values", ["values.yaml": "a: [" + times(1_600_000, "{},") + "]"]),
        chart("values as JSON", ["values.yaml": "{\"a\":[" + times(1_600_000, "{},") + "{}]}"]),
        chart("schema", ["values.schema.json": "{\"enum\":[" + times(1_600_000, "{},") + "{}]}"]),
        chart("patterns", ["values.schema.json": "{\"allOf\":[" + times(100_000, "{\"pattern\":\"a\"},") + "{}]}"]),
        chart(
            "failures of a schema",
            [
                "values.yaml": "a: [" + times(200_000, "1,") + "]",
                "values.schema.json": #"{"properties":{"a":{"items":{"type":"string"}}}}"#,
            ]),
    ]

    private static let manifests = [
        HostileSource(name: "JSON", form: .files, files: ["a.json": "[" + times(2_000_000, "{\"a\":0},") + "0]"]),
        HostileSource(name: "empty objects", form: .files, files: ["a.json": "[" + times(5_000_000, "{},") + "0]"]),
        HostileSource(name: "YAML", form: .files, files: ["a.yaml": "a: [" + times(5_000_000, "{},") + "0]"]),
        HostileSource(
            name: "aliases", form: .files,
            files: [
                "a.yaml": "a: &a [" + times(1_000, "x,") + "x]\nb: &b [" + times(1_000, "*a,") + "*a]\nc: ["
                    + times(1_000, "*b,") + "*b]\n"
            ]),
    ]

    private static let overlays: [HostileSource] = {
        let map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: x\n"
        let replacement =
            "source: {kind: ConfigMap, name: a, fieldPath: data}\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.b]\n    options: {create: true}\n"
        return [
            overlay(
                "replacements that double", "resources: [a.yaml]\nreplacements:\n" + times(40, "- \(replacement)"),
                ["a.yaml": map]),
            overlay("values", "resources: [a.yaml]\n", ["a.yaml": map + "b: [" + times(4_000_000, "{},") + "{}]\n"]),
            overlay(
                "environment", "configMapGenerator: [{name: e, envs: [e]}]\n",
                ["e": (0..<1_000_000).map { "k\($0)=\n" }.joined()]),
            overlay(
                "one file many times",
                "configMapGenerator: [{name: e, files: [" + (0..<500).map { "k\($0)=e" }.joined(separator: ",")
                    + "]}]\n",
                ["e": times(1_000_000, "x")]),
        ]
    }()

    func write(to folder: URL) throws {
        for (path, content) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(content.utf8).write(to: file)
        }
    }
}
