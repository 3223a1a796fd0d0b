import Documents
import Git
import Testing

@testable import Sourcing

private let repository = ObjectKey(namespace: "shop", name: "source")
private let web = ObjectKey(namespace: "shop", name: "web")
private let api = ObjectKey(namespace: "shop", name: "api")
private let remote = GitRemote(url: "https://git.example.org/shop.git")

private func revision(_ digit: Character) -> GitRevision {
    GitRevision(reference: "main", commit: String(repeating: digit, count: 40))
}

@Suite struct SourceLookTests {
    private let catalog = SourceCatalog()

    @Test func `Another remote is news even with the same revision`() {
        _ = catalog.use(repository, by: web, at: [])
        _ = catalog.record(repository, remote: remote, own: .head, revisions: [.head: .success(revision("a"))])
        let other = GitRemote(url: "https://git.example.org/other.git")
        #expect(
            catalog.record(repository, remote: other, own: .head, revisions: [.head: .success(revision("a"))]) == [web])
    }

    @Test func `A repository that is gone is unknown, and its users stay`() {
        _ = catalog.use(repository, by: web, at: [])
        _ = catalog.record(repository, remote: remote, own: .head, revisions: [.head: .success(revision("a"))])
        catalog.forgetRepository(repository)
        #expect(catalog.lookup(repository, [.head]) == .unknown)
        #expect(catalog.users(of: repository) == [web])
        catalog.forgetUser(web)
        #expect(catalog.users(of: repository) == [])
    }

    @Test func `A request is answered by a look that began after it`() {
        let early = catalog.beginLook()
        catalog.requestLook(at: repository, for: web)
        #expect(catalog.endLook(early, at: repository) == [])
        #expect(catalog.isAwaitingLook(web))
        let elsewhere = catalog.beginLook()
        #expect(catalog.endLook(elsewhere, at: ObjectKey(namespace: "shop", name: "other")) == [])
        let late = catalog.beginLook()
        #expect(catalog.endLook(late, at: repository) == [web])
        #expect(!catalog.isAwaitingLook(web))
    }

    @Test func `Who asked several repositories is answered by all of them`() {
        let other = ObjectKey(namespace: "shop", name: "other")
        for key in [repository, other] { catalog.requestLook(at: key, for: web) }
        #expect(catalog.endLook(catalog.beginLook(), at: repository) == [])
        #expect(catalog.isAwaitingLook(web))
        #expect(catalog.endLook(catalog.beginLook(), at: other) == [web])
        #expect(!catalog.isAwaitingLook(web))
    }

    @Test func `Who leaves waits no more`() {
        _ = catalog.use(repository, by: web, at: [])
        _ = catalog.use(repository, by: api, at: [])
        catalog.requestLook(at: repository, for: web)
        catalog.requestLook(at: repository, for: api)
        catalog.forgetUser(web)
        _ = catalog.use(ObjectKey(namespace: "shop", name: "other"), by: api, at: [])
        #expect(!catalog.isAwaitingLook(web))
        #expect(!catalog.isAwaitingLook(api))
    }
}
