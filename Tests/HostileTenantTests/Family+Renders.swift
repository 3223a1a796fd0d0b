extension Family {
    /// Charts that look around, or do not end.
    static let charts = Family(
        name: "charts",
        attempts: lookups + [
            .chart("file-outside", #"a: {{ .Files.Get "../../../../etc/passwd" | quote }}"#),
            .chart("file-token", #"a: {{ .Files.Get "/var/run/secrets/kubernetes.io/serviceaccount/token" | quote }}"#),
            .chart(
                "values-outside", "a: {{ .Values | toJson }}",
                spec: helm("valueFiles: [../../../../etc/passwd, /etc/passwd]")),
            .chart("environment", #"a: {{ env "HOME" }}{{ expandenv "$HOME" }}"#),
            .chart("host", #"a: {{ getHostByName "localhost" }}"#),
            .chart("endless", "{{ range until 1000000000 }}{{ range until 1000000000 }}{{ end }}{{ end }}"),
            .chart(
                "doubling", "{{ $l := list 1 2 }}{{ range until 40 }}{{ $l = concat $l $l }}{{ end }}a: {{ len $l }}"),
            .chart(
                "doubling-text", "{{ $l := \"ab\" }}{{ range until 40 }}{{ $l = print $l $l }}{{ end }}a: {{ len $l }}"),
            .chart(
                "arrays",
                #"{{ $j := printf "[%s{}]" (repeat 900000 "[],") }}{{ $l := list }}{{ range until 1000 }}{{ $l = append $l (fromJsonArray $j) }}{{ end }}"#
            ),
            .chart("repeat", #"a: {{ repeat 2000000000 "abcdefgh" | len }}"#),
            .chart("width", #"a: {{ printf "%999999999d" 1 | len }}"#),
            .chart("itself", #"{{ define "a" }}{{ include "a" . }}{{ end }}a: {{ include "a" . }}"#),
            .chart(
                "itself-text", #"{{ define "a" }}{{ tpl "{{ include \"a\" . }}" . }}{{ end }}a: {{ include "a" . }}"#),
            .chart("keys", #"{{ range until 100000 }}{{ genPrivateKey "rsa" }}{{ end }}"#),
            .chart(
                "hashes", #"{{ range until 100000 }}{{ bcrypt "a" }}{{ derivePassword 1 "long" "a" "b" "c" }}{{ end }}"#
            ),
            .chart(
                "expression", #"a: {{ regexFindAll "(a+)+(b|c)*(x{1,900}){1,900}" (repeat 1000000 "a") -1 | len }}"#),
            .chart("bytes", "a: {{ randBytes 2000000000 | len }}"),
            .chart("dictionary", "{{ $d := dict }}{{ range until 100000000 }}{{ $_ := set $d (print .) . }}{{ end }}"),
            .chart("schema", "a: b", files: ["values.schema.json": #"{"$ref": "file:///etc/passwd"}"#]),
            .chart(
                "dependency", "a: b",
                files: [
                    "Chart.yaml":
                        "apiVersion: v2\nname: dependency\nversion: 1.0.0\ndependencies: [{name: a, version: 1.0.0, repository: 'file://../../../../etc'}]\n"
                ]),
            .chart(
                "other-namespace-release",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: r, namespace: {{ .Release.Namespace }}}}",
                spec: "  destination: {namespace: team-a}"),
        ])

    private static let lookups = [
        ("secrets-of-team-a", "v1", "Secret", "team-a", ""), ("password", "v1", "Secret", "team-a", "password"),
        ("secrets-of-home", "v1", "Secret", "martlet-system", ""), ("all-secrets", "v1", "Secret", "", ""),
        ("applications", "gitops.martlet.dev/v1alpha1", "GitOpsApplication", "", ""),
        ("tokens", "v1", "Secret", "kube-system", ""), ("odd-lookup", "v1", "../secrets", "../..", ".."),
        ("odd-lookup-version", "../../api/v1", "Secret", "team-a", "password"),
    ].map { name, version, kind, namespace, object in
        Attempt.chart(
            "look-\(name)",
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: look-\(name)}
            data: {found: {{ lookup "\(version)" "\(kind)" "\(namespace)" "\(object)" | toJson | quote }}}
            """)
    }

    private static func helm(_ lines: String) -> String { "  source: {helm: {\(lines)}}" }

    /// Overlays that read elsewhere, or grow.
    static let overlays = Family(
        name: "overlays",
        attempts: [
            .overlay("overlay-file", "resources: [/etc/passwd]"),
            .overlay("overlay-up", "resources: [../../../../../../etc]"),
            .overlay("overlay-address", "resources: ['http://169.254.169.254/latest/meta-data/']"),
            .overlay(
                "overlay-remote", "resources: ['ext::sh -c id', 'git::https://127.0.0.1:1/a.git?ref=--upload-pack=id']"),
            .overlay("overlay-cycle", "resources: [../overlay-cycle]"),
            .overlay(
                "overlay-secret",
                "configMapGenerator: [{name: a, files: [a=/var/run/secrets/kubernetes.io/serviceaccount/token]}]"),
            .overlay("overlay-environment", "configMapGenerator: [{name: a, envs: [../../../etc/environment]}]"),
            .overlay(
                "overlay-command", "generators: [a.yaml]",
                files: [
                    "a.yaml":
                        "apiVersion: v1\nkind: a\nmetadata: {name: a, annotations: {config.kubernetes.io/function: '{exec: {path: /bin/id}}'}}"
                ]),
            .overlay("overlay-charts", "helmCharts: [{name: a, repo: 'http://127.0.0.1:1'}]"),
            .overlay(
                "overlay-namespace", "namespace: team-a\nresources: [one.yaml]",
                files: ["one.yaml": configMap("settings", data: "{key: taken}")]),
            .overlay(
                "overlay-prefix", "namePrefix: ../secrets/\nresources: [one.yaml]", files: ["one.yaml": configMap("a")]),
            .overlay(
                "overlay-schema", "openapi: {path: ../../../etc/passwd}\nresources: [one.yaml]",
                files: ["one.yaml": configMap("a")]),
            .overlay(
                "overlay-growth",
                "resources: [one.yaml]\nreplacements: [\(repeatElement(growth, count: 30).joined(separator: ", "))]",
                files: ["one.yaml": configMap("grow", data: "{a: xxxxxxxxxxxxxxxx, b: 'y-y'}")]),
        ])

    private static let growth = """
        {source: {kind: ConfigMap, name: grow, fieldPath: data.a}, targets: [{select: {kind: ConfigMap}, fieldPaths: [data.b], \
        options: {delimiter: '-', index: 99, create: true}}]}
        """
}
