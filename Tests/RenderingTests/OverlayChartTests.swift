import Documents
import Rendering
import SourceTrees
import Testing

@Suite("Charts that a kustomization names")
struct OverlayChartTests {
    private static let chart = [
        "app/charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "app/charts/web/values.yaml": "image: {name: nginx, tag: '1'}\nlist: [a, b]\nkept: yes\n",
        "app/charts/web/templates/web.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: "{{ .Release.Name }}"}
        data:
          image: "{{ .Values.image.name }}:{{ .Values.image.tag }}"
          list: '{{ toJson .Values.list }}'
          kept: '{{ .Values.kept }}'
          place: "{{ .Release.Namespace }} {{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.APIVersions.Has `a/v1` }}"
        """,
        "app/charts/web/templates/hook.yaml": configMap("hook").replacing(
            "{name: hook}", with: "{name: hook, annotations: {helm.sh/hook: pre-install}}"),
        "app/charts/web/templates/test.yaml": configMap("test").replacing(
            "{name: test}", with: "{name: test, annotations: {helm.sh/hook: test}}"),
        "app/charts/web/crds/crd.yaml":
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: as.example.org}\n",
        "app/own.yaml": "image: {tag: '2'}\nlist: [c]\n", "app/more.yaml": "list: [d]\n",
    ]

    private func files(_ fields: String, _ kustomization: String = "") -> [String: String] {
        let lines = fields.split(separator: "\n").map { "  \($0)\n" }.joined()
        let text = "helmCharts:\n- name: web\n\(lines)\(kustomization)"
        return Self.chart.merging(["app/kustomization.yaml": text]) { $1 }
    }

    private func rendered(_ fields: String, _ kustomization: String = "") throws -> [Manifest] {
        try render(RenderRequest(path: "app"), from: MemoryTree(files(fields, kustomization))).manifests
    }

    private func data(_ fields: String) throws -> Value? { try rendered(fields).first?.value["data"] }

    @Test("objects, hooks and tests go through the kustomization like any others")
    func objects() throws {
        func set(_ fields: String, _ kustomization: String = "") throws -> ManifestSet {
            try render(RenderRequest(path: "app"), from: MemoryTree(files(fields, kustomization)))
        }
        let prefixed = try set("releaseName: shop", "namePrefix: a-\n")
        #expect(prefixed.manifests.map(\.id.name) == ["a-shop"])
        #expect(prefixed.hooks.map(\.id.name) == ["a-hook", "a-test"])
        #expect(prefixed.manifests[0].file == "app/charts/web")
        let tested = try set("releaseName: shop\nskipTests: true")
        #expect(tested.manifests.map(\.id.name) == ["shop"] && tested.hooks.map(\.id.name) == ["hook"])
        #expect(try rendered("releaseName: shop\nskipHooks: true").map(\.id.name) == ["shop"])
        #expect(
            try rendered("releaseName: shop\nskipHooks: true\nincludeCRDs: true").map(\.id.name) == [
                "as.example.org", "shop",
            ])
    }

    @Test(
        "names of releases",
        arguments: [
            ("", "release-name"), ("releaseName: shop", "shop"), ("nameTemplate: '{{ \"SHOP\" | lower }}-1'", "shop-1"),
        ])
    func names(fields: String, name: String) throws {
        #expect(try rendered(fields).first?.id.name == name)
    }

    /// What is merged is read by kustomize, to which `yes` is a text.
    @Test(
        "values: the chart's, a file instead, those in place over or below it, and further files",
        arguments: [
            ("", "nginx:1", #"["a","b"]"#, "true"), ("valuesFile: own.yaml", "nginx:2", #"["c"]"#, "true"),
            ("valuesInline: {image: {tag: '3'}}", "nginx:3", #"["a","b"]"#, "yes"),
            ("valuesInline: {list: [x], image: {name: x}}\nvaluesFile: own.yaml", "x:2", #"["x"]"#, "true"),
            ("valuesInline: {list: [x], kept: 5}\nvaluesFile: own.yaml\nvaluesMerge: merge", "nginx:2", #"["c"]"#, "5"),
            (
                "valuesInline: {image: {tag: '9'}}\nvaluesFile: own.yaml\nvaluesMerge: replace", "nginx:9",
                #"["a","b"]"#, "true"
            ),
            ("additionalValuesFiles: [own.yaml, more.yaml]", "nginx:2", #"["d"]"#, "true"),
        ])
    func values(fields: String, image: String, list: String, kept: String) throws {
        let data = try data(fields)
        #expect(data?["image"]?.string == image)
        #expect(data?["list"]?.string == list)
        #expect(data?["kept"]?.string == kept)
    }

    @Test("the release's namespace and what the cluster is said to be")
    func cluster() throws {
        #expect(try data("skipTests: true")?["place"]?.string?.hasPrefix("default ") == true)
        #expect(try data("namespace: shop\nkubeVersion: v1.22.3\napiVersions: [a/v1]")?["place"] == "shop 22 true")
    }

    @Test("the older field and the builtin generator mean the same; globals say where charts lie")
    func forms() throws {
        var files = Self.chart.filter { $0.key.hasPrefix("app/charts/") }
        files = Dictionary(
            uniqueKeysWithValues: files.map { ($0.key.replacing("app/charts", with: "vendor/web-1.0.0"), $0.value) })
        for text in [
            "helmGlobals: {chartHome: ../vendor}\nhelmCharts: [{name: web, version: 1.0.0, repo: 'https://example.org'}]",
            "helmGlobals: {chartHome: ../vendor/web-1.0.0}\nhelmCharts: [{name: web, version: 1.0.0}]",
            "helmChartInflationGenerator: [{chartName: web, chartHome: ../vendor/web-1.0.0}]",
            "generators: [g.yaml]",
        ] {
            files["app/kustomization.yaml"] = text
            files["app/g.yaml"] =
                "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: g}\nname: web\nchartHome: ../vendor/web-1.0.0\n"
            let manifests = try render(RenderRequest(path: "app"), from: MemoryTree(files)).manifests
            #expect(manifests.first?.id.name == "release-name", "\(text)")
        }
    }

    @Test(
        "errors name the field and the chart",
        arguments: [
            (
                "repo: https://example.org\nversion: 2.0.0",
                "'helmCharts[0]': the chart 'web' would be fetched from https://example.org"
            ),
            ("valuesFile: none.yaml", "app/none.yaml"), ("valuesMerge: odd", "'valuesMerge'"),
            ("valuesInline: [a]", "'valuesInline'"), ("release: a", "'helmCharts[0].release'"),
            ("releaseName: a\nnameTemplate: b", "keep one"), ("nameTemplate: '{{'", "template of the name"),
            ("kubeVersion: odd", "app/charts/web"),
            ("valuesInline: {image: null}\nvaluesMerge: replace", "templates/web.yaml"),
        ])
    func errors(fields: String, part: String) {
        let error = failure(RenderRequest(path: "app"), files(fields))
        #expect(error?.code == .invalid && error?.message.contains(part) == true, "\(error?.description ?? "")")
    }

    @Test("a chart's files are in the read set, and draws are kept apart by release and the same each time")
    func reading() throws {
        var files = files("releaseName: shop")
        let tree = RecordingTree(MemoryTree(files))
        _ = try render(RenderRequest(path: "app"), from: tree)
        files["app/charts/web/templates/web.yaml"] = configMap("other")
        #expect(!tree.readSet.stillHolds(in: MemoryTree(files)))
        files = self.files("releaseName: one\n", "- {name: web, releaseName: two}\n")
        files = files.filter { !$0.key.contains("hook") && !$0.key.contains("test") }
        files["app/charts/web/templates/web.yaml"] = configMap(
            "'{{ .Release.Name }}'", data: "key: '{{ randAlphaNum 9 }}'")
        var options = ChartOptions()
        options.randomness = .keyed(RandomnessKey(Array(repeating: 7, count: 32)), scope: "app")
        let request = RenderRequest(path: "app", chart: options)
        let first = try render(request, from: MemoryTree(files))
        #expect(try render(request, from: MemoryTree(files)).digest == first.digest)
        #expect(first.manifests[0].value["data"] != first.manifests[1].value["data"])
    }
}
