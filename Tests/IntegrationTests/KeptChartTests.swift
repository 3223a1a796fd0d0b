import Documents
import KubeModel
import KubeTesting
import OperatorTesting
import Surroundings
import Testing

extension IntegrationTests {
    @Suite("what Helm charts make once") struct KeptChartTests {
        /// Where no other controller looks at what these look at.
        /// With a controller of its own, whose Secrets are in the same namespace.
        func alone(_ name: String, options: [String] = []) async throws -> Workspace {
            let workspace = try await Workspace(alone: try await quietCluster(), name, options: options)
            try write(to: workspace.git)
            try await workspace.controller.start()
            return workspace
        }

        private func write(to git: GitRepository) throws {
            try git.write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n")
            try git.write("app/values.yaml", "host: a\nnote: \"\"\n")
            try git.write(
                "app/templates/certificate.yaml",
                """
                {{- $ca := genCA "authority" 3650 }}
                {{- $c := genSignedCert .Values.host nil (list "x.example.org") 365 $ca }}
                apiVersion: v1
                kind: Secret
                metadata: {name: certificate}
                stringData:
                  ca: {{ $ca.Cert | quote }}
                  tls.crt: {{ $c.Cert | quote }}
                  tls.key: {{ $c.Key | quote }}
                """)
            try git.write("app/templates/time.yaml", configMap("time", "{{ now | unixEpoch }}"))
            try git.write(
                "app/templates/generated.yaml",
                """
                {{- $old := lookup "v1" "Secret" .Release.Namespace "generated" }}
                apiVersion: v1
                kind: Secret
                metadata: {name: generated}
                data:
                  v: {{ if $old }}{{ $old.data.v }}{{ else }}{{ printf "%s %s" uuidv4 (now | unixEpoch) | b64enc }}{{ end }}
                """)
            try git.write("app/templates/note.yaml", configMap("note", "{{ .Values.note }}"))
        }

        /// What was made: authority, certificate, key, time, and what the chart looks up to keep it.
        private func made(_ workspace: Workspace) async throws -> [String?] {
            let data = try await workspace.cluster.find(.of("v1", "Secret", "certificate", in: workspace.namespace))?[
                "data"]
            return [
                data?["ca"]?.string, data?["tls.crt"]?.string, data?["tls.key"]?.string,
                try await workspace.value("time"),
                try await workspace.cluster.find(.of("v1", "Secret", "generated", in: workspace.namespace))?
                    .at("data", "v")?.string,
            ]
        }

        func kept(_ workspace: Workspace) async throws -> [Value] {
            try await workspace.cluster.secrets(
                in: workspace.namespace, labelled: "gitops.martlet.dev/kept=\(workspace.namespace)")
        }

        @Test("certificates and times stay over resyncs, restarts and other commits, and follow their inputs")
        func stability() async throws {
            let workspace = try await alone("kept")
            try await workspace.deploy(spec: ["sync": ["interval": "10s"]])
            let first = try await made(workspace)
            #expect(!first.contains(nil))
            #expect(try await kept(workspace).count == 1)
            try workspace.git.write("other/file.yaml", "x: y")
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await made(workspace) == first)
            let applies = try await workspace.controller.metric("martlet_kube_requests_total", ["verb": "apply"])
            try await workspace.eventually("a resync applies everything again") {
                try await workspace.controller.metric("martlet_kube_requests_total", ["verb": "apply"]) > applies
            }
            #expect(try await made(workspace) == first)
            workspace.controller.kill()
            try await workspace.controller.start()
            try await follows(workspace, first)
            try await leaves(workspace)
        }

        /// After a restart, nothing is changed by itself; then by changes of inputs.
        private func follows(_ workspace: Workspace, _ first: [String?]) async throws {
            try workspace.git.write("app/values.yaml", "host: a\nnote: changed\n")
            try await workspace.waitUntilReady(at: workspace.push())
            try await workspace.eventually("the note is applied") { try await workspace.value("note") == "changed" }
            let second = try await made(workspace)
            #expect(zip(first, second).map { $0 == $1 } == [true, true, true, false, true], "the time only")
            try await workspace.eventually("it is another second") {
                try await workspace.value("time") != "\(KubeTime(.system).microseconds / 1_000_000)"
            }
            try workspace.git.write("app/values.yaml", "host: b\nnote: changed\n")
            try await workspace.waitUntilReady(at: workspace.push())
            let third = try await made(workspace)
            #expect(zip(second, third).map { $0 == $1 } == [true, false, false, false, true], "all but the authority")
            workspace.controller.kill()
            try await workspace.controller.start()
            try await workspace.request(workspace.application())
            try await workspace.always("nothing changes by a restart", for: .seconds(2)) {
                try await made(workspace) == third
            }
        }

        private func leaves(_ workspace: Workspace) async throws {
            try workspace.git.remove("app/templates/certificate.yaml")
            try workspace.git.remove("app/templates/time.yaml")
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await kept(workspace).isEmpty, "what is called for no more is not kept")
            try await workspace.controller.stop()
        }

        @Test("what is kept goes with the application, also with Orphan, and when its finalizer was taken away")
        func deletion() async throws {
            let workspace = try await alone("kept-deleted")
            try await workspace.deploy(spec: ["deletionPolicy": "Orphan"])
            #expect(try await kept(workspace).count == 1)
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("the application is gone") {
                try await !workspace.cluster.exists(workspace.application())
            }
            #expect(try await kept(workspace).isEmpty)
            try await workspace.applyApplication()
            try await workspace.waitUntilReady()
            #expect(try await kept(workspace).count == 1)
            workspace.controller.kill()
            try await workspace.cluster.delete(workspace.application())
            try await workspace.cluster.patch(workspace.application(), ["metadata": ["finalizers": .null]])
            try await workspace.controller.start()
            try await workspace.eventually("what is left is cleaned up") { try await kept(workspace).isEmpty }
            try await workspace.controller.stop()
        }

        @Test("a Secret that is not as it was left is a clear reason, and nothing is applied with other certificates")
        func damage() async throws {
            let workspace = try await alone("kept-damaged")
            try await workspace.deploy()
            let first = try await made(workspace)
            let name = try await kept(workspace).first?.name ?? "none"
            try await workspace.controller.stop()
            let secret = Reference.of("v1", "Secret", name, in: workspace.namespace)
            let content = try await workspace.cluster.get(secret).at("data", "kept.json")
            try await workspace.cluster.patch(secret, ["data": ["kept.json": "eA=="]])
            try await workspace.controller.start()
            let message = try await workspace.waitUntilNotReady(reason: "KeptResultsUnavailable")
            #expect(message.contains("\(workspace.namespace)/\(name)") && message.contains("delete it"), "\(message)")
            #expect(try await made(workspace) == first)
            try await workspace.cluster.patch(secret, ["data": ["kept.json": content ?? .null]])
            try await workspace.request(workspace.application())
            try await workspace.waitUntilReady()
            #expect(try await made(workspace) == first)
            try await workspace.controller.stop()
        }

        @Test("what one source leaves replaces nothing until the others have rendered, too")
        func severalSources() async throws {
            let workspace = try await alone("kept-several")
            try workspace.git.write("other/a.yaml", configMap("a", "1"))
            // It is made in another way once it is there.
            try workspace.git.remove("app/templates/generated.yaml")
            try workspace.git.commit("Begin")
            try await workspace.applyRepository()
            let sources = ["app", "other"].map { path -> Value in
                [
                    "name": .string(path), "path": .string(path),
                    "repositoryRef": ["name": .string(Workspace.repositoryName)],
                ]
            }
            try await workspace.cluster.apply(
                [
                    "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsApplication",
                    "metadata": ["name": "app", "namespace": .string(workspace.namespace)],
                    "spec": ["sources": .array(sources)],
                ], namespace: workspace.namespace)
            try await workspace.waitUntilReady()
            let (first, stored) = (try await made(workspace), try await kept(workspace).first?["data"])
            #expect(stored != nil)
            try workspace.git.write("app/values.yaml", "host: b\nnote: \"\"\n")
            try workspace.git.write("other/a.yaml", "a: [\n")
            try await workspace.push()
            try await workspace.waitUntilNotReady(reason: "RenderFailed")
            #expect(try await kept(workspace).first?["data"] == stored)
            try workspace.git.write("app/values.yaml", "host: a\nnote: \"\"\n")
            try workspace.git.write("other/a.yaml", configMap("a", "2"))
            try await workspace.push()
            try await workspace.eventually("both are applied") { try await workspace.value("a") == "2" }
            #expect(try await made(workspace) == first)
            try await workspace.controller.stop()
        }

        @Test("what is too large to be kept is told, and not made anew again and again")
        func tooLarge() async throws {
            let workspace = try await alone("kept-large")
            try await workspace.deploy()
            try workspace.git.write(
                "app/templates/large.yaml",
                """
                {{- $names := concat (list) (splitList " " (trim (repeat 4000 "service.example.org "))) }}
                apiVersion: v1
                kind: Secret
                metadata: {name: large}
                stringData:
                  {{- range until 6 }}
                  c{{ . }}: {{ (genSelfSignedCert (print "host" .) nil $names 365).Cert | sha256sum }}
                  {{- end }}
                """)
            try await workspace.push()
            let message = try await workspace.waitUntilNotReady(reason: "KeptResultsUnavailable")
            #expect(message.contains("of at most 524288; let the chart make fewer"), "\(message)")
            let count = try await renders(workspace)
            for number in 0..<3 {
                let note = Reference.configMap("note", in: workspace.namespace)
                try await workspace.cluster.patch(note, ["data": ["key": .string("by hand \(number)")]])
                try await workspace.eventually("what was applied is repaired") {
                    try await workspace.value("note") == ""
                }
            }
            try await workspace.always("nothing is made anew meanwhile", for: .seconds(12)) {
                try await renders(workspace) == count
            }
            try workspace.git.remove("app/templates/large.yaml")
            try await workspace.waitUntilReady(at: workspace.push())
            try await workspace.controller.stop()
        }

        @Test("the applications of a namespace have no more room than one may have, and who needs less goes on")
        func room() async throws {
            let workspace = try await alone("kept-room", options: ["--kept-size", "1"])
            // Each takes some 400 KiB.
            let template = """
                {{- $names := concat (list) (splitList " " (trim (repeat 3600 "service.example.org "))) }}
                apiVersion: v1
                kind: Secret
                metadata: {name: {{ .Release.Name }}-large}
                stringData:
                  {{- range until 3 }}
                  c{{ . }}: {{ (genSelfSignedCert (print "host" .) nil $names 365).Cert | sha256sum }}
                  {{- end }}
                """
            for name in ["one", "two", "three"] {
                try workspace.git.write("\(name)/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n")
                try workspace.git.write("\(name)/templates/large.yaml", template)
            }
            try workspace.git.commit()
            try await workspace.applyRepository()
            for name in ["one", "two"] {
                try await workspace.applyApplication(name)
                try await workspace.waitUntilReady(name)
            }
            try await workspace.applyApplication("three")
            let why = try await workspace.waitUntilNotReady("three", reason: "KeptResultsUnavailable")
            #expect(why.contains("of the 1048576 bytes") && why.contains("--kept-size"), "\(why)")
            #expect(try await kept(workspace).count == 2)
            try await workspace.applyApplication()
            try await workspace.waitUntilReady()
            try await workspace.cluster.delete(workspace.application("one"))
            try await workspace.eventually("it goes") {
                try await !workspace.cluster.exists(workspace.application("one"))
            }
            try await workspace.request(workspace.application("three"))
            try await workspace.waitUntilReady("three")
            try await workspace.controller.stop()
        }

        private func renders(_ workspace: Workspace) async throws -> Double {
            try await workspace.controller.metric("martlet_renders_total", ["result": "rendered"])
        }
    }
}
