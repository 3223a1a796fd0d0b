import Documents
import Origins
import Rendering
import SourceTrees
import Testing

@Suite("Origins of fields") struct OriginTests {
    // MARK: Manifests

    @Test("in manifests are line and column; only the objects of the name are looked at")
    func manifests() throws {
        let files = [
            "app/a.yaml": configMap("a") + "---\n"
                + "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\ndata:\n  x: |\n    y\n  z: \"1\"\n"
        ]
        #expect(try chain("b", "/data/z", files) == ["file written there @ app/a.yaml:13:6"])
        #expect(try chain("b", "/data/x", files) == ["file written there @ app/a.yaml:11:6"])
        #expect(try chain("b", "/data/none", files) == [])
        let origins = try origins("b", files)
        #expect(origins.map(\.id.name) == ["b"] && origins[0].object.map(\.place) == ["app/a.yaml:6"])
        #expect(try render(RenderRequest(path: "app"), from: MemoryTree(files)).origins.isEmpty)
    }

    @Test("of what stands in a list are there, too; JSON has them")
    func lists() throws {
        let list = "apiVersion: v1\nkind: List\nitems:\n- \(configMap("a").replacing("\n", with: "\n  "))\n"
        #expect(try chain("a", "/data/a", ["app/a.yaml": list]) == ["file written there @ app/a.yaml:7:13"])
        let json =
            "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\",\n \"metadata\": {\"name\": \"a\"}, \"data\": {\"b\": \"c\"}}"
        #expect(try chain("a", "/data/b", ["app/a.json": json]) == ["file written there @ app/a.json:2:43"])
    }

    @Test("name the variables that were put in, and who gave them")
    func variables() throws {
        let files = ["app/a.yaml": configMap("a", data: "x: \"${REGION}-${ZONE:=1}\", w: \"$${REGION}\"")]
        var request = RenderRequest(path: "app", substitution: Substitution(variables: ["REGION": "north"]))
        request.substitution?.origins = ["REGION": "the ConfigMap settings"]
        #expect(
            try chain("a", "/data/x", files, request) == [
                "file written there @ app/a.yaml:4:11", "variable REGION (the ConfigMap settings)",
                "variable ZONE (the default in the text)",
            ])
        #expect(try chain("a", "/data/w", files, request) == ["file written there @ app/a.yaml:4:38"])
    }

    @Test("of an object with more fields than are noted say that there are more")
    func bounds() throws {
        let data = (0...20_000).map { "k\($0): v" }.joined(separator: ", ")
        let origin = try #require(try origins("a", ["app/a.yaml": configMap("a", data: data)]).first)
        #expect(origin.isPartial && origin.fields.count == 20_000)
    }

    // MARK: Charts

    private static let chart = [
        "app/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
        "app/values.yaml":
            "image:\n  tag: base\n  name: web\nlabels:\n  team: a\nhosts: [a, b]\nenv:\n- {name: X, value: x}\nextra: \"{{ .Values.image.tag }}\"\n",
        "app/prod.yaml": "# production\nimage:\n  tag: prod\n",
        "app/templates/_helpers.tpl": """
        {{- define "shop.name" -}}
        {{ .Values.nameOverride | default .Chart.Name }}
        {{- end }}
        {{- define "shop.labels" -}}
        app: {{ include "shop.name" . }}
        tier: front
        {{- end }}
        """,
        "app/templates/map.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: map
          labels:
            {{- include "shop.labels" . | nindent 4 }}
            {{- toYaml .Values.labels | nindent 4 }}
        data:
          fixed: "1"
          image: "{{ .Values.image.name }}:{{ .Values.image.tag }}"
          missing: {{ .Values.missing | default "none" }}
          {{- with .Values.image }}
          with: {{ .tag | quote }}
          {{- end }}
          {{- $tag := .Values.image.tag }}
          variable: {{ $tag }}
          {{- range $index, $host := .Values.hosts }}
          host{{ $index }}: {{ $host }}
          {{- end }}
          {{- range .Values.env }}
          {{ .name }}: {{ .value }}
          {{- end }}
          indexed: {{ index .Values "image" "tag" }}
          tpl: {{ tpl .Values.extra . }}
          name: {{ include "shop.name" . | quote }}
          block: |
            {{- .Values.image.tag | nindent 4 }}
        """,
    ]

    private func request(_ configure: (inout ChartOptions) -> Void = { _ in }) -> RenderRequest {
        var request = RenderRequest(path: "app")
        configure(&request.chart)
        return request
    }

    private func values(_ pointer: String, _ request: RenderRequest = RenderRequest(path: "app")) throws -> [String] {
        try chain("map", pointer, Self.chart, request).filter { $0.hasPrefix("values") }
    }

    @Test("in charts are texts of templates, and actions with the values that they read")
    func actions() throws {
        #expect(
            try chain("map", "/data/fixed", Self.chart)
                == ["template a text of the template @ app/templates/map.yaml:9:10"])
        #expect(
            try chain("map", "/data/image", Self.chart) == [
                "values .Values.image.name @ app/values.yaml:3:9 (the chart's values)",
                "template {{.Values.image.name}} @ app/templates/map.yaml:10:14",
                "values .Values.image.tag @ app/values.yaml:2:8 (the chart's values)",
                "template {{.Values.image.tag}} @ app/templates/map.yaml:10:39",
            ])
        #expect(
            try chain("map", "/data/missing", Self.chart) == [
                "values .Values.missing (not set)",
                "template {{.Values.missing | default \"none\"}} @ app/templates/map.yaml:11:15",
            ])
    }

    @Test(
        "follow values through with, variables, range, index, tpl and blocks",
        arguments: [
            ("with", "image.tag", 2), ("variable", "image.tag", 2), ("host1", "hosts.1", 6), ("X", "env.0.value", 8),
            ("indexed", "image.tag", 2), ("tpl", "image.tag", 2), ("block", "image.tag", 2),
        ])
    func reads(field: String, path: String, line: Int) throws {
        let found = try values("/data/\(field)")
        #expect(found.count == 1 && found[0].hasPrefix("values .Values.\(path) @ app/values.yaml:\(line):"), "\(found)")
    }

    @Test("are found in what is included, and in tables that are written as a whole")
    func included() throws {
        #expect(
            try chain("map", "/metadata/labels/app", Self.chart) == [
                "values .Values.nameOverride (not set)", "context .Chart.Name",
                "template {{.Values.nameOverride | default .Chart.Name}} @ app/templates/_helpers.tpl:2:4 (the template \"shop.name\")",
                "template {{include \"shop.name\" .}} @ app/templates/_helpers.tpl:5:9 (the template \"shop.labels\")",
                "template {{include \"shop.labels\" . | nindent 4}} @ app/templates/map.yaml:6:9",
            ])
        #expect(
            try chain("map", "/metadata/labels/tier", Self.chart) == [
                "template a text of the template @ app/templates/_helpers.tpl:6:7 (the template \"shop.labels\")",
                "template {{include \"shop.labels\" . | nindent 4}} @ app/templates/map.yaml:6:9",
            ])
        #expect(
            try chain("map", "/metadata/labels/team", Self.chart) == [
                "values .Values.labels.team @ app/values.yaml:5:9 (the chart's values)",
                "template {{toYaml .Values.labels | nindent 4}} @ app/templates/map.yaml:7:9",
            ])
        #expect(try chain("map", "/data/name", Self.chart).count == 4)
    }

    @Test("are right after what Helm takes out of the output, and in documents behind others")
    func behind() throws {
        var files = Self.chart
        files["app/templates/map.yaml"] =
            configMap("other", data: "a: \"{{ .Values.none }}{{ .Values.none }}\"") + "---\n"
            + configMap(
                "map", data: "b: \"{{ .Values.none }}\", c: {{ .Values.image.tag }}, d: é, e: {{ .Values.image.name }}")
        func last(_ pointer: String) throws -> String? { try chain("map", pointer, files).last }
        #expect(try last("/data/c") == "template {{.Values.image.tag}} @ app/templates/map.yaml:9:39")
        #expect(try last("/data/d") == "template a text of the template @ app/templates/map.yaml:9:64")
        #expect(try last("/data/e") == "template {{.Values.image.name}} @ app/templates/map.yaml:9:74")
    }

    @Test("change nothing of what is rendered")
    func same() throws {
        for files in [Self.chart, OverlayOriginTests.overlay] {
            let plain = RenderRequest(path: "app")
            var traced = plain
            traced.traced = "map"
            let (one, two) = try (render(plain, from: MemoryTree(files)), render(traced, from: MemoryTree(files)))
            #expect(one.digest == two.digest && one.manifests.map(\.line) == two.manifests.map(\.line))
        }
    }

    @Test("say which values won: parameters over values over objects over files over the chart's own")
    func layers() throws {
        var options = ChartOptions()
        func source() throws -> [String] {
            try values("/data/with", request { $0 = options }).map { String($0.drop { $0 != "@" && $0 != "(" }) }
        }
        #expect(try source() == ["@ app/values.yaml:2:8 (the chart's values)"])
        options.valueFiles = ["prod.yaml"]
        #expect(try source() == ["@ app/prod.yaml:3:8 (spec.source.helm.valueFiles[0])"])
        options.valuesFrom = [
            ReferencedValues(
                origin: "the entry 'a' of the Secret b", content: Array("image: {tag: secret}".utf8), form: .file,
                isSecret: true)
        ]
        #expect(try source() == ["(the entry 'a' of the Secret b)"])
        options.values = ["image": ["tag": "inline"]]
        #expect(try source() == ["(spec.source.helm.values)"])
        options.parameters = [ChartOptions.Parameter(name: "image.tag", value: "set", forceString: false)]
        #expect(try source() == ["(spec.source.helm.parameters)"])
    }

    @Test("of charts below are the values of the chart above where it has them, and globals")
    func below() throws {
        let files = [
            "app/Chart.yaml":
                "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies: [{name: db, version: 1.0.0}]\n",
            "app/values.yaml": "image: {}\nglobal: {zone: z}\ndb:\n  size: 2\n",
            "app/charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
            "app/charts/db/values.yaml": "size: 1\nkeep: 3\n",
            "app/charts/db/templates/a.yaml": configMap(
                "db", data: "size: {{ .Values.size }}, keep: {{ .Values.keep }}, zone: {{ .Values.global.zone }}"),
        ]
        func first(_ pointer: String) throws -> String? { try chain("db", pointer, files).first }
        #expect(try first("/data/size") == "values .Values.db.size @ app/values.yaml:4:9 (the chart's values)")
        #expect(
            try first("/data/keep")
                == "values .Values.db.keep @ app/charts/db/values.yaml:2:7 (the values of the chart in charts/db)")
        #expect(try first("/data/zone") == "values .Values.db.global.zone @ app/values.yaml:2:16 (the chart's values)")
    }
}
