import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests.KeptChartTests {
    @Test("no application reads the controller's own Secrets, although they lie beside its own")
    func ownSecrets() async throws {
        let workspace = try await alone("kept-own")
        try await workspace.deploy()
        let key = #"lookup "v1" "Secret" .Release.Namespace "martlet-installation""#
        try workspace.git.write("app/templates/note.yaml", configMap("note", "{{ \(key) | toJson | b64enc }}"))
        try await workspace.push()
        let message = try await workspace.waitUntilNotReady(reason: "RenderFailed")
        #expect(message.contains("is the controller's own"), "\(message)")
        try workspace.git.write(
            "app/templates/note.yaml",
            configMap(
                "note",
                #"{{ range (lookup "v1" "Secret" .Release.Namespace "").items }}{{ .metadata.name }} {{ end }}"#))
        try await workspace.waitUntilReady(at: workspace.push())
        let names = try await workspace.value("note") ?? ""
        #expect(names.contains("certificate") && !names.contains("martlet-"), "\(names)")
        try await workspace.applyApplication(spec: [
            "source": ["helm": ["valuesFrom": [["kind": "Secret", "name": "martlet-installation"]]]]
        ])
        let refusal = try await workspace.waitUntilNotReady(reason: "ValuesNotFound")
        #expect(refusal.contains("is the controller's own"), "\(refusal)")
        try await workspace.applyRepository(spec: ["secretRef": ["name": "martlet-installation"]])
        try await workspace.eventually("a repository does not, either") {
            let ready = try await workspace.condition("Ready", of: workspace.repository)
            return ready?.reason == "InvalidSecret" && ready?.message.contains("is the controller's own") == true
        }
        try await workspace.controller.stop()
    }

    @Test("no application applies, or has deleted, what is the controller's own; what else it has is applied")
    func reservedSecrets() async throws {
        let workspace = try await alone("kept-reserved")
        try await workspace.deploy()
        let name = try #require(try await kept(workspace).first?.name)
        let kept = ["martlet-installation", name]
        let names = kept + ["martlet-journal-martlet", "martlet-keepsake-one"]
        let secrets = kept.map { Reference.of("v1", "Secret", $0, in: workspace.namespace) }
        let before = try await traces(secrets, workspace)
        for name in names {
            try workspace.git.write(
                "app/templates/\(name).yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: \(name)}\nstringData: {kept.json: mine}\n")
        }
        try workspace.git.write("app/templates/note.yaml", configMap("note", "applied"))
        try await workspace.push()
        try await workspace.eventually("the rest is applied") { try await workspace.value("note") == "applied" }
        for name in names {
            try await workspace.eventually("it is told of \(name)") {
                let problem = try await workspace.problem("Secret", name)
                return problem?["reason"] == "Reserved"
                    && problem?["message"]?.string?.contains("is the controller's own") == true
            }
        }
        #expect(try await traces(secrets, workspace) == before)
        // As a version before this one has left it.
        var inventory = try await workspace.status()["inventory"] ?? [:]
        let entries =
            (inventory["entries"]?.array ?? [])
            + names.map { name in
                ["id": .string("\(workspace.namespace)_\(name)__Secret"), "v": "v1"]
            }
        inventory["entries"] = .array(entries)
        try await workspace.controller.stop()
        for secret in secrets {
            try await workspace.cluster.patch(
                secret,
                [
                    "metadata": [
                        "labels": ["gitops.martlet.dev/managed-by": .string(workspace.namespace)],
                        "annotations": ["gitops.martlet.dev/application": .string("\(workspace.namespace)/app")],
                    ]
                ])
        }
        try await workspace.cluster.patchStatus(workspace.application(), ["inventory": inventory])
        for name in names { try workspace.git.remove("app/templates/\(name).yaml") }
        try await workspace.controller.start()
        try await workspace.waitUntilReady(at: workspace.push())
        #expect(try await traces(secrets, workspace) == before)
        try await workspace.controller.stop()
    }

    /// What tells that they are the same objects, and whether somebody else has written to them.
    private func traces(_ secrets: [Reference], _ workspace: Workspace) async throws -> [Value?] {
        var traces: [Value?] = []
        for secret in secrets {
            let object = try await workspace.cluster.find(secret)
            #expect(object?.at("data", "kept.json") != "bWluZQ==")
            traces.append(object?.at("metadata", "uid"))
        }
        return traces
    }
}
