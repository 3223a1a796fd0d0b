import Cryptography
import Documents
import KubeModel
import OperatorTesting
import TestKit
import Testing
import Transport

extension IntegrationTests {
    @Suite("receivers") struct ReceiverTests {
        private static let secret = "a secret of sixteen and more"

        /// A receiver for the workspace's repository, which is looked at once an hour. Returns its path.
        private func receive(_ workspace: Workspace) async throws -> String {
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try await workspace.cluster.apply(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: webhook, namespace: \(workspace.namespace)}
                stringData: {token: \(Self.secret)}
                ---
                apiVersion: gitops.martlet.dev/v1alpha1
                kind: GitOpsReceiver
                metadata: {name: ci, namespace: \(workspace.namespace)}
                spec: {type: Generic, secretRef: {name: webhook}}
                """)
            try await workspace.eventually("kubectl shows that it listens") {
                let row = try workspace.cluster.kubectl(
                    "get", "gorecv", "ci", "-n", workspace.namespace, "--no-headers")
                return row.split(separator: " ").dropFirst().prefix(2).elementsEqual(["Generic", "True"])
            }
            return try workspace.cluster.kubectl(
                "get", "gorecv", "ci", "-n", workspace.namespace, "--output", "jsonpath={.status.path}")
        }

        /// Pushes, and tells of it as forges do.
        private func push(
            _ workspace: Workspace, to address: String, secret: String = secret
        ) async throws -> (commit: String, status: Int) {
            let commit = try workspace.git.commit("Change something")
            let body = Array(
                #"{"repository":"\#(workspace.git.url)","ref":"refs/heads/main","revision":"\#(commit)"}"#.utf8)
            var hash = KeyedHash(key: Array(secret.utf8))
            hash.add(body)
            let digits = hash.finish().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            let http = HTTPClient(HTTPClientConfiguration(userAgent: "forge", proxy: .direct))
            defer { http.shutDown() }
            let answer = try await http.send(
                HTTPRequest(
                    method: "POST", url: address, headers: ["X-Signature": "sha256=\(digits)"], body: body,
                    timeouts: HTTPTimeouts(total: .seconds(30), connect: .seconds(5), idle: nil),
                    responseLimit: 1 << 10))
            return (commit, answer.status)
        }

        @Test("have what was pushed live without waiting for the interval; what is wrongly signed changes nothing")
        func push() async throws {
            let workspace = try await Workspace(
                alone: try await quietCluster(), "receivers", options: ["--webhook-listen", "127.0.0.2:0"])
            try await workspace.controller.start()
            let path = try await receive(workspace)
            let address = try workspace.controller.webhookAddress()
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            #expect(try await push(workspace, to: address + path, secret: "another secret of sixteen").status == 401)
            #expect(
                try await push(workspace, to: "\(address)/hooks/\(String(repeating: "0", count: 32))").status == 404)
            let (commit, status) = try await push(workspace, to: address + path)
            #expect(status == 202)
            try await workspace.waitUntilReady(at: commit)
            #expect(try await workspace.value("one") == "2")
            #expect(
                try await workspace.controller.metric("martlet_webhook_deliveries_total", ["result": "refused"]) == 1)
            try await workspace.controller.stop()
        }

        @Test("work as well where they come to a replica that does not lead")
        func follower() async throws {
            let options = ["--webhook-listen", "127.0.0.2:0", "--leader-elect"]
            let workspace = try await Workspace(alone: try await quietCluster(), "followers", options: options)
            try await workspace.controller.start()
            let path = try await receive(workspace)
            let other = try workspace.anotherController(options: options)
            try await other.start()
            let address = try other.webhookAddress()
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            var pushed = try await push(workspace, to: address + path)
            try await workspace.eventually("it takes deliveries") {
                if pushed.status != 202 { pushed = try await push(workspace, to: address + path) }
                return pushed.status == 202
            }
            try await workspace.waitUntilReady(at: pushed.commit)
            #expect(try await workspace.value("one") == "2")
            try await other.stop()
            try await workspace.controller.stop()
        }
    }
}
