import FoundationEssentials
import SourceTrees
import Testing

@testable import Git

/// Rules that need no server.
struct RulesTests {
    @Test(
        "URLs are taken apart",
        arguments: [
            ("https://git.example.org/team/app.git", "https://git.example.org/team/app.git", ""),
            ("HTTPS://Git.Example.org:8443/app/", "https://git.example.org:8443/app", ""),
            ("http://[::1]:80/app", "http://[::1]:80/app", ""),
            ("ssh://host/srv/app.git", "ssh://host/srv/app.git", "git"),
            ("ssh://ada@host:2222/srv/app%20one", "ssh://host:2222/srv/app one", "ada"),
            ("ssh://ada@host/~/app", "ssh://host~/app", "ada"),
            ("git@host:team/app.git", "ssh://hostteam/app.git", "git"),
            ("host:team/app.git", "ssh://hostteam/app.git", "git"), ("ada@[::1]:app", "ssh://[::1]app", "ada"),
        ])
    func urls(text: String, base: String, user: String) throws {
        let url = try GitURL(text, allowFileURLs: false)
        #expect(url.base == base)
        #expect(url.user == user)
    }

    @Test(
        "addresses of one repository are one location",
        arguments: [
            ("https://git.example.org/team/app", "https://git.example.org/team/app.git", true),
            ("https://git.example.org/team/app/", "https://Git.Example.org:443/team/app", true),
            ("https://git.example.org/team/app", "git@git.example.org:team/app.git", true),
            ("ssh://git@git.example.org:22/team/app", "git.example.org:team/app", true),
            ("https://ada@git.example.org/team/app", "https://git.example.org/team/app", true),
            ("file:///srv/app", "file:///srv/app.git", true),
            ("ada@git.example.org:app", "ssh://ada@git.example.org/app", false),
            ("ada@git.example.org:app", "grace@git.example.org:app", false),
            ("ada@git.example.org:app", "git@git.example.org:app", false),
            ("https://git.example.org/team/app", "http://git.example.org/team/app", false),
            ("https://git.example.org/team/app", "https://git.example.org:8443/team/app", false),
            ("https://git.example.org/team/app", "https://git.example.org/team/apps", false),
            ("https://git.example.org/team/app", "https://example.org/team/app", false),
        ])
    func locations(one: String, other: String, areSame: Bool) throws {
        let location = try #require(GitLocation(one))
        #expect((location == GitLocation(other)) == areSame)
    }

    @Test(
        "what is no address of a repository has no location", arguments: ["", "app", "https://host", "ftp://host/app"])
    func noLocation(text: String) { #expect(GitLocation(text) == nil) }

    @Test(
        "a name is a tag or a branch, as git has it, or a commit",
        arguments: [
            ("", [GitReference.head]), ("HEAD", [.head]), ("v1", [.tag("v1"), .branch("v1")]),
            ("refs/heads/a/b", [.branch("a/b")]), ("heads/main", [.branch("main")]), ("refs/tags/v1", [.tag("v1")]),
            ("tags/v1", [.tag("v1")]), ("refs/pull/1/head", [.tag("refs/pull/1/head"), .branch("refs/pull/1/head")]),
            ("0123456789abcdef0123456789abcdef01234567", [.commit("0123456789abcdef0123456789abcdef01234567")]),
            ("0123456", [.tag("0123456"), .branch("0123456")]),
        ])
    func candidates(name: String, references: [GitReference]) {
        #expect(GitReference.candidates(for: name) == references)
    }

    @Test(
        "URLs that hide secrets or options, or that are none, are refused",
        arguments: [
            ("https://ada:secret@host/app", GitError.Code.invalid), ("https://token@host/app", .invalid),
            ("ssh://ada:secret@host/app", .invalid), ("ada:secret@host:app", .invalid),
            ("git://host/app", .unsupported),
            ("ftp://host/app", .unsupported), ("file:///srv/app", .refused), ("/srv/app", .invalid), ("app", .invalid),
            ("ssh://-oProxyCommand=x/app", .invalid), ("-oProxyCommand=x@host:app", .invalid), ("git@-x:app", .invalid),
            ("git@host:-x", .invalid), ("git@host:", .invalid), ("https://host", .invalid), ("https://host/", .invalid),
            ("https:///app", .invalid), ("https://host:0/app", .invalid), ("https://host:99999/app", .invalid),
            ("https://ho st/app", .invalid), ("https://host/a\nb", .invalid), ("https://host/app?x=1", .invalid),
            ("https://host/app#x", .invalid), ("ssh://host/a%0ab", .invalid), ("ssh://host/a%zz", .invalid),
            ("ssh://ho$(id)st/app", .invalid), ("ssh://a`id`@host/app", .invalid), ("", .invalid),
            ("https://host%2f@evil/app", .invalid), ("ssh://host", .invalid), ("ext::sh -c id", .invalid),
        ])
    func refusedURLs(text: String, code: GitError.Code) {
        let error = #expect(throws: GitError.self) { try GitURL(text, allowFileURLs: false) }
        #expect(error?.code == code)
        #expect(error?.message.contains("secret") != true)
    }

    @Test("a path is one word in the shell at the other end")
    func quoting() {
        #expect(SSHProgram.shellQuote("it's; rm -rf $HOME") == #"'it'\''s; rm -rf $HOME'"#)
    }

    @Test(
        "what ssh says is told apart",
        arguments: [
            ("Host key verification failed.", GitError.Code.hostKey),
            ("No ED25519 host key is known for [h]:22 and you have requested strict checking.", .hostKey),
            ("@@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n@@@@", .hostKey),
            ("git@h: Permission denied (publickey).", .authentication),
            ("Load key \"/x/key\": error in libcrypto", .authentication),
            ("ERROR: Repository not found.\nfatal: Could not read", .notFound(.remote)),
            ("fatal: '/x' does not appear to be a git repository", .notFound(.remote)),
            ("ssh: connect to host h port 22: Connection timed out", .timedOut),
            ("ssh: Could not resolve hostname h: Name or service not known", .network),
            ("ssh: connect to host h port 22: Connection refused", .network),
            ("No user exists for uid 65532", .unsupported), ("", .network),
        ])
    func sshFailures(text: String, code: GitError.Code) throws {
        let url = try GitURL("ssh://h/app", allowFileURLs: false)
        #expect(SSHFailure.error(text, url).code == code)
    }

    @Test("what ssh says is quoted on one line and in bounds")
    func sshQuote() {
        let quote = SSHFailure.quote("@@@@\n\u{1b}[31mred\u{7}\n" + String(repeating: "x", count: 5_000))
        #expect(quote.hasPrefix(" (ssh says: [31mred | xxx"))
        #expect(quote.utf8.count < 400)
    }

    @Test(
        "redirects lead to repositories only",
        arguments: [
            ("https://other/x.git/info/refs?service=git-upload-pack", "https://other/x.git"),
            ("/x.git/info/refs?service=git-upload-pack", "https://host:1/x.git"),
            ("//other/x/info/refs?service=git-upload-pack", "https://other/x"),
            ("https://other/login", nil), ("x/info/refs?service=git-upload-pack", nil),
            ("https://other/\(String(repeating: "x", count: 1_000))/info/refs?service=git-upload-pack", nil),
        ])
    func redirects(location: String, base: String?) {
        #expect(Redirect.base(from: "https://host:1/a.git", location: location) == base)
    }

    @Test("git's formats are read with care")
    func formats() {
        let id = [UInt8](repeating: 0xAB, count: 20)
        #expect(ObjectFormat.tree(Array("100644 a\0".utf8) + id)?.first?.id == String(repeating: "ab", count: 20))
        #expect(ObjectFormat.tree([]) == [])
        for bad in ["100644 a\0", "100644 ..\0", "100644 a/b\0", "x a\0", "100644a"] {
            #expect(ObjectFormat.tree(Array(bad.utf8) + (bad.hasSuffix("a\0") && bad.hasPrefix("1") ? [] : id)) == nil)
        }
        #expect(ObjectFormat.commit("x", Array("tree 12\nauthor".utf8)) == nil)
        let parent = String(repeating: "cd", count: 20)
        let header =
            "tree \(String(repeating: "ab", count: 20))\nparent \(parent)\nparent 12\nauthor A B <a@b> 12 +0000\ncommitter C <c@d> 34 -0100\n\nHi\n"
        let commit = ObjectFormat.commit("x", Array(header.utf8))
        #expect(commit?.author == "A B")
        #expect(commit?.message == "Hi" && commit?.parents == [parent])
        #expect(commit?.time.timeIntervalSince1970 == 34)
    }

    @Test("the head that names nothing, and the head that is detached")
    func heads() throws {
        let (one, two) = (String(repeating: "1", count: 40), String(repeating: "2", count: 40))
        var listing = RemoteListing()
        listing.add("refs/heads/old", one, target: nil)
        #expect(throws: GitError.self) { try listing.find(.head) }
        listing.add("HEAD", two, target: nil)
        #expect(try listing.find(.head) == WantedReference(name: "HEAD", refspec: "HEAD", object: two))
        listing.add("HEAD", one, target: "refs/heads/old")
        #expect(try listing.find(.head) == WantedReference(name: "old", refspec: "refs/heads/old", object: one))
    }

    @Test("encrypted keys are known by their looks")
    func keys() {
        #expect(SSHKey.isEncrypted("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"))
        #expect(SSHKey.isEncrypted("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"))
        #expect(!SSHKey.isEncrypted("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n"))
    }
}
