import Foundation
import Testing
import Transport

@testable import ChartSources

@Suite("Credentials")
struct CredentialTests {
    private func entry(_ text: String, for place: String) throws -> CredentialEntry {
        try ChartCredentials.dockerConfiguration(Redacted(Array(text.utf8))).entry(for: place)
    }

    private func basic(_ username: String) -> CredentialEntry {
        .basic(username: username, password: Redacted("p:w"))
    }

    private func auth(_ username: String) -> String {
        #"{"auth":"\#(Data("\(username):p:w".utf8).base64EncodedString())"}"#
    }

    @Test("the most specific entry of a docker configuration counts")
    func specific() throws {
        let text =
            #"{"auths":{"a.test":\#(auth("host")),"a.test/team":\#(auth("team")),"https://b.test/v2/":\#(auth("b"))}}"#
        #expect(try entry(text, for: "a.test/other/web") == basic("host"))
        #expect(try entry(text, for: "a.test/team/web") == basic("team"))
        #expect(try entry(text, for: "a.test/teams/web") == basic("host"))
        #expect(try entry(text, for: "B.test/web") == basic("b"))
        #expect(try entry(text, for: "a.test:5000/web") == .none)
        #expect(try entry("{}", for: "a.test/web") == .none)
    }

    @Test("Docker's own registry has several names")
    func hub() throws {
        let text = #"{"auths":{"https://index.docker.io/v1/":{"username":"me","password":"p:w"}}}"#
        #expect(try entry(text, for: "docker.io/me/web") == basic("me"))
        #expect(try entry(text, for: "registry-1.docker.io/me/web") == basic("me"))
    }

    @Test(
        "malformed configurations say what is wrong, and nothing of what they hold",
        arguments: [
            "s3cret", "[]", #"{"auths":{"a.test":{"auth":"s3cret!"}}}"#, #"{"auths":{"a.test":{"auth":"czNjcmV0"}}}"#,
            #"{"credHelpers":{"a.test":"s3cret"}}"#,
        ])
    func malformed(text: String) {
        let error = #expect(throws: ChartSourceError.self) { try entry(text, for: "a.test/web") }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("s3cret") == false)
    }

    @Test("nothing that is printed shows a secret")
    func redacted() {
        let repository = ChartRepository(url: "https://a.test", credentials: .login, tls: .system)
        #expect(!"\(repository)".contains("s3cret"))
        #expect(!"\(CredentialEntry.basic(username: "u", password: Redacted("s3cret")))".contains("s3cret"))
        let address = HTTPAddress("https://u:s3cret@a.test/x?signature=s3cret")
        #expect(!"\(String(describing: address))".contains("s3cret"))
        var dumped = ""
        dump(address, to: &dumped)
        #expect(!dumped.contains("s3cret"))
    }

    @Test("challenges are read as servers write them")
    func challenges() {
        let several = Challenge.parse(
            #"Basic realm="a, \"b\"", Bearer realm = "https://a.test/token",service=s,scope="repository:x:pull,push""#)
        #expect(several.map(\.scheme) == ["basic", "bearer"])
        #expect(several[0].parameters == ["realm": #"a, "b""#])
        #expect(
            several[1].parameters
                == ["realm": "https://a.test/token", "service": "s", "scope": "repository:x:pull,push"])
        #expect(Challenge.parse("Negotiate").map(\.scheme) == ["negotiate"])
        #expect(Challenge.parse(#"=="" ,,, "#).isEmpty)
        #expect(Challenge.parse(#"Bearer realm="unfinished"#)[0].parameters == ["realm": "unfinished"])
        #expect(Challenge.parse(String(repeating: "a ", count: 10_000)).isEmpty)
    }
}
