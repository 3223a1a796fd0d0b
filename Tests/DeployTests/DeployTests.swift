import ArgumentParser
import Documents
import FoundationEssentials
import Testing

@testable import martlet

@Suite("Deploy/")
struct DeployTests {
    @Test("install.yaml and the chart's copies are up to date")
    func generated() async throws {
        let hint: Comment = "run: Scripts/generate-install"
        let definitions = try Self.definitions()
        let expected = try await definitions + Manifests.kustomize("\(Manifests.root)/Deploy")
        let found = try Manifests.parse("Deploy/install.yaml")
        #expect(try Manifests.indexed(found) == Manifests.indexed(expected), hint)
        for path in Self.definitionFiles {
            #expect(
                try Manifests.read("\(HelmChart.folder)/files/crds/\(path)") == Manifests.read("CRDs/\(path)"), hint)
        }
        #expect(
            try Manifests.read("\(HelmChart.folder)/files/prometheus-rule.yaml")
                == Manifests.read("Deploy/extras/prometheus-rule.yaml"), hint)
    }

    @Test("definitions come first in install.yaml, and then the namespace")
    func order() throws {
        let kinds = try Manifests.parse("Deploy/install.yaml").map { $0.kind ?? "" }
        #expect(kinds.starts(with: Array(repeating: "CustomResourceDefinition", count: 7) + ["Namespace"]))
    }

    @Test("the image is this version's", arguments: ["Deploy", "Deploy/one-namespace"])
    func image(folder: String) async throws {
        let container = try Self.container(in: await Manifests.kustomize("\(Manifests.root)/\(folder)"))
        #expect(container["image"]?.string == "martlet:\(Version.text)")
    }

    @Test("every option is one of the controller's")
    func options() async throws {
        let folders = ["Deploy", "Deploy/one-namespace"]
        for folder in folders {
            try await Self.expectKnownOptions(Manifests.kustomize("\(Manifests.root)/\(folder)"))
            for component in ["lockdown", "webhooks"] {
                try await Self.expectKnownOptions(Manifests.overlay(folder, component: "Deploy/extras/\(component)"))
            }
        }
    }

    @Test("one namespace has nothing of the cluster's, and nothing outside of it")
    func oneNamespace() async throws {
        let objects = try await Manifests.kustomize("\(Manifests.root)/Deploy/one-namespace")
        #expect(objects.allSatisfy { $0.namespace == "martlet-system" })
        let arguments = try Self.container(in: objects)["args"]?.array ?? []
        #expect(arguments.contains("--confine") && arguments.contains("--namespace=$(POD_NAMESPACE)"))
    }

    @Test("lockdown takes the right to apply away and names a default account")
    func lockdown() async throws {
        for folder in ["Deploy", "Deploy/one-namespace"] {
            let whole = try await Manifests.kustomize("\(Manifests.root)/\(folder)")
            #expect(whole.count { $0.name == "martlet-applier" } == 3, "an account, a role and its binding")
            let objects = try await Manifests.overlay(folder, component: "Deploy/extras/lockdown")
            #expect(!objects.contains { $0.name == "martlet-applier" })
            let arguments = try Self.container(in: objects)["args"]?.array ?? []
            #expect(arguments.contains("--default-service-account=martlet-applier"))
        }
    }

    @Test("a cache on a volume is for one replica, and updated without a second one")
    func persistentCache() async throws {
        let objects = try await Manifests.overlay("Deploy", component: "Deploy/extras/persistent-cache")
        let deployment = try #require(objects.first { $0.kind == "Deployment" })
        #expect(deployment.at("spec", "replicas") == 1)
        #expect(deployment.at("spec", "strategy") == ["type": "Recreate"])
        let claim = try #require(objects.first { $0.kind == "PersistentVolumeClaim" }?.name)
        let volumes = deployment.at("spec", "template", "spec", "volumes")?.array ?? []
        #expect(volumes.contains { $0.at("persistentVolumeClaim", "claimName")?.string == claim })
    }

    @Test("alerts use metrics that exist, and those are documented")
    func alerts() throws {
        let documented = Set(
            try Manifests.read("docs/metrics.md").matches(of: /^\| `([a-z_]+)` \|/.anchorsMatchLineEndings())
                .map { String($0.output.1) })
        let rules = try Manifests.parse("Deploy/extras/prometheus-rule.yaml").flatMap { rule in
            (rule.at("spec", "groups")?.array ?? []).flatMap { $0["rules"]?.array ?? [] }
        }
        #expect(rules.count >= 6)
        for rule in rules {
            let metrics = (rule["expr"]?.string ?? "").matches(of: /[a-z]+(?:_[a-z]+)+/).map { String($0.output) }
            #expect(!metrics.isEmpty && documented.isSuperset(of: metrics), "\(metrics)")
            #expect(rule["for"] != nil && rule.at("annotations", "summary") != nil)
        }
    }

    @Test("each promise of docs/security.md has its tests")
    func promises() throws {
        let rows = try Manifests.read("docs/security.md").split(separator: "## What is promised", maxSplits: 1).last
        let tests = (rows ?? "").matches(of: /`([A-Z][A-Za-z]+Tests)`/).map { String($0.output.1) }
        #expect(tests.count > 10)
        let folder = "\(Manifests.root)/Tests"
        let targets = try FileManager.default.contentsOfDirectory(atPath: folder)
        for test in Set(tests) {
            let isThere = targets.contains { FileManager.default.fileExists(atPath: "\(folder)/\($0)/\(test).swift") }
            #expect(isThere, "\(test)")
        }
    }

    // MARK: Parts

    static let definitionFiles =
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(Manifests.root)/CRDs")) ?? []).sorted()

    static func definitions() throws -> [Value] { try definitionFiles.flatMap { try Manifests.parse("CRDs/\($0)") } }

    static func container(in objects: [Value]) throws -> Value {
        let deployment = try #require(objects.first { $0.kind == "Deployment" })
        return try #require(deployment.at("spec", "template", "spec", "containers")?.array?.first)
    }

    static func expectKnownOptions(_ objects: [Value]) throws {
        let arguments = try container(in: objects)["args"]?.array?.compactMap(\.string) ?? []
        #expect(arguments.first == "controller")
        for argument in arguments.dropFirst() {
            let name = argument.prefix { $0 != "=" }.dropFirst(2)
            let isKnown = ControllerCommand.optionNames.contains { name == $0 || name == "no-\($0)" }
            #expect(isKnown, "\(argument) is no option of the controller")
        }
        // Kubernetes puts the namespace in; the rest is as the program gets it.
        #expect(throws: Never.self) {
            try Martlet.parseAsRoot(arguments.map { $0.replacing("$(POD_NAMESPACE)", with: "team") })
        }
    }
}
