import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("names that nothing can have") struct BadNameTests {
        @Test(
            "are problems of those objects alone, and forgotten once they are mended",
            arguments: [
                ("a slash", "team/settings", "", "InvalidName"), ("dots", "..", "", "InvalidName"),
                ("a percent sign", "100%", "", "InvalidName"),
                ("a template", "{{ .Release.Name }}-web", "", "Invalid"),
                ("a namespace of two words", "settings", "Team A", "InvalidName"),
            ])
        func mended(what: String, name: String, namespace: String, reason: String) async throws {
            let workspace = try await workspace()
            let place = namespace.isEmpty ? "" : ", namespace: \"\(namespace)\""
            try workspace.git.write(
                "app/bad.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"\(name)\"\(place)}\ndata: {key: \"1\"}")
            try workspace.git.write("app/good.yaml", configMap("good", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            let why = try await workspace.waitUntilNotReady(reason: "SyncFailed")
            #expect(why.contains(name), "\(why)")
            #expect(try await workspace.problem("ConfigMap", name)?["reason"]?.string == reason, "\(what)")
            #expect(try await workspace.value("good") == "1")
            try workspace.git.write("app/bad.yaml", configMap("mended", "1"))
            try workspace.git.write("app/good.yaml", configMap("good", "2"))
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.value("mended") == "1")
            #expect(try await workspace.value("good") == "2")
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("it ends") { try await workspace.value("good") == nil }
        }

        @Test("labels that are a list, and data that is not base64, are problems of those objects alone")
        func manifests() async throws {
            let workspace = try await workspace()
            try workspace.git.write(
                "app/labels.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: listed, labels: [a]}")
            try workspace.git.write(
                "app/secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: plain}\ndata: {pass: \"s3cret!\"}")
            try workspace.git.write("app/good.yaml", configMap("good", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            try await workspace.waitUntilNotReady(reason: "SyncFailed")
            for (kind, name) in [("ConfigMap", "listed"), ("Secret", "plain")] {
                #expect(try await workspace.problem(kind, name)?["reason"] == "InvalidManifest")
            }
            let status = try await workspace.status()
            #expect(status.at("sync", "status") == "OutOfSync" && !status.json().contains("s3cret"))
            #expect(try await workspace.value("good") == "1")
        }

        @Test("an export of an object that was on its way out is one that stays, and can be deleted")
        func deletionTime() async throws {
            let workspace = try await workspace()
            let time = "deletionTimestamp: \"2020-01-01T00:00:00Z\", deletionGracePeriodSeconds: 0"
            try workspace.git.write(
                "app/one.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, \(time)}\ndata: {key: \"1\"}")
            try await workspace.deploy()
            #expect(try await workspace.value("one") == "1")
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("it ends") { try await workspace.value("one") == nil }
        }

        @Test("that were remembered by an earlier version hold nothing up")
        func remembered() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            let entries = try await workspace.status().at("inventory", "entries")?.array ?? []
            let poison: Value = ["id": .string("\(workspace.namespace)_team/settings__ConfigMap"), "v": "v1"]
            try await workspace.cluster.patchStatus(
                workspace.application(), ["inventory": ["entries": .array(entries + [poison])]])
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.status().at("inventory", "entries")?.array?.count == 1)
        }

        @Test("that are no names of most kinds are names of some: RBAC's may have blanks and colons")
        func blanks() async throws {
            let workspace = try await workspace()
            let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: \"may: read a lot\"}\n"
            try workspace.git.write("app/role.yaml", role + "rules: []\n")
            try await workspace.deploy()
            let reference = Reference.of(
                "rbac.authorization.k8s.io/v1", "Role", "may: read a lot", in: workspace.namespace)
            #expect(try await workspace.cluster.exists(reference))
            try await workspace.cluster.delete(reference)
            try await workspace.eventually("it is repaired") { try await workspace.cluster.exists(reference) }
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("it is deleted") { try await !workspace.cluster.exists(reference) }
        }
    }
}
