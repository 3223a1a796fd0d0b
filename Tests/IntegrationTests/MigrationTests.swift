import Documents
import FoundationEssentials
import OperatorTesting
import Testing

/// Applications that Argo CD and Flux have applied, without these: their definitions, objects, marks and managers, and nobody who
/// would put anything right.
extension IntegrationTests {
    @Suite("martlet migrate") struct MigrationTests {
        private func application(_ workspace: Workspace) -> Reference {
            .of("argoproj.io/v1alpha1", "Application", "web", in: workspace.namespace)
        }

        private func beginArgo(_ name: String) async throws -> Workspace {
            let workspace = try await begin(name)
            let (namespace, url) = (workspace.namespace, workspace.git.url)
            try await applyAs(
                "argocd-controller",
                marks: { document in
                    let id =
                        "web:\(document.apiVersion == "v1" ? "" : "apps")/\(document.kind ?? ""):\(namespace)/\(document.name ?? "")"
                    return ["annotations": ["argocd.argoproj.io/tracking-id": .string(id)]]
                }, workspace)
            try await workspace.cluster.apply(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata: {name: web, namespace: \(namespace), finalizers: [resources-finalizer.argocd.argoproj.io]}
                spec:
                  project: default
                  source: {repoURL: "\(url)", targetRevision: main, path: web, directory: {recurse: true}}
                  destination: {server: "https://kubernetes.default.svc", namespace: \(namespace)}
                  syncPolicy: {automated: {prune: true, selfHeal: true}}
                status:
                  resources:
                  - {group: apps, kind: Deployment, version: v1, namespace: \(namespace), name: web}
                  - {kind: Service, version: v1, namespace: \(namespace), name: web}
                  - {kind: Secret, version: v1, namespace: \(namespace), name: keys}
                  - {kind: ConfigMap, version: v1, namespace: \(namespace), name: elsewhere}
                """)
            return workspace
        }

        @Test("an Application's objects are handed over, none restarts or is made anew, and undo gives back every byte")
        func argo() async throws {
            let workspace = try await beginArgo("argo")
            let before = try await objects(workspace)
            let theirs = try await workspace.cluster.get(application(workspace))
            let plan = try migrate("argocd", "plan", workspace)
            #expect(plan.status == 0 && plan.output.contains("3 objects, nothing would change"), "\(plan)")
            #expect(plan.output.contains("ConfigMap \(workspace.namespace)/elsewhere is managed by theirs"), "\(plan)")
            expectSame(try await objects(workspace), before)
            for _ in 0..<2 {
                let apply = try migrate("argocd", "apply", workspace)
                #expect(apply.status == 0, "\(apply)")
                let after = try await objects(workspace)
                #expect(after.map { $0.at("metadata", "uid") } == before.map { $0.at("metadata", "uid") })
                #expect(after.map { $0["spec"] } == before.map { $0["spec"] })
                #expect(after.allSatisfy { $0.annotation("argocd.argoproj.io/tracking-id") == nil })
                #expect(after.allSatisfy { $0.label("gitops.martlet.dev/managed-by") == "martlet" })
                let managers = after.flatMap { $0.at("metadata", "managedFields")?.array ?? [] }.map { $0["manager"] }
                #expect(!managers.contains("argocd-controller"))
            }
            // Somebody starts theirs again: what was written down before stays.
            try await workspace.cluster.patch(
                application(workspace),
                ["metadata": ["annotations": ["argocd.argoproj.io/skip-reconcile": .null]]])
            #expect(try migrate("argocd", "apply", workspace).status == 0)
            let maps = try await workspace.cluster.configMaps(in: workspace.namespace)
            #expect(!maps.contains { $0.json().contains("aHVudGVyMg") })
            let undo = try migrate("argocd", "undo", workspace)
            #expect(undo.status == 0, "\(undo)")
            expectSame(try await objects(workspace), before)
            expectSame([try await workspace.cluster.get(application(workspace))], [theirs])
            #expect(try await !workspace.cluster.exists(workspace.application("web")))
            #expect(
                try await workspace.cluster.configMaps(in: workspace.namespace).allSatisfy {
                    $0.name?.hasPrefix("martlet-migration") != true
                })
        }

        @Test("what would restart a Pod is refused, and nothing is changed")
        func refused() async throws {
            let workspace = try await beginArgo("argorefused")
            try workspace.git.write(
                "web/all.yaml", Self.manifests.replacing("example.org/web:1", with: "example.org/web:2"))
            try workspace.git.commit("Change the image")
            let before = try await objects(workspace)
            let apply = try migrate("argocd", "apply", workspace)
            #expect(apply.status == 6 && apply.output.contains("its Pods would be made anew"), "\(apply)")
            expectSame(try await objects(workspace), before)
            #expect(try await !workspace.cluster.exists(workspace.application("web")))
        }

        @Test(
            "what Argo CD has applied as kubectl once did is handed over too, and undo gives all back but what a Secret held"
        )
        func clientSide() async throws {
            let workspace = try await beginArgo("argoclient")
            // By hand, besides.
            try await workspace.cluster.patch(application(workspace), ["spec": ["syncPolicy": .null]])
            let file = workspace.git.folder.appending(path: "web/all.yaml").path
            for (version, kind, name) in Self.kinds {
                try await workspace.cluster.delete(.of(version, kind, name, in: workspace.namespace))
            }
            _ = try workspace.cluster.kubectl(
                "apply", "-n", workspace.namespace, "--field-manager=argocd-controller", "-f", file)
            let before = try await objects(workspace)
            let apply = try migrate("argocd", "apply", workspace)
            #expect(apply.status == 0, "\(apply)")
            let after = try await objects(workspace)
            #expect(after.map { $0.at("metadata", "uid") } == before.map { $0.at("metadata", "uid") })
            #expect(after.map { $0["spec"] } == before.map { $0["spec"] })
            #expect(
                try await workspace.cluster.get(workspace.application("web")).at("spec", "sync", "automatic") == false)
            let note = "kubectl.kubernetes.io/last-applied-configuration"
            #expect(after.allSatisfy { $0.annotation(note) == nil })
            #expect(try migrate("argocd", "undo", workspace).status == 0)
            let back = try await objects(workspace)
            expectSame(Array(back.dropLast()), Array(before.dropLast()))
            #expect(back.last?.annotation(note) == nil && back.last?["data"] == before.last?["data"])
        }

        @Test("finish deletes theirs and none of their objects")
        func finished() async throws {
            let workspace = try await beginArgo("argofinish")
            let before = try await objects(workspace)
            let early = try migrate("argocd", "finish", workspace)
            #expect(early.status == 0, "\(early)")
            let unknown = try migrate("argocd", "finish", workspace, "wbe")
            #expect(unknown.status == 3 && unknown.errors.contains("wbe"), "\(unknown)")
            #expect(try await workspace.cluster.exists(application(workspace)))
            #expect(try migrate("argocd", "apply", workspace).status == 0)
            let finish = try migrate("argocd", "finish", workspace)
            #expect(finish.status == 0, "\(finish)")
            try await workspace.eventually("theirs is gone", of: "web") {
                try await !workspace.cluster.exists(application(workspace))
            }
            try workspace.git.write("web/more.yaml", configMap("more", "1"))
            try workspace.git.commit("Add something")
            try await workspace.request(
                .of(
                    "gitops.martlet.dev/v1alpha1", "GitOpsRepository", repositoryName(workspace),
                    in: workspace.namespace))
            try await workspace.eventually("ours goes on", of: "web") { try await workspace.value("more") == "1" }
            let after = try await objects(workspace)
            #expect(after.map { $0.at("metadata", "uid") } == before.map { $0.at("metadata", "uid") })
        }

        private func repositoryName(_ workspace: Workspace) -> String {
            workspace.git.folder.lastPathComponent.lowercased()
        }

        @Test(
            "makers of theirs are stopped first, what was interrupted goes on, and undo starts all of them as they were"
        )
        func interrupted() async throws {
            let workspace = try await beginArgo("argoparents")
            let namespace = workspace.namespace
            try await workspace.cluster.apply(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata: {name: apps, namespace: \(namespace)}
                spec: {source: {repoURL: "https://example.org/apps", path: apps}}
                status: {resources: [{group: argoproj.io, kind: Application, namespace: \(namespace), name: web}]}
                ---
                apiVersion: argoproj.io/v1alpha1
                kind: ApplicationSet
                metadata: {name: all, namespace: \(namespace)}
                spec: {generators: [{list: {elements: []}}], template: {}, syncPolicy: {applicationsSync: sync}}
                """)
            let parents = [
                Reference.of("argoproj.io/v1alpha1", "Application", "apps", in: namespace),
                .of("argoproj.io/v1alpha1", "ApplicationSet", "all", in: namespace),
            ]
            func all() async throws -> [Value] {
                var found = try await objects(workspace)
                for reference in parents + [application(workspace)] {
                    found.append(try await workspace.cluster.get(reference))
                }
                return found
            }
            let before = try await all()
            try await workspace.cluster.patch(
                application(workspace), ["status": ["operationState": ["phase": "Running"]]])
            let objectsBefore = try await objects(workspace)
            let first = try migrate("argocd", "apply", workspace, timeout: 1)
            #expect(first.status == 5 && first.errors.contains("run the same command to go on"), "\(first)")
            expectSame(try await objects(workspace), objectsBefore)
            #expect(
                try await workspace.cluster.get(parents[0]).annotation("argocd.argoproj.io/skip-reconcile") == "true")
            #expect(
                try await workspace.cluster.get(parents[1]).at("spec", "syncPolicy", "applicationsSync")
                    == "create-only")
            #expect(try await workspace.cluster.get(workspace.application("web")).at("spec", "suspend") == true)
            try await workspace.cluster.patch(application(workspace), ["status": ["operationState": .null]])
            let second = try migrate("argocd", "apply", workspace)
            #expect(second.status == 0, "\(second)")
            #expect(try await objects(workspace).allSatisfy { $0.label("gitops.martlet.dev/managed-by") == "martlet" })
            let undo = try migrate("argocd", "undo", workspace)
            #expect(undo.status == 0, "\(undo)")
            for (object, other) in zip(try await all(), before)
            where object.name == "web" && object.kind == "Application" {
                #expect(object["spec"] == other["spec"])
                #expect(object.at("metadata", "annotations") == other.at("metadata", "annotations"))
            }
            expectSame(Array(try await all().dropLast()), Array(before.dropLast()))
        }
    }
}
