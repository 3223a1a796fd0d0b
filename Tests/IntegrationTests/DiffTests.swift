import ChartTesting
import Documents
import FoundationEssentials
import KubeTesting
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("martlet diff") struct DiffTests {
        /// May look at everything in its namespace, and write nothing.
        private static let reader = """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: reader}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader}
            rules:
            - {apiGroups: ["", gitops.martlet.dev], resources: ["*"], verbs: [get, list]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
            subjects: [{kind: ServiceAccount, name: reader}]
            """

        private func diff(
            _ workspace: Workspace, _ options: String..., kubeconfig: String? = nil
        ) throws -> MartletProgram.Outcome {
            try MartletProgram.run(
                [
                    "diff", "app", "--kubeconfig", kubeconfig ?? workspace.cluster.controlPlane.kubeconfigPath, "-n",
                    workspace.namespace,
                ] + options)
        }

        private static func service(_ port: Int) -> String {
            "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: \(port)}]}\n"
        }

        private static func secret(_ password: String) -> String {
            "apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\nstringData: {password: \(password)}\n"
        }

        private func begin(_ name: String = #function) async throws -> Workspace {
            let workspace = try await workspace(name)
            try workspace.git.write("app/web.yaml", Self.service(80))
            try workspace.git.write("app/keys.yaml", Self.secret("first-password"))
            try workspace.git.write("app/map.yaml", configMap("map", "1"))
            try await workspace.deploy()
            return workspace
        }

        @Test("shows what the namespace would carry")
        func namespace() async throws {
            let workspace = try await begin()
            try await workspace.applyApplication(
                spec: [
                    "suspend": true,
                    "destination": [
                        "createNamespace": true,
                        "namespaceMetadata": ["labels": ["pod-security.kubernetes.io/enforce": "baseline"]],
                    ],
                ])
            let outcome = try diff(workspace)
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("pod-security.kubernetes.io/enforce"))
        }

        @Test(
            "of what is as it should be ends with 0; of a branch that is not merged it shows what would change, and ends with 1"
        )
        func revisions() async throws {
            let workspace = try await begin()
            let clean = try diff(workspace)
            #expect(clean.status == 0 && clean.output == "Nothing would change.\n", "\(clean)")
            try workspace.git.git("checkout", "-q", "-b", "feature")
            try workspace.git.write("app/web.yaml", Self.service(8080))
            try workspace.git.write("app/keys.yaml", Self.secret("second-password"))
            try workspace.git.write("app/new.yaml", configMap("new", "1"))
            try workspace.git.remove("app/map.yaml")
            try workspace.git.commit("Change")
            try workspace.git.git("checkout", "-q", "main")
            let text = try diff(workspace, "--revision", "feature")
            #expect(text.status == 1 && text.errors.isEmpty, "\(text)")
            for line in [
                "~ Service \(workspace.namespace)/web will be updated", "    ~ spec.ports[0].port: 80 → 8080",
                "+ ConfigMap \(workspace.namespace)/new will be created",
                "- ConfigMap \(workspace.namespace)/map will be deleted", "    ~ data.password: (secret ",
                "Plan: 1 to create, 2 to update, 1 to delete; impact medium; 0 conflicts, 0 warnings\n",
            ] { #expect(text.output.contains(line), "\(line)\n\(text.output)") }
            #expect(!text.output.contains("-password"))
            let json = try diff(workspace, "--revision", "feature", "-o", "json")
            let value = try JSON.parse(Array(json.output.utf8), limits: .file)
            #expect(json.status == 1 && value.at("summary", "total_changes") == 4, "\(json)")
            let markdown = try diff(workspace, "--revision", "feature", "-o", "markdown")
            #expect(markdown.status == 1 && markdown.output.contains("```diff"), "\(markdown)")
            let between = try diff(workspace, "--from", "main", "--to", "feature")
            #expect(between.status == 1 && between.output.contains("    ~ spec.ports[0].port: 80 → 8080"), "\(between)")
            #expect(!between.output.contains("-password"))
            let same = try diff(workspace, "--from", "main", "--to", "main")
            #expect(same.status == 0, "\(same)")
            // Nothing of all that was written.
            #expect(try await workspace.value("map") == "1")
            #expect(try await workspace.value("new") == nil)
        }

        @Test("tells what a version that is to come will not serve")
        func targetVersion() async throws {
            let workspace = try await begin()
            let first = try await workspace.status().at("sync", "revision")?.string ?? ""
            let budget =
                "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: b}\nspec: {minAvailable: 1}\n"
            try workspace.git.write("app/budget.yaml", budget)
            try workspace.git.commit()
            for (version, isTold) in [("1.20", false), ("1.36", true)] {
                let outcome = try diff(
                    workspace, "--from", String(first.suffix(40)), "--to", "main", "--target-version", version)
                #expect(outcome.status == 1)
                #expect(outcome.output.contains("is served no more") == isTold, "\(outcome)")
            }
        }

        @Test("takes a folder of one's own in the place of the repository")
        func folder() async throws {
            let workspace = try await begin()
            let folder = FileManager.default.temporaryDirectory.appending(path: "diff-\(workspace.namespace)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try FileManager.default.createDirectory(
                at: folder.appending(path: "app"), withIntermediateDirectories: true)
            func write(_ name: String, _ text: String) throws {
                try Data(text.utf8).write(to: folder.appending(path: "app/\(name).yaml"))
            }
            try write("web", Self.service(80))
            try write("keys", Self.secret("first-password"))
            try write("map", configMap("map", "2"))
            let text = try diff(workspace, "--local", folder.path)
            #expect(text.status == 1 && text.output.contains(#"    ~ data.key: "1" → "2""#), "\(text)")
            #expect(text.output.contains("Plan: 1 to update;"), "\(text)")
        }

        @Test("knows what a Secret holds that the source takes values from, and tells nothing of it")
        func values() async throws {
            let workspace = try await workspace("diffvalues")
            let source: Value = ["substitute": ["from": [["kind": "Secret", "name": "passwords"]]]]
            try await workspace.applySecret("passwords", ["PASSWORD": "hunter-first"])
            try workspace.git.write("app/one.yaml", configMap("one", "${PASSWORD}"))
            try await workspace.deploy(spec: ["source": source])
            try await workspace.applyApplication(spec: ["source": source, "sync": ["automatic": false]])
            try await workspace.applySecret("passwords", ["PASSWORD": "hunter-second"])
            let text = try diff(workspace)
            #expect(text.status == 1 && text.output.contains("    ~ data.key: "), "\(text)")
            #expect(text.output.contains("(secret ") && !text.output.contains("hunter-"), "\(text)")
            try await workspace.cluster.apply(
                Self.reader.replacing(
                    #"["", gitops.martlet.dev], resources: ["*"]"#, with: #"[gitops.martlet.dev], resources: ["*"]"#),
                namespace: workspace.namespace)
            let reader = try await workspace.cluster.kubeconfig(account: "reader", in: workspace.namespace)
            let forbidden = try diff(workspace, kubeconfig: reader)
            #expect(forbidden.status == 4 && forbidden.errors.contains("Secret \(workspace.namespace)/passwords"))
        }

        @Test("finds the newest version of a chart", .enabled("needs python3 and openssl") { TestServer.hasPython })
        func chart() async throws {
            let workspace = try await workspace("diffchart")
            let server = try ChartRepositoryServer()
            defer { server.server.stop() }
            try server.publish([try ChartRepositoryServer.Version("1.0.0")])
            try await workspace.applyChart(
                helm: ["chart": "web", "repoURL": .string(server.url), "version": "^1", "interval": "1h"])
            try await workspace.waitUntilReady()
            let clean = try diff(workspace)
            #expect(clean.status == 0, "\(clean)")
            try server.publish([
                try ChartRepositoryServer.Version("1.0.0"), try ChartRepositoryServer.Version("1.1.0"),
            ])
            let newer = try diff(workspace)
            #expect(newer.status == 1 && newer.output.contains("1.1.0"), "\(newer)")
            try server.publish([])
            #expect(try diff(workspace).status == 3)
        }

        @Test("fetches the bases of kustomizations, where that is allowed")
        func bases() async throws {
            let workspace = try await workspace("diffbases")
            let shared = try GitRepository()
            try shared.write("base/kustomization.yaml", "resources: [settings.yaml]\n")
            try shared.write("base/settings.yaml", configMap("settings", "one"))
            try shared.commit("Begin")
            try await workspace.declare(shared, as: "shared")
            try workspace.git.write("app/kustomization.yaml", "resources: ['\(shared.url)//base']\n")
            try await workspace.deploy()
            try shared.commit("base/settings.yaml", configMap("settings", "two"))
            let newer = try diff(workspace, "--allow-remote-bases")
            #expect(newer.status == 1 && newer.output.contains("~ data.key: one → two"), "\(newer)")
            let refused = try diff(workspace)
            #expect(refused.status == 8 && refused.errors.contains("base"), "\(refused)")
        }

        @Test("ends with a number that says what is the matter")
        func failures() async throws {
            let workspace = try await begin()
            try await workspace.cluster.apply(Self.reader, namespace: workspace.namespace)
            let reader = try await workspace.cluster.kubeconfig(account: "reader", in: workspace.namespace)
            #expect(try diff(workspace, "--from", "main").status == 2)
            let absent = try diff(workspace, "--revision", "absent")
            #expect(absent.status == 3 && absent.errors.contains("absent"), "\(absent)")
            let other = try MartletProgram.run(
                ["diff", "other", "--kubeconfig", workspace.cluster.controlPlane.kubeconfigPath])
            #expect(other.status == 3, "\(other)")
            let forbidden = try MartletProgram.run(["diff", "app", "--kubeconfig", reader, "-n", "kube-system"])
            #expect(forbidden.status == 4 && forbidden.errors.contains("kube-system/app"), "\(forbidden)")
            // Who may only look sees what can be foreseen.
            try workspace.git.commit("app/map.yaml", configMap("map", "2"))
            let foreseen = try diff(workspace, kubeconfig: reader)
            #expect(foreseen.status == 1 && foreseen.output.contains(#"~ data.key: "1" → "2""#), "\(foreseen)")
            #expect(foreseen.errors.hasPrefix("note: not all dry runs"), "\(foreseen)")
            let kubeconfig = FileManager.default.temporaryDirectory.appending(path: "nobody-\(workspace.namespace)")
            defer { try? FileManager.default.removeItem(at: kubeconfig) }
            let nobody = """
                apiVersion: v1
                kind: Config
                current-context: x
                contexts: [{name: x, context: {cluster: x, user: x}}]
                clusters: [{name: x, cluster: {server: "http://127.0.0.1:1"}}]
                users: [{name: x, user: {}}]
                """
            try Data(nobody.utf8).write(to: kubeconfig)
            let unreachable = try diff(workspace, kubeconfig: kubeconfig.path)
            #expect(unreachable.status == 7, "\(unreachable)")
        }
    }
}
