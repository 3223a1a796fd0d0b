import Documents
import FoundationEssentials
import KubeTesting
import OperatorTesting
import Testing
import YAML

@Suite(
    "On a real API server", .enabled("needs etcd and kube-apiserver") { await TestControlPlane.isAvailable() },
    .timeLimit(.minutes(10)))
struct InstallTests {
    @Test("Deploy/, its variants and Examples/ are accepted, and the controller's rights are those of docs/security.md")
    func install() async throws {
        let server = try await TestControlPlane.start(controllerManager: false)
        let outcome = await Result { try await checkInstallation(Cluster(kubeconfig: server.kubeconfigPath)) }
        try await server.stop()
        try outcome.get()
    }

    private func checkInstallation(_ cluster: Cluster) async throws {
        try await cluster.apply(Manifests.parse("Deploy/install.yaml"))
        try await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"])
        try await cluster.kubectl(["create", "namespace", "team"])
        try await cluster.acceptsExamples()
        try await expectRights(cluster, "Cluster-wide", withApplier: true)
        try await expectNoFurtherRights(cluster)
        try await cluster.kubectl(["delete", "-f", "\(Manifests.root)/Deploy/applier.yaml"])
        try await expectRights(cluster, "Cluster-wide", withApplier: false)

        try await cluster.kubectl(["delete", "-f", "\(Manifests.root)/Deploy/rbac.yaml"])
        try await cluster.apply(Manifests.kustomize("\(Manifests.root)/Deploy/one-namespace"))
        try await expectRights(cluster, "One namespace", withApplier: true)
        try await cluster.kubectl(["delete", "-f", "\(Manifests.root)/Deploy/one-namespace/applier.yaml"])
        try await expectRights(cluster, "One namespace", withApplier: false)
    }

    /// In both directions: no right that is not documented, none documented that is not there.
    private func expectRights(_ cluster: Cluster, _ heading: String, withApplier: Bool) async throws {
        let document = try Manifests.read("docs/security.md")
        for (account, isApplier) in [("martlet-controller", false), ("martlet-applier", true)] {
            for namespace in ["martlet-system", "team"] {
                let documented = RightsTable(document: document, heading: heading) { place in
                    place.contains("applier.yaml") == isApplier && (withApplier || !isApplier)
                        && (namespace == "martlet-system" || place.hasPrefix("everywhere"))
                }
                let found = try await cluster.rights(of: account, in: namespace)
                let comment: Comment = "\(heading), \(account) in \(namespace), applier.yaml: \(withApplier)"
                #expect(found.lines.subtracting(documented.lines) == [], "not documented: \(comment)")
                #expect(documented.lines.subtracting(found.lines) == [], "documented, but not so: \(comment)")
            }
        }
    }

    /// What `get` on everything would give, and the right to change what directs applications.
    private func expectNoFurtherRights(_ cluster: Cluster) async throws {
        for right in [
            ["get", "pods/exec"], ["create", "pods/exec"], ["get", "pods/portforward"], ["get", "nodes/proxy"],
            ["get", "services/proxy"], ["get", "pods/log"], ["get", "secrets"], ["create", "gitopsapplications"],
            ["create", "configmaps"], ["impersonate", "users"], ["impersonate", "groups"],
        ] {
            #expect(try await !cluster.may(right, in: "team"), "\(right)")
        }
        #expect(try await cluster.may(["list", "pods"], in: "team"))
    }

    @Test("martlet installs, looks at and removes what Deploy/install.yaml has")
    func commands() async throws {
        let server = try await TestControlPlane.start(controllerManager: false)
        let outcome = await Result {
            try await checkCommands(Cluster(kubeconfig: server.kubeconfigPath), server.kubeconfigPath)
        }
        try await server.stop()
        try outcome.get()
    }

    private func checkCommands(_ cluster: Cluster, _ kubeconfig: String) async throws {
        func run(_ words: String...) throws -> MartletProgram.Outcome {
            try MartletProgram.run(words + ["--kubeconfig", kubeconfig])
        }
        // policy/v1 is there since 1.21.
        let isWhole = try run("check", "--pre").status == 0
        let installed = try run("install", "--image", "registry.test/martlet:1")
        #expect(installed.status == (isWhole ? 0 : 3), "\(installed)")
        let image = "jsonpath={.spec.template.spec.containers[0].image}"
        let deployment = ["get", "deployment", "martlet-controller", "-n", "martlet-system", "-o", image]
        #expect(try await cluster.kubectl(deployment) == "registry.test/martlet:1")
        try await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"])
        let looked = try run("check")
        #expect(looked.status == 1 && looked.output.contains("has all fields of this version"), "\(looked)")
        #expect(looked.output.contains("error  Controller: it holds no Lease in martlet-system"), "\(looked)")
        #expect(try run("version").output.contains("controller: registry.test/martlet:1"))
        #expect(try run("create", "repository", "r", "--url", "https://example.org/r.git").status == 0)
        #expect(try run("create", "application", "a", "--repository", "r").status == 0)
        let removed = try run("uninstall", "--keep-objects")
        #expect(removed.status == 0 && removed.output.contains("1 gitopsapplications are deleted"), "\(removed)")
        let left = try await cluster.kubectl(["get", "clusterrole,clusterrolebinding", "-o", "name"])
        #expect(!left.contains("martlet"), "\(left)")
    }

    @Test(
        "what the chart makes of each value is accepted",
        .enabled("needs Helm: Scripts/helm-template --install") { await HelmChart.isAvailable() })
    func chart() async throws {
        let server = try await TestControlPlane.start(controllerManager: false)
        let cluster = Cluster(kubeconfig: server.kubeconfigPath)
        let outcome = await Result {
            try await cluster.kubectl(["create", "namespace", "martlet-system"])
            try await cluster.apply(
                chartObjects(kubeVersion: cluster.version()), options: ["--dry-run=server"])
        }
        try await server.stop()
        try outcome.get()
    }

    /// All that the chart makes of any of the values, each object once.
    private func chartObjects(kubeVersion: String) async throws -> [Value] {
        var objects: Set<Value> = []
        for example in ChartValues.all {
            // Prometheus' definitions are not there.
            objects.formUnion(
                try await HelmChart.render(example.json, kubeVersion: kubeVersion)
                    .filter { $0["apiVersion"]?.string?.hasPrefix("monitoring.coreos.com") != true })
        }
        return Array(objects)
    }
}

/// A cluster, by kubectl.
private struct Cluster {
    let kubeconfig: String

    @discardableResult func kubectl(_ arguments: [String]) async throws -> String {
        try await Manifests.run("kubectl", ["--kubeconfig", kubeconfig, "--request-timeout=60s"] + arguments)
    }

    /// Leaves out what an older server does not know: Kubernetes 1.20 has no policy/v1, as docs/install.md says.
    func apply(_ objects: [Value], options: [String] = []) async throws {
        let served = Set(try await kubectl(["api-versions"]).split(separator: "\n").map(String.init))
        let known = objects.filter { $0["apiVersion"] != "policy/v1" || served.contains("policy/v1") }
        let name = "martlet-apply-\(UUID().uuidString.prefix(8).lowercased()).yaml"
        let file = FileManager.default.temporaryDirectory.appending(path: name)
        try Data(YAML.emit(known).utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await kubectl(["apply", "--server-side", "--force-conflicts"] + options + ["-f", file.path])
    }

    func acceptsExamples() async throws {
        for folder in ["Examples", "Examples/windows", "Examples/receivers"].map({ "\(Manifests.root)/\($0)" }) {
            for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasSuffix(".yaml") {
                try await kubectl(["apply", "--dry-run=server", "--validate=true", "-f", "\(folder)/\(file)"])
            }
        }
    }

    func version() async throws -> String {
        let answer = try await kubectl(["version", "--output=json"])
        let version = try YAML.parse(answer).first?.value.at("serverVersion", "gitVersion")?.string
        return version ?? ""
    }

    /// What an account of martlet-system may do in a namespace, besides what every account may.
    func rights(of account: String, in namespace: String) async throws -> RightsTable {
        let list = ["auth", "can-i", "--list", "--namespace", namespace, "--as"]
        let listing = try await kubectl(list + ["system:serviceaccount:martlet-system:\(account)"])
        let anybody = try await kubectl(list + ["system:serviceaccount:team:nobody"])
        return RightsTable(listing: listing).without(RightsTable(listing: anybody))
    }

    /// Whether the controller's account may do something.
    func may(_ right: [String], in namespace: String) async throws -> Bool {
        // The answer `no` is an exit status of 1, too.
        let account = "system:serviceaccount:martlet-system:martlet-controller"
        let question = ["auth", "can-i"] + right + ["--namespace", namespace, "--as", account]
        do { return try await kubectl(question).hasPrefix("yes") } catch { return false }
    }
}

extension Result where Failure == any Error {
    /// What an asynchronous body comes to, kept until something that must be done in any case is done.
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
