import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("objects that others change") struct DriftTests {
        @Test("a deleted and an edited object are repaired within a second")
        func repairs() async throws {
            let workspace = try await workspace()
            let one = Reference.configMap("one", in: workspace.namespace)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()

            try await workspace.cluster.delete(one)
            report("to repair a deletion", try await untilRight(workspace))
            try await workspace.cluster.patch(one, ["data": ["key": "by hand"]])
            report("to repair an edit", try await untilRight(workspace))
            try await workspace.eventually("an event names the field and who set it, and no value") {
                try await workspace.cluster.events(in: workspace.namespace).contains {
                    let note = ($0["note"] ?? $0["message"])?.string ?? ""
                    return $0["reason"] == "Repaired" && note.contains("/one: .data.key was set by ")
                        && !note.contains("by hand")
                }
            }
            try await workspace.cluster.patch(one, ["data": ["key": .null]])
            report("to repair a removed field", try await untilRight(workspace))
            try await workspace.cluster.patch(
                one, ["metadata": ["labels": ["gitops.martlet.dev/managed-by": .null]]])
            try await workspace.eventually("the mark is back", within: second) {
                try await workspace.cluster.get(one).label("gitops.martlet.dev/managed-by") == "martlet"
            }
            try await workspace.waitUntilReady()
        }

        private func untilRight(_ workspace: Workspace) async throws -> Duration {
            try await workspace.eventually("the object is as the source says", within: second) {
                try await workspace.value("one") == "1"
            }
        }

        @Test("an object that somebody deletes right after each apply is not taken for there")
        func deletedAtOnce() async throws {
            let workspace = try await workspace()
            // The garbage collector does: the owner does not exist.
            let owner = "{apiVersion: v1, kind: ConfigMap, name: none, uid: 5b1c41a2-0000-4000-8000-000000000000}"
            try workspace.git.write("app/stale.yaml", configMap("stale", "1", extra: "  ownerReferences: [\(owner)]"))
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            try await workspace.eventually("it is missed") {
                guard try await workspace.value("stale") == nil else { return false }
                return try await workspace.status().at("sync", "status") == "OutOfSync"
            }
            #expect(try await workspace.value("one") == "1")
        }

        @Test("fields, labels and annotations that are not ours are left alone, also across commits")
        func foreignFields() async throws {
            let workspace = try await workspace()
            let one = Reference.configMap("one", in: workspace.namespace)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try await workspace.cluster.patch(
                one, ["metadata": ["labels": ["mine": "a"], "annotations": ["mine": "b"]], "data": ["mine": "c"]])
            try await workspace.always("what is not ours stays", for: .seconds(1)) { try await hasOwn(workspace) }
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.value("one") == "2")
            #expect(try await hasOwn(workspace))
        }

        private func hasOwn(_ workspace: Workspace) async throws -> Bool {
            let object = try await workspace.cluster.get(.configMap("one", in: workspace.namespace))
            return object.label("mine") == "a" && object.annotation("mine") == "b"
                && object.at("data", "mine")?.string == "c"
        }

        @Test(
            "with ignoreDifferences on replicas, scaling is left alone, also across a commit that changes another field"
        )
        func ignoredReplicas() async throws {
            let workspace = try await workspace()
            let web = Reference.of("apps/v1", "Deployment", "web", in: workspace.namespace)
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try await workspace.deploy(spec: [
                "ignoreDifferences": [
                    ["group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]]
                ]
            ])
            try await workspace.cluster.patch(web, ["spec": ["replicas": 3]])
            try await workspace.always("the scale stays", for: .seconds(1)) {
                try await workspace.cluster.get(web).at("spec", "replicas") == 3
            }
            #expect(try await workspace.status().at("sync", "status") == "Synced")
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0, image: "example.org/web:2"))
            try await workspace.push()
            try await workspace.eventually("the image is new") {
                try await workspace.cluster.get(web).at("spec", "template", "spec", "containers")?[0]?["image"]
                    == "example.org/web:2"
            }
            #expect(try await workspace.cluster.get(web).at("spec", "replicas") == 3)
        }

        @Test("without selfHeal differences are shown and not repaired; a commit is still applied")
        func withoutSelfHeal() async throws {
            let workspace = try await workspace()
            let one = Reference.configMap("one", in: workspace.namespace)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/two.yaml", configMap("two", "1"))
            try await workspace.deploy(spec: ["sync": ["selfHeal": false]])
            try await workspace.cluster.patch(one, ["data": ["key": "by hand"]])
            try await workspace.eventually("it is out of sync") {
                try await workspace.status().at("sync", "status") == "OutOfSync"
            }
            #expect(try await workspace.status().at("summary", "outOfSync") == 1)
            try workspace.git.write("app/two.yaml", configMap("two", "2"))
            try await workspace.push()
            try await workspace.eventually("the commit is applied") { try await workspace.value("two") == "2" }
            #expect(try await workspace.value("one") == "by hand")
            try await workspace.eventually("it is out of sync as before") {
                try await workspace.status().at("sync", "status") == "OutOfSync"
            }
            try await workspace.cluster.delete(.configMap("two", in: workspace.namespace))
            try await workspace.always("a deletion is not repaired either", for: .seconds(1)) {
                try await workspace.value("two") == nil
            }
            try workspace.git.write("app/one.yaml", configMap("one", "3"))
            try await workspace.push()
            try await workspace.eventually("a commit on the object itself is applied") {
                try await workspace.value("one") == "3"
            }
        }
    }
}
