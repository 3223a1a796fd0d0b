import Documents
import Metrics
import Rendering
import SourceTrees
import Testing

/// Charts that lie in the tree. What templates come to is tested with the module Helm; here it is what an application may
/// say, and what a render depends on.
@Suite("Charts of applications")
struct ChartTests {
    private let request = RenderRequest(path: "shop")
    private let files = [
        "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
        "shop/values.yaml": "tag: base\nnested: {list: []}\n",
        "shop/values-dev.yaml": "tag: dev\n", "shop/values-prod.yaml": "tag: prod\n", "common.yaml": "tag: common\n",
        "shop/templates/settings.yaml": configMap("{{ .Release.Name }}", data: "v: {{ .Values.tag | quote }}"),
    ]

    private func render(
        _ change: [String: String] = [:],
        cache: RenderCache = RenderCache(entries: 10, bytes: 1 << 20, metrics: Metrics()),
        request: RenderRequest? = nil, _ configure: (inout ChartOptions) -> Void = { _ in }
    ) async throws(RenderError) -> Rendered {
        var request = request ?? self.request
        configure(&request.chart)
        return try await cache.render(request, tree: MemoryTree(files.merging(change) { $1 }), key: "repo")
    }

    /// The datum `v` of the only object.
    private func datum(
        _ change: [String: String] = [:], _ configure: (inout ChartOptions) -> Void = { _ in }
    ) async throws(RenderError) -> String? {
        try await render(change, configure).manifests.manifests.first?.value.at("data", "v")?.string
    }

    private func template(_ text: String) -> [String: String] {
        ["shop/templates/settings.yaml": configMap("x", data: "v: {{ \(text) | quote }}")]
    }

    private func message(
        _ change: [String: String], _ configure: (inout ChartOptions) -> Void = { _ in }
    ) async -> String {
        do throws(RenderError) {
            _ = try await render(change, configure)
            return ""
        } catch {
            return error.description
        }
    }

    @Test("a folder with Chart.yaml is a chart unless the type says otherwise")
    func type() async throws {
        #expect(try await render().manifests.manifests.map(\.id.name) == ["release-name"])
        #expect(try request.kind(in: MemoryTree(files)) == .chart)
        #expect(try RenderRequest(path: "shop", type: .directory).kind(in: MemoryTree(files)) != .chart)
        #expect(try RenderRequest(path: "shop/templates").kind(in: MemoryTree(files)) != .chart)
        let message = await message(["shop/Chart.yaml": ""])
        #expect(message.contains("chart"), "\(message)")
    }

    @Test("values come from the chart, files, values, parameters and files' contents, in this order")
    func values() async throws {
        #expect(try await datum() == "base")
        #expect(try await datum { $0.valueFiles = ["values-dev.yaml"] } == "dev")
        #expect(try await datum { $0.valueFiles = ["values-dev.yaml", "/common.yaml"] } == "common")
        #expect(try await datum { $0.valueFiles = ["../common.yaml"] } == "common")
        #expect(try await datum { $0.valueFiles = ["values-*.yaml"] } == "prod")
        #expect(try await datum { $0.valueFiles = ["/**/*-dev.yaml"] } == "dev")
        func all(_ options: inout ChartOptions) {
            options.valueFiles = ["values-dev.yaml"]
            options.values = ["tag": "inline"]
        }
        #expect(try await datum([:], all) == "inline")
        let parameter = ChartOptions.Parameter(name: "tag", value: "a,b", forceString: false)
        #expect(
            try await datum { options in
                all(&options)
                options.parameters = [parameter]
            } == "a,b")
        #expect(
            try await datum { options in
                all(&options)
                options.parameters = [parameter]
                options.fileParameters = [ChartOptions.FileParameter(name: "tag", path: "values-dev.yaml")]
            } == "tag: dev\n")
        #expect(
            try await datum(["shop/motd,{1}.txt": "hello"]) {
                $0.fileParameters = [ChartOptions.FileParameter(name: "tag", path: "motd,{1}.txt")]
            } == "hello")
    }

    @Test("parameters are typed as --set has it, unless they are forced to be texts")
    func parameters() async throws {
        let kind = template("kindOf .Values.tag")
        for (isForced, expected) in [(false, "int64"), (true, "string")] {
            let parameter = ChartOptions.Parameter(name: "tag", value: "1", forceString: isForced)
            #expect(try await datum(kind) { $0.parameters = [parameter] } == expected)
        }
        let list = ChartOptions.Parameter(name: "nested.list", value: "{a,b}", forceString: false)
        #expect(try await datum(template("join \"+\" .Values.nested.list")) { $0.parameters = [list] } == "a+b")
    }

    @Test("a missing file of values is an error, unless it may be missing")
    func missing() async throws {
        for pattern in ["none.yaml", "none-*.yaml"] {
            let message = await message([:]) { $0.valueFiles = [pattern] }
            #expect(message.contains("there is no file 'shop/\(pattern)'"), "\(message)")
            #expect(
                try await datum { options in
                    options.valueFiles = [pattern]
                    options.ignoreMissingValueFiles = true
                } == "base")
        }
        #expect(await message([:]) { $0.valueFiles = ["../../x.yaml"] }.contains("leads out of the tree"))
    }

    @Test("the release and the cluster are as told")
    func cluster() async throws {
        #expect(try await datum(template(".Release.Namespace")) { $0.namespace = "there" } == "there")
        let version = template(".Capabilities.KubeVersion.Version")
        #expect(try await datum(version) { $0.cluster.kubeVersion = "1.20.2" } == "v1.20.2")
        let has = template(".Capabilities.APIVersions.Has \"example.org/v1/Thing\"")
        #expect(try await datum(has) == "false")
        let thing = ["example.org/v1/Thing"]
        #expect(try await datum(has) { $0.cluster = .init(apiVersions: thing) } == "true")
        let known = template(".Capabilities.APIVersions.Has \"apps/v1\"")
        #expect(try await datum(known) { $0.cluster = .init(apiVersions: thing) } == "true")
        #expect(try await datum(known) { $0.cluster = .init(apiVersions: thing, isWhole: true) } == "false")
    }

    @Test("values are held against the chart's schema, unless that is skipped")
    func schema() async throws {
        let change = ["shop/values.schema.json": #"{"properties": {"tag": {"type": "integer"}}}"#]
        #expect(await message(change).contains("values don't meet the specifications of the schema(s)"))
        #expect(try await datum(change) { $0.skipSchemaValidation = true } == "base")
    }

    @Test("an error names the template and the line")
    func errors() async throws {
        let failing = ["shop/templates/settings.yaml": "a: b\nc: {{ required \"a tag is needed\" .Values.none }}\n"]
        let message = await message(failing)
        #expect(message.contains("shop/templates/settings.yaml:2:"), "\(message)")
        #expect(message.contains("a tag is needed"), "\(message)")
        let missing = "dependencies: [{name: db, version: 1.0.0, repository: https://example.org}]\n"
        let chart = files["shop/Chart.yaml", default: ""] + missing
        #expect(await self.message(["shop/Chart.yaml": chart]).contains("missing in charts/ directory: db"))
    }

    @Test("charts of the same tree are found by file://, and have to be of the right version")
    func localDependencies() async throws {
        func change(_ version: String) -> [String: String] {
            [
                "shop/Chart.yaml": files["shop/Chart.yaml", default: ""]
                    + "dependencies: [{name: db, version: \(version), repository: 'file://../db'}]\n",
                "db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.2.0\n",
                "db/templates/db.yaml": configMap("db"),
            ]
        }
        #expect(
            try await render(change("^1.0.0")).manifests.manifests.map(\.id.name).sorted() == ["db", "release-name"])
        #expect(await message(change("^2.0.0")).contains("wants db ^2.0.0, and file://../db has db 1.2.0"))
    }

    @Test("what two charts in one chart both define is there once")
    func sharedDefinitions() async throws {
        let definition =
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.x.io}\n"
        let change = [
            "shop/crds/a.yaml": definition, "shop/charts/db/crds/a.yaml": definition,
            "shop/charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
        ]
        #expect(try await render(change).manifests.manifests.map(\.id.name).sorted() == ["a.x.io", "release-name"])
    }

    @Test("two dependencies of one name and of two versions are two charts")
    func namesakes() async throws {
        func dependency(_ version: Int) -> String {
            "- {name: db, alias: db\(version), version: \(version).x, repository: 'file://../db\(version)'}\n"
        }
        var change = [
            "shop/Chart.yaml": files["shop/Chart.yaml", default: ""] + "dependencies:\n" + dependency(1) + dependency(2)
        ]
        for version in [1, 2] {
            change["db\(version)/Chart.yaml"] = "apiVersion: v2\nname: db\nversion: \(version).2.0\n"
            change["db\(version)/templates/db.yaml"] = configMap("db-v\(version)")
        }
        #expect(
            try await render(change).manifests.manifests.map(\.id.name).sorted() == ["db-v1", "db-v2", "release-name"])
    }
}

extension ChartTests {
    @Test("a render depends on the files that it read, and on no other environment's values")
    func readSet() async throws {
        let cache = RenderCache(entries: 10, bytes: 1 << 20, metrics: Metrics())
        func isReused(_ change: [String: String], _ files: [String: String] = [:]) async throws -> Bool {
            func dev(_ options: inout ChartOptions) { options.valueFiles = ["values-dev.yaml"] }
            _ = try await render(files, cache: cache, dev)
            return try await render(files.merging(change) { $1 }, cache: cache, dev).wasCached
        }
        #expect(try await isReused(["shop/values-prod.yaml": "tag: new\n"]))
        #expect(try await isReused(["other/file.yaml": "x", "shop/README.md": "new"]) == false)
        #expect(try await isReused(["common.yaml": "new"]))
        for path in ["shop/values-dev.yaml", "shop/values.yaml"] {
            #expect(try await !isReused([path: "tag: new\n"]), "\(path)")
        }
        #expect(try await !isReused(["shop/templates/new.yaml": configMap("new")]))
        // One that looks at files may depend on each of them.
        let files = template(".Files.Get \"values-prod.yaml\"")
        #expect(try await !isReused(["shop/values-prod.yaml": "tag: newer\n"], files))
    }

    @Test("other options are another render")
    func options() async throws {
        let cache = RenderCache(entries: 50, bytes: 1 << 20, metrics: Metrics())
        _ = try await render(cache: cache)
        #expect(try await render(cache: cache).wasCached)
        let changes: [(inout ChartOptions) -> Void] = [
            { $0.owner = "b" }, { $0.releaseName = "b" }, { $0.namespace = "b" },
            { $0.valueFiles = ["values-dev.yaml"] },
            { $0.ignoreMissingValueFiles = true }, { $0.values = ["tag": "b"] }, { $0.skipCRDs = true },
            { $0.parameters = [ChartOptions.Parameter(name: "tag", value: "1", forceString: false)] },
            { $0.parameters = [ChartOptions.Parameter(name: "tag", value: "1", forceString: true)] },
            { $0.fileParameters = [ChartOptions.FileParameter(name: "tag", path: "/common.yaml")] },
            { $0.skipTests = true }, { $0.skipSchemaValidation = true }, { $0.cluster.kubeVersion = "1.30.0" },
            { $0.cluster.apiVersions = ["b/v1"] }, { $0.cluster.isWhole = true }, { $0.randomness = .refused },
        ]
        for (index, change) in changes.enumerated() {
            #expect(try await !render(cache: cache, change).wasCached, "change \(index)")
        }
    }

    @Test("what is random follows from key, application, chart and call, and from nothing else")
    func randomness() async throws {
        let draw = template("randAlphaNum 20")
        func drawn(_ key: UInt8, _ scope: String, _ change: [String: String] = [:]) async throws -> String? {
            try await datum(draw.merging(change) { $1 }) {
                $0.randomness = .keyed(RandomnessKey(Array(repeating: key, count: 32)), scope: scope)
            }
        }
        let first = try await drawn(1, "team/a")
        #expect(first?.count == 20)
        #expect(try await drawn(1, "team/a", ["shop/values.yaml": "tag: other\n", "shop/x": "y"]) == first)
        #expect(try await drawn(2, "team/a") != first)
        #expect(try await drawn(1, "team/b") != first)
        #expect(try await datum(draw) != datum(draw))
    }

    @Test("what a helper draws for one template does not depend on the others that call it")
    func helpers() async throws {
        let helper = ["shop/templates/_password.tpl": "{{ define \"password\" }}{{ randAlphaNum 20 }}{{ end }}"]
        let draw = helper.merging(template("include \"password\" .")) { $1 }
        func keyed(_ options: inout ChartOptions) {
            options.randomness = .keyed(RandomnessKey(Array(repeating: 1, count: 32)), scope: "team/a")
        }
        let first = try await datum(draw, keyed)
        let other = ["shop/templates/zz.yaml": configMap("z", data: "v: {{ include \"password\" . }}")]
        let both = try await render(draw.merging(other) { $1 }, keyed).manifests.manifests
        let values = Dictionary(both.map { ($0.id.name, $0.value.at("data", "v")?.string) }) { first, _ in first }
        #expect(values["x"] == first)
        #expect(values["z"] != first)
    }

    @Test("keys and times where nothing is kept, and what is refused, are errors that name the place")
    func refusals() async throws {
        let key = Randomness.keyed(RandomnessKey(Array(repeating: 7, count: 32)), scope: "team/a")
        for (function, call) in [("genPrivateKey", "genPrivateKey \"ecdsa\""), ("now", "now")] {
            let message = await message(template(call)) { $0.randomness = key }
            #expect(message.contains("shop/templates/settings.yaml:4:"), "\(message)")
            #expect(message.contains("\(function) gives something else with each render"), "\(message)")
        }
        let refused = await message(template("uuidv4")) { $0.randomness = .refused }
        #expect(refused.contains("uuidv4 would give another result with each render"), "\(refused)")
        #expect(!String(reflecting: key).contains("7, 7"))
    }

    @Test("no chart renders for ever, or without an end")
    func bounds() async throws {
        let endless = template("include \"a\" .").merging([
            "shop/templates/_a.tpl": "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}"
        ]) { $1 }
        #expect(await message(endless).contains("nested reference name"))
        let large = await message(template("repeat 2000000000 \"x\""))
        #expect(large.contains("error calling repeat"), "\(large)")
    }
}
