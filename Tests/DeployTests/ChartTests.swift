import Documents
import FoundationEssentials
import Testing
import YAML

@testable import martlet

@Suite("Charts/martlet", .enabled("needs Helm: Scripts/helm-template --install") { await HelmChart.isAvailable() })
struct ChartTests {
    /// What differs from Deploy/install.yaml with the chart's defaults, and nothing else does.
    private static func expected() throws -> [Value] {
        try Manifests.parse("Deploy/install.yaml").compactMap { object in
            // Helm makes the release's namespace itself, with --create-namespace.
            guard object.kind != "Namespace" else { return nil }
            var object = object
            // Helm deletes what a release no longer has, unless told not to.
            if object.kind == "CustomResourceDefinition" {
                object["metadata"]?["annotations"] = ["helm.sh/resource-policy": "keep"]
            }
            return object
        }
    }

    @Test("with its defaults it is what Deploy/ is")
    func defaults() async throws {
        try await expectEqual(HelmChart.render(), Self.expected())
    }

    @Test("of the scope 'namespace' it is what Deploy/one-namespace is")
    func oneNamespace() async throws {
        try await expectEqual(
            HelmChart.render(#"{"rbac": {"scope": "namespace"}, "crds": {"install": false}}"#),
            Manifests.kustomize("\(Manifests.root)/Deploy/one-namespace"))
    }

    @Test(
        "an extra of Deploy/ is a value of the chart",
        arguments: [
            ("persistent-cache", #"{"persistence": {"enabled": true}, "replicas": 1}"#),
            ("webhooks", #"{"webhooks": {"enabled": true}}"#),
            (
                "lockdown",
                #"{"rbac": {"applier": false}, "controller": {"defaultServiceAccount": "martlet-applier"}}"#
            ),
        ])
    func extras(component: String, values: String) async throws {
        let rendered = try await HelmChart.render(values).filter { $0.kind != "CustomResourceDefinition" }
        let overlay = try await Manifests.overlay("Deploy", component: "Deploy/extras/\(component)")
        try expectEqual(rendered, overlay.filter { $0.kind != "Namespace" })
    }

    @Test("what is for the Prometheus operator is that of Deploy/extras")
    func monitoring() async throws {
        let objects = try await HelmChart.render(
            #"{"serviceMonitor": {"enabled": true}, "prometheusRule": {"enabled": true}}"#)
        try expectEqual(
            objects.filter { $0["apiVersion"]?.string?.hasPrefix("monitoring.coreos.com") == true },
            ["service-monitor", "prometheus-rule"].flatMap { try Manifests.parse("Deploy/extras/\($0).yaml") })
    }

    @Test("it is this version's")
    func version() throws {
        let chart = try #require(try Manifests.parse("\(HelmChart.folder)/Chart.yaml").first)
        #expect(chart["appVersion"]?.string == Version.text)
        #expect(chart["version"]?.string == Version.text)
    }

    @Test("Kubernetes 1.20 gets the budget that it knows")
    func olderServer() async throws {
        let budgets = try await HelmChart.render(kubeVersion: "1.20.2").filter { $0.kind == "PodDisruptionBudget" }
        #expect(budgets.map { $0["apiVersion"]?.string } == ["policy/v1beta1"])
        await #expect(throws: ProcessFailure.self) { try await HelmChart.render(kubeVersion: "1.19.0") }
    }

    @Test("each value does what it says", arguments: ChartValues.all)
    func value(_ example: ChartValues) async throws {
        let objects = try await HelmChart.render(example.json)
        _ = try Manifests.indexed(objects)
        try PodSecurityTests.expectRestricted(objects)
        try DeployTests.expectKnownOptions(objects)
        let text = YAML.emit(objects)
        for word in example.has { #expect(text.contains(word), "\(word) is not in:\n\(text)") }
        for word in example.lacks { #expect(!text.contains(word), "\(word) is in:\n\(text)") }
    }

    @Test("a value that cannot be is refused by its name", arguments: ChartValues.refused)
    func refused(values: String, name: String) async throws {
        let failure = await #expect(throws: ProcessFailure.self) { try await HelmChart.render(values) }
        #expect(failure?.message.contains(name) == true, "\(failure?.message ?? "")")
    }

    @Test("the notes say who may do what")
    func notes() async throws {
        #expect(try await HelmChart.notes("{}").contains("may do anything in the cluster"))
        let locked = try await HelmChart.notes(#"{"rbac": {"applier": false, "scope": "namespace"}}"#)
        #expect(!locked.contains("may do anything") && locked.contains("the namespace martlet-system"))
    }

    private func expectEqual(_ left: [Value], _ right: [Value]) throws {
        let (left, right) = (try Manifests.indexed(left), try Manifests.indexed(right))
        #expect(Set(left.keys) == Set(right.keys))
        for (name, object) in left where right[name] != nil { #expect(object == right[name], "\(name)") }
    }
}

@Suite("The chart's documents")
struct ChartDocumentTests {
    private let values: Value
    private let schema: Value

    init() throws {
        values = try #require(try Manifests.parse("\(HelmChart.folder)/values.yaml").first)
        schema = try #require(try Manifests.parse("\(HelmChart.folder)/values.schema.json").first)
    }

    @Test("the README has every value with its default, and no others")
    func readme() throws {
        let rows = try Manifests.read("\(HelmChart.folder)/README.md")
            .matches(of: /^\| `([A-Za-z.]+)` \| `(.*?)` \| (.+) \|$/.anchorsMatchLineEndings())
        let documented = try rows.map { row in
            let value = try #require(try YAML.parse(String(row.output.2)).first?.value, "\(row.output.1)")
            return (String(row.output.1), value)
        }
        let leaves = Self.leaves(of: values, in: schema)
        #expect(Set(documented.map(\.0)) == Set(leaves.keys))
        for (name, value) in documented { #expect(value == leaves[name], "\(name)") }
    }

    @Test("the schema knows every value, demands no others, and lets no unknown ones pass")
    func schemaIsComplete() throws {
        try expectSame(values, schema, path: "")
    }

    private func expectSame(_ values: Value, _ schema: Value, path: String) throws {
        guard let properties = schema["properties"]?.object else { return }
        #expect(schema["additionalProperties"] == false, "\(path)")
        // Helm itself hands `global` to every chart.
        let known = Set(properties.map(\.key)).subtracting(["global"])
        #expect(known == Set((values.object ?? [:]).map(\.key)) || Self.isLeaf(path), "\(path)")
        for (name, property) in properties where name != "global" {
            try expectSame(values[name] ?? [:], property, path: path.isEmpty ? name : "\(path).\(name)")
        }
    }

    private static func isLeaf(_ path: String) -> Bool { path == "resources" }

    /// The values that are documented each by itself: those whose members the schema does not list.
    private static func leaves(of values: Value, in schema: Value, path: String = "") -> [String: Value] {
        guard let properties = schema["properties"]?.object, !isLeaf(path) else { return [path: values] }
        return properties.reduce(into: [:]) { leaves, property in
            guard let value = values[property.key] else { return }
            let name = path.isEmpty ? property.key : "\(path).\(property.key)"
            leaves.merge(Self.leaves(of: value, in: property.value, path: name)) { first, _ in first }
        }
    }
}
