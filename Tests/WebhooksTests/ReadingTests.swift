import Testing
import Webhooks

@Suite("What a delivery says") struct ReadingTests {
    private static let commit = Fixtures.commit
    private static let main = Announcement.Change(reference: "refs/heads/main", commit: commit)

    private func read(_ file: String, _ sender: Sender, _ headers: [String: String] = [:]) throws -> Reading {
        Delivery(headers: headers, query: "", body: try Fixtures.body(file)).read(from: sender)
    }

    private func expect(
        _ file: String, _ sender: Sender, _ headers: [String: String] = [:], is repository: String,
        _ changes: [Announcement.Change], _ location: SourceLocation = #_sourceLocation
    ) throws {
        guard case .announcements(let all) = try read(file, sender, headers) else {
            Issue.record("no announcement", sourceLocation: location)
            return
        }
        let identity = try #require(RepositoryIdentity(repository))
        #expect(all.count == 1, sourceLocation: location)
        #expect(Set(all[0].addresses.map { RepositoryIdentity($0) }) == [identity], sourceLocation: location)
        #expect(all[0].changes == changes, sourceLocation: location)
    }

    @Test("by GitHub")
    func gitHub() throws {
        let repository = "https://github.com/shop/config"
        try expect("github-push", .gitHub, ["x-github-event": "push"], is: repository, [Self.main])
        try expect(
            "github-delete", .gitHub, ["x-github-event": "push"], is: repository,
            [Announcement.Change(reference: "refs/tags/v1.0.0", commit: nil)])
        #expect(try read("github-ping", .gitHub, ["x-github-event": "ping"]) == .ping)
        #expect(try read("github-push", .gitHub, ["x-github-event": "issues"]) == .irrelevant)
        #expect(try read("github-push", .gitHub) == .irrelevant)
    }

    @Test("by GitHub and Gitea as a form, as they offer it")
    func form() throws {
        let text = try Fixtures.body("github-push").map { "%" + Fixtures.hex([$0]) }.joined()
        let delivery = Delivery(
            headers: ["x-github-event": "push", "content-type": "application/x-www-form-urlencoded"], query: "",
            body: Array("payload=\(text)".utf8))
        #expect(delivery.read(from: .gitHub) == (try read("github-push", .gitHub, ["x-github-event": "push"])))
    }

    @Test("by GitLab, for a project and for all")
    func gitLab() throws {
        let repository = "https://gitlab.example.org/shop/config"
        try expect("gitlab-push", .gitLab, ["x-gitlab-event": "Push Hook"], is: repository, [Self.main])
        try expect(
            "gitlab-tag", .gitLab, ["x-gitlab-event": "Tag Push Hook"], is: repository,
            [Announcement.Change(reference: "refs/tags/v1.0.0", commit: Self.commit)])
        try expect(
            "gitlab-system", .gitLab, ["x-gitlab-event": "System Hook"], is: repository,
            [Self.main, Announcement.Change(reference: "refs/heads/next", commit: Self.commit)])
        #expect(try read("gitlab-push", .gitLab, ["x-gitlab-event": "Issue Hook"]) == .irrelevant)
    }

    @Test("by Gitea, Forgejo and Gogs, which name GitHub's event as well")
    func gitea() throws {
        for name in ["x-gitea-event", "x-forgejo-event", "x-gogs-event"] {
            try expect(
                "gitea-push", .gitea, [name: "push", "x-github-event": "push"],
                is: "https://git.example.org/shop/config", [Self.main])
        }
        #expect(try read("gitea-push", .gitea, ["x-gitea-event": "issues", "x-github-event": "push"]) == .irrelevant)
    }

    @Test("by Bitbucket, whose changes are many")
    func bitbucket() throws {
        let changes = [
            Self.main, Announcement.Change(reference: "refs/tags/v1.0.0", commit: Self.commit),
            Announcement.Change(reference: "refs/heads/old", commit: nil),
        ]
        try expect(
            "bitbucket-push", .bitbucket, ["x-event-key": "repo:push"], is: "https://bitbucket.org/shop/config", changes
        )
        #expect(try read("bitbucket-push", .bitbucket, ["x-event-key": "repo:fork"]) == .irrelevant)
        try expect(
            "bitbucket-server-push", .bitbucketServer, ["x-event-key": "repo:refs_changed"],
            is: "https://git.example.org/scm/shop/config.git",
            [Self.main, Announcement.Change(reference: "refs/heads/old", commit: nil)])
        #expect(try read("github-ping", .bitbucketServer, ["x-event-key": "diagnostics:ping"]) == .ping)
    }

    @Test("by Azure DevOps")
    func azure() throws {
        try expect("azure-push", .azureDevOps, is: "https://dev.azure.com/org/My%20Shop/_git/config", [Self.main])
        let other = Delivery(headers: [:], query: "", body: Array(#"{"eventType":"workitem.created"}"#.utf8))
        #expect(other.read(from: .azureDevOps) == .irrelevant)
    }

    @Test("by anybody's own program, of which nothing has to be there")
    func generic() {
        func read(_ text: String) -> Reading {
            Delivery(headers: [:], query: "", body: Array(text.utf8)).read(from: .generic)
        }
        #expect(read("{}") == .announcements([Announcement(addresses: [], changes: [])]))
        let whole = read(#"{"repository":"https://git.example.org/a","ref":"main","revision":"\#(Self.commit)"}"#)
        #expect(whole == .announcements([Announcement(addresses: ["https://git.example.org/a"], changes: [Self.main])]))
        let several = read(#"{"repositories":["https://git.example.org/a","oci://registry.example.org/b"]}"#)
        #expect(
            several
                == .announcements([
                    Announcement(addresses: ["https://git.example.org/a"], changes: []),
                    Announcement(addresses: ["oci://registry.example.org/b"], changes: []),
                ]))
    }

    @Test("by registries")
    func registries() throws {
        try expect("harbor-push", .harbor, is: "oci://registry.example.org/charts/shop", [])
        try expect("harbor-cloudevent", .harbor, is: "oci://registry.example.org/charts/shop", [])
        try expect("dockerhub-push", .dockerHub, is: "oci://registry-1.docker.io/shop/chart", [])
        try expect("ghcr-package", .ghcr, ["x-github-event": "package"], is: "oci://ghcr.io/shop/charts/shop", [])
        try expect("quay-push", .quay, is: "oci://quay.io/shop/chart", [])
    }

    @Test("in CloudEvents, one or several, and in CDEvents")
    func cloudEvents() throws {
        try expect("cloudevent", .cloudEvents, is: "https://git.example.org/shop/config", [Self.main])
        guard case .announcements(let several) = try read("cloudevent-batch", .cloudEvents) else {
            Issue.record("no announcement")
            return
        }
        #expect(
            several.map(\.addresses) == [
                ["https://git.example.org/shop/config.git"], ["https://git.example.org/shop/other.git"],
            ])
        try expect(
            "cdevents-merged", .cloudEvents, ["ce-type": "dev.cdevents.change.merged.0.2.0"],
            is: "https://git.example.org/shop/config", [])
        try expect(
            "cdevents-artifact", .cloudEvents, ["ce-type": "dev.cdevents.artifact.published.0.2.0"],
            is: "oci://registry.example.org/charts/shop", [])
    }

    @Test("is nothing where it is no JSON object, too deep, or without what makes it one", arguments: Sender.allCases)
    func malformed(_ sender: Sender) {
        let headers = [
            "x-github-event": sender == .ghcr ? "package" : "push",
            "x-event-key": sender == .bitbucket ? "repo:push" : "repo:refs_changed",
        ]
        let deep = String(repeating: #"{"a":"#, count: 100) + "1" + String(repeating: "}", count: 100)
        for text in ["", "null", "7", #""text""#, "{", "{\"ref\":", deep, "\u{0}\u{1}"] {
            let reading = Delivery(headers: headers, query: "", body: Array(text.utf8)).read(from: sender)
            guard case .malformed(let what) = reading else {
                Issue.record("\(sender): \(text) is \(reading)")
                continue
            }
            #expect(!what.isEmpty)
        }
        // Wrong types anywhere are no more than absent.
        for file in [
            "github-push", "gitlab-push", "bitbucket-push", "bitbucket-server-push", "azure-push", "harbor-push",
            "quay-push",
        ] {
            guard let body = try? Fixtures.body(file) else { continue }
            for kind in ["7", "null", "[]", "{}", "true"] {
                let text = String(decoding: body, as: UTF8.self).replacing(#/"[^"]*"(?=[,\n])/#, with: kind)
                _ = Delivery(headers: headers, query: "", body: Array(text.utf8)).read(from: sender)
            }
        }
    }

    @Test("has a bound, however much it is")
    func bounds() {
        let changes = (0..<1_000).map {
            #"{"new":{"type":"branch","name":"b\#($0)","target":{"hash":"\#(Self.commit)"}}}"#
        }
        let body = #"{"repository":{"full_name":"a/b"},"push":{"changes":[\#(changes.joined(separator: ","))]}}"#
        let delivery = Delivery(headers: ["x-event-key": "repo:push"], query: "", body: Array(body.utf8))
        guard case .announcements(let all) = delivery.read(from: .bitbucket) else {
            Issue.record("no announcement")
            return
        }
        #expect(all.count == 1 && all[0].changes.count == 64)
    }
}
