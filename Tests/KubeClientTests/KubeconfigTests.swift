import KubeModel
import Testing
import Transport

@testable import KubeClient

@Suite struct KubeconfigTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func kubeconfig(
        cluster: String = "server: https://example.org:6443", user: String = "token: t0ken"
    ) -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: main
        contexts:
        - {name: main, context: {cluster: c, user: u, namespace: shop}}
        clusters:
        - name: c
          cluster:
            \(cluster.split(separator: "\n").joined(separator: "\n    "))
        users:
        - name: u
          user:
            \(user.split(separator: "\n").joined(separator: "\n    "))
        """
    }

    private func load(_ text: String, context: String? = nil, allowExec: Bool = false) throws -> KubeConfiguration {
        let path = try folder.write("config", text)
        return try KubeConfiguration.load(path: path, context: context, allowExec: allowExec, environment: [:])
    }

    private func failure(_ text: String, context: String? = nil) -> String {
        let error = #expect(throws: KubeError.self) { try load(text, context: context) }
        #expect(error?.code == .configuration)
        return error?.message ?? ""
    }

    @Test("a token")
    func token() throws {
        let configuration = try load(kubeconfig())
        #expect(configuration.server == "https://example.org:6443")
        #expect(configuration.credentials == .token(Redacted("t0ken")))
        #expect(configuration.namespace == "shop")
        #expect(configuration.proxy == nil && configuration.tls == .system)
    }

    @Test("certificates as data and as files beside the kubeconfig")
    func certificates() throws {
        try folder.write("client.key", "KEY")
        let configuration = try load(
            kubeconfig(
                cluster: "server: https://e/\ncertificate-authority-data: Q0E=\ntls-server-name: inner",
                user: "client-certificate-data: Q0VSVA==\nclient-key: client.key"))
        #expect(configuration.server == "https://e")
        #expect(configuration.tls.caPEM == Array("CA".utf8))
        #expect(configuration.tls.serverName == "inner")
        #expect(configuration.tls.clientCertificatePEM == Array("CERT".utf8))
        #expect(configuration.tls.clientKeyPEM?.exposed == Array("KEY".utf8))
        #expect(configuration.credentials == .none)
    }

    @Test("user and password, token files, proxies, insecure servers")
    func otherFields() throws {
        let basic = try load(kubeconfig(user: "username: jane\npassword: pw"))
        #expect(basic.credentials == .basic(username: "jane", password: Redacted("pw")))
        let file = try load(kubeconfig(user: "tokenFile: token\ntoken: older"))
        #expect(file.credentials == .tokenFile("\(folder.path)/token"))
        let cluster = "server: https://e\ninsecure-skip-tls-verify: true\nproxy-url: http://p:1"
        let proxied = try load(kubeconfig(cluster: cluster))
        #expect(proxied.tls.insecureSkipVerify)
        #expect(proxied.proxy == .url(Redacted("http://p:1"), noProxy: ""))
    }

    @Test("several files: what the first defines counts")
    func merging() throws {
        let first = try folder.write(
            "one",
            """
            current-context: main
            users: [{name: u, user: {token: first}}]
            clusters: [{name: c, cluster: {server: "https://first"}}]
            """)
        let second = try folder.write("two", kubeconfig(user: "token: second\nusername: x"))
        let configuration = try KubeConfiguration.load(
            path: nil, context: nil, allowExec: false, environment: ["KUBECONFIG": "\(first):/nowhere:\(second)"])
        #expect(configuration.server == "https://first")
        #expect(configuration.credentials == .token(Redacted("first")))
        #expect(configuration.namespace == "shop")
    }

    @Test("what is missing is named")
    func missing() throws {
        #expect(failure("{}").contains("no current-context"))
        #expect(failure(kubeconfig(), context: "other").contains(#"no context "other"; it has main"#))
        #expect(failure(kubeconfig(cluster: "server: example.org")).contains("neither with https://"))
        #expect(failure(kubeconfig(user: "client-key-data: S0VZ")).contains("only one of"))
        #expect(failure(kubeconfig(user: "client-certificate: gone.crt\nclient-key: k")).contains("cannot read"))
        #expect(failure(kubeconfig(user: "token: 123")).contains("put it in quotes"))
        let insecure = "server: https://e\ninsecure-skip-tls-verify: true\ncertificate-authority-data: Q0E="
        #expect(failure(kubeconfig(cluster: insecure)).contains("both"))
        #expect(failure("a: [").contains("/config:"))
        let error = #expect(throws: KubeError.self) {
            try KubeConfiguration.load(path: "/nowhere/config", context: nil, allowExec: false, environment: [:])
        }
        #expect(error?.message.contains("/nowhere/config") == true)
    }

    @Test("programs run only where that is allowed; other ways are refused")
    func refusals() throws {
        let exec = kubeconfig(
            user:
                "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./get, args: [a], env: [{name: K, value: v}]}"
        )
        #expect(failure(exec).contains("has to be allowed"))
        guard case .exec(let plugin) = try load(exec, allowExec: true).credentials else {
            Issue.record("no exec plugin")
            return
        }
        #expect(plugin.command == "\(folder.path)/./get")
        #expect(plugin.arguments == ["a"] && plugin.environment.exposed == ["K": "v"])
        #expect(failure(kubeconfig(user: "auth-provider: {name: gcp}")).contains("auth-provider"))
        #expect(failure(kubeconfig(user: "token: t\nas: somebody")).contains("acts as somebody else"))
        let old = "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}"
        let error = #expect(throws: KubeError.self) { try load(kubeconfig(user: old), allowExec: true) }
        #expect(error?.message.contains("unknown version") == true)
    }

    private func choosing(
        _ text: String, allowExec: Bool = true, _ choose: (inout ConnectionChoice) throws -> Void
    ) throws -> KubeConfiguration {
        var choice = ConnectionChoice()
        try choose(&choice)
        let path = try folder.write("config", text)
        return try KubeConfiguration.load(path: path, choice, allowExec: allowExec, environment: [:])
    }

    @Test("what a person chooses counts instead, and no other way to log in stays beside a token")
    func choices() throws {
        let text = kubeconfig(
            cluster: "server: https://e\ncertificate-authority-data: Q0E=", user: "tokenFile: /x\nusername: me")
        let chosen = try choosing(text) {
            $0.server = "https://other"
            $0.token = Redacted("t")
            $0.tlsServerName = "inner"
            $0.impersonation = try Impersonation(user: "jane", groups: ["dev"], uid: "7")
        }
        #expect(chosen.server == "https://other" && chosen.credentials == .token(Redacted("t")))
        #expect(chosen.tls.caPEM == Array("CA".utf8) && chosen.tls.serverName == "inner")
        #expect(chosen.namespace == "shop" && chosen.impersonation?.user == "jane")
        let insecure = try choosing(text) { $0.insecureSkipTLSVerify = true }
        #expect(insecure.tls.insecureSkipVerify && insecure.tls.caPEM == nil)
        try folder.write("ca.crt", "OTHER")
        let trusting = try choosing(text) { $0.certificateAuthority = "\(folder.path)/ca.crt" }
        #expect(trusting.tls.caPEM == Array("OTHER".utf8))
        #expect(throws: KubeError.self) { try choosing(text) { $0.cluster = "none" } }
        #expect(throws: KubeError.self) { try choosing(text) { $0.user = "none" } }
    }

    @Test("a server alone is enough without a current context")
    func serverAlone() throws {
        let chosen = try choosing("apiVersion: v1\nkind: Config\n") { $0.server = "http://127.0.0.1:1" }
        #expect(chosen.server == "http://127.0.0.1:1" && chosen.credentials == .none)
    }

    @Test("a person's kubeconfig may act as somebody else, a controller's may not")
    func acting() throws {
        let text = kubeconfig(user: "token: t\nas: jane\nas-groups: [dev]")
        #expect(try choosing(text) { _ in }.impersonation == Impersonation(user: "jane", groups: ["dev"], uid: ""))
        #expect(throws: KubeError.self) { try choosing(text, allowExec: false) { _ in } }
    }

    @Test("in a pod: the service account, and IPv6 in brackets")
    func inCluster() throws {
        try folder.write("token", "pod-token\n")
        try folder.write("ca.crt", "CA")
        try folder.write("namespace", "apps")
        let environment = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
        let configuration = try KubeConfiguration.inCluster(environment: environment, folder: folder.path)
        #expect(configuration.server == "https://[fd00::1]:443")
        #expect(configuration.credentials == .tokenFile("\(folder.path)/token"))
        #expect(configuration.namespace == "apps")
        let outside = #expect(throws: KubeError.self) {
            try KubeConfiguration.inCluster(environment: [:], folder: "/x")
        }
        #expect(outside?.message.contains("not in a pod") == true)
    }

    @Test("no secret of a configuration shows when it is printed")
    func redacted() throws {
        let configuration = try load(
            kubeconfig(user: "client-certificate-data: Q0VSVA==\nclient-key-data: S0VZ\ntoken: t0ken"))
        var text = ""
        dump(configuration, to: &text)
        #expect(!"\(configuration)\(text)".contains("t0ken"))
    }
}
