import Documents
import KubeModel
import Surroundings
import Testing
import Transport

@testable import KubeClient

@Suite struct CredentialTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func header(_ source: CredentialSource) async throws -> String? {
        try await source.login().authorization?.exposed
    }

    private func plugin(_ script: String, environment: [String: String] = [:], info: String? = nil) throws -> ExecPlugin
    {
        ExecPlugin(
            apiVersion: "client.authentication.k8s.io/v1",
            command: "sh", arguments: [try folder.write("plugin", script)],
            environment: Redacted(environment), clusterInfo: info)
    }

    private func credential(_ status: String) -> String {
        #"printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":\#(status)}'"#
    }

    @Test("what does not change is sent as it is")
    func fixed() async throws {
        #expect(try await header(CredentialSource(.none, tls: .system, surroundings: .system)) == nil)
        #expect(
            try await header(CredentialSource(.token(Redacted("t")), tls: .system, surroundings: .system)) == "Bearer t"
        )
        let basic = CredentialSource(
            .basic(username: "jane", password: Redacted("pw")), tls: .system, surroundings: .system)
        #expect(try await header(basic) == "Basic amFuZTpwdw==")
        #expect(!basic.discard())
    }

    @Test("a service account's token says whose it is; anything else says nothing")
    func account() {
        func bearer(_ claims: String) -> String {
            "Bearer e30.\(Base64.encode(Array(claims.utf8)).replacing("=", with: "").replacing("+", with: "-")).c2ln"
        }
        let account = ServiceAccountToken.account(bearer: bearer(#"{"sub":"system:serviceaccount:home:martlet?>"}"#))
        #expect(account?.description == "home/martlet?>")
        for other in [
            "Bearer abc", "Basic amFuZTpwdw==", bearer("[]"), bearer(#"{"sub":"jane"}"#),
            bearer(#"{"sub":"system:node:a:b"}"#), bearer(#"{"sub":"system:serviceaccount:a"}"#), "Bearer a.?.c",
        ] { #expect(ServiceAccountToken.account(bearer: other) == nil, "\(other)") }
    }

    @Test("a token file is read again when the server refuses what was in it")
    func tokenFile() async throws {
        let path = try folder.write("token", "one\n")
        let source = CredentialSource(.tokenFile(path), tls: .system, surroundings: .system)
        #expect(try await header(source) == "Bearer one")
        try folder.write("token", "two")
        #expect(try await header(source) == "Bearer one")
        #expect(source.discard())
        #expect(try await header(source) == "Bearer two")
        try folder.write("token", "")
        #expect(source.discard())
        #expect(try await header(source) == "Bearer two")
    }

    @Test("a plugin runs once, until its answer expires")
    func pluginCaching() async throws {
        let count = #"echo >> "$COUNT"; "#
        let counter = try folder.write("count", "")
        let lasting = try plugin(
            count + credential(#"{"token":"p","expirationTimestamp":"2999-01-01T00:00:00Z"}"#),
            environment: ["COUNT": counter])
        let source = CredentialSource(.exec(lasting), tls: .system, surroundings: .system)
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 { group.addTask { try await header(source) } }
            for try await answer in group { #expect(answer == "Bearer p") }
        }
        #expect(try ConfigurationFile.bytes(counter).count == 1)
        #expect(source.discard())
        #expect(try await header(source) == "Bearer p")
        #expect(try ConfigurationFile.bytes(counter).count == 2)
    }

    @Test("a plugin learns about the cluster and may answer with a certificate")
    func pluginCertificate() async throws {
        let script = #"case "$KUBERNETES_EXEC_INFO" in *'"server":"https://e"'*'') ;; *) exit 7 ;; esac; "#
        let plugin = try plugin(
            script + credential(#"{"clientCertificateData":"C","clientKeyData":"K"}"#), info: #"{"server":"https://e"}"#
        )
        let login = try await CredentialSource(.exec(plugin), tls: .system, surroundings: .system).login()
        #expect(login.authorization == nil)
        #expect(login.tls.clientCertificatePEM == Array("C".utf8) && login.tls.clientKeyPEM?.exposed == Array("K".utf8))
    }

    @Test(
        "a plugin that fails says so without its output",
        arguments: [
            "echo s3cret; exit 3", "echo s3cret", #"printf '{"status":{"token":"s3cret"}}'"#,
            #"printf '{"status":{}}'"#,
        ])
    func pluginFailure(script: String) async throws {
        let source = CredentialSource(.exec(try plugin(script)), tls: .system, surroundings: .system)
        let error = await #expect(throws: KubeError.self) { try await source.login() }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains("s3cret") == false)
    }
}
