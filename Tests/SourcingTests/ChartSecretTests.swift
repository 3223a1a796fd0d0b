import ChartSources
import Documents
import Foundation
import GitOpsAPI
import Testing
import Transport

@testable import Sourcing

@Suite("Secrets for charts") struct ChartSecretTests {
    private let wanted: WantedChart? = {
        var helm = GitOpsApplication.Helm()
        helm.chart = "podinfo"
        helm.repoURL = "https://charts.example.org"
        helm.passCredentials = true
        return WantedChart(helm, in: "shop")
    }()

    private func repository(_ entries: [String: String]?) throws -> ChartRepository {
        let data = entries.map { entries in
            Object(entries.map { ($0, Value.string(Data($1.utf8).base64EncodedString())) })
        }
        return try ChartRepository(try #require(wanted), secret: data.map { ["data": .object($0)] })
    }

    @Test("without a Secret nobody is told who we are")
    func none() throws {
        let repository = try repository(nil)
        #expect(repository.credentials == .none && repository.tls == .system && repository.passCredentials)
    }

    @Test("a password, a token or a docker configuration, in this order; newlines at the end of texts do not count")
    func credentials() throws {
        let all = ["username": "ada\n", "password": "s3cret\n", "token": "t\n", ".dockerconfigjson": "{}"]
        let password = ChartCredentials.basic(username: "ada", password: Redacted("s3cret"))
        #expect(try repository(all).credentials == password)
        #expect(try repository(["bearerToken": "t"]).credentials == .bearer(token: Redacted("t")))
        #expect(
            try repository(["token": "t\n", ".dockerconfigjson": "{}"]).credentials == .bearer(token: Redacted("t")))
        let docker = ChartCredentials.dockerConfiguration(Redacted(Array("{}".utf8)))
        #expect(try repository([".dockerconfigjson": "{}"]).credentials == docker)
        #expect(try repository(["other": "x"]).credentials == .none)
    }

    @Test("authorities and client certificates, as kubectl and as Flux name them")
    func certificates() throws {
        let tls = try repository(["ca.crt": "A\n", "tls.crt": "C\n", "tls.key": "K\n"]).tls
        #expect(tls.caPEM == Array("A\n".utf8) && tls.clientCertificatePEM == Array("C\n".utf8))
        #expect(try repository(["caFile": "A\n", "certFile": "C\n", "keyFile": "K\n"]).tls == tls)
    }

    @Test("what is missing is named, and nothing that is there is told")
    func invalid() throws {
        for (entries, words) in [
            (["password": "s3cret"], "lacks 'username'"), (["tls.crt": "s3cret"], "'tls.key'"),
        ] {
            let error = #expect(throws: SecretEntries.Invalid.self) { try repository(entries) }
            #expect(error?.message.contains(words) == true && error?.message.contains("s3cret") == false)
        }
    }
}
