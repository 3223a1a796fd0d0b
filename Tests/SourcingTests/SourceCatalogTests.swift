import Documents
import Git
import Testing

@testable import Sourcing

@Suite("which revisions are in use") struct SourceCatalogTests {
    private let catalog = SourceCatalog()
    private let repository = ObjectKey(namespace: "shop", name: "repository")
    private let remote = GitRemote(url: "https://git.example.org/shop.git")
    private let main = GitReference.branch("main")

    private func application(_ name: String) -> ObjectKey { ObjectKey(namespace: "shop", name: name) }

    private func revision(_ digit: Character) -> GitRevision {
        GitRevision(reference: "main", commit: String(repeating: digit, count: 40))
    }

    private func record(_ revisions: [GitReference: Result<GitRevision, GitError>]) -> Set<ObjectKey> {
        Set(catalog.record(repository, remote: remote, own: main, revisions: revisions))
    }

    @Test("what was found is told, and nothing of what was not")
    func found() {
        #expect(catalog.found(of: repository).isEmpty)
        _ = record([main: .success(revision("1")), .tag("v1"): .failure(GitError(.notFound(.reference), "no tag v1"))])
        #expect(catalog.found(of: repository) == [main: revision("1")])
    }

    @Test("a remote is asked again only for references that it was not asked for")
    func use() {
        #expect(!catalog.use(repository, by: application("own"), at: []))
        #expect(catalog.use(repository, by: application("other"), at: [.tag("v1")]))
        _ = record([main: .success(revision("1")), .tag("v1"): .success(revision("2"))])
        #expect(!catalog.use(repository, by: application("third"), at: [.tag("v1")]))
        #expect(catalog.use(repository, by: application("third"), at: [.tag("v2")]))
        #expect(catalog.references(of: repository) == [.tag("v1"), .tag("v2")])
    }

    @Test("a new revision is news for those who use it, and for nobody else")
    func news() {
        _ = catalog.use(repository, by: application("own"), at: [])
        _ = catalog.use(repository, by: application("tagged"), at: [.tag("v1")])
        let tagged = Result<GitRevision, GitError>.success(revision("2"))
        #expect(record([main: .success(revision("1")), .tag("v1"): tagged]).count == 2)
        #expect(record([main: .success(revision("1")), .tag("v1"): tagged]) == [])
        #expect(record([main: .success(revision("3")), .tag("v1"): tagged]) == [application("own")])
    }

    @Test("an application that moves to another repository, or goes, uses the first no more")
    func moves() {
        let other = ObjectKey(namespace: "shop", name: "other")
        _ = catalog.use(repository, by: application("a"), at: [.tag("v1")])
        _ = catalog.use(other, by: application("a"), at: [])
        #expect(catalog.users(of: repository) == [] && catalog.users(of: other) == [application("a")])
        catalog.forgetUser(application("a"))
        #expect(catalog.users(of: other) == [])
    }

    @Test("an application with several sources hears of each, and leaves those that it has no more")
    func severalSources() {
        let other = ObjectKey(namespace: "shop", name: "other")
        let web = application("web")
        let uses: Set = [
            SourceCatalog.Use(repository, at: []), SourceCatalog.Use(repository, at: [.tag("v1")]),
            SourceCatalog.Use(other, at: [.tag("v2")]),
        ]
        #expect(catalog.use(uses, by: web) == [repository, other])
        #expect(catalog.references(of: repository) == [.tag("v1")])
        let tagged = Result<GitRevision, GitError>.success(revision("2"))
        #expect(record([main: .success(revision("1")), .tag("v1"): tagged]) == [web])
        #expect(record([main: .success(revision("3")), .tag("v1"): tagged]) == [web])
        #expect(record([main: .success(revision("3")), .tag("v1"): .success(revision("4"))]) == [web])
        catalog.requestLook(at: other, for: web)
        #expect(catalog.use([SourceCatalog.Use(repository, at: [])], by: web) == [])
        #expect(catalog.users(of: other) == [] && !catalog.isAwaitingLook(web))
        catalog.forgetUser(web)
        #expect(catalog.users(of: repository) == [])
    }

    @Test("nothing is kept of a name that was never found, once nobody uses it")
    func nothingLeft() {
        _ = catalog.use(repository, by: application("web"), at: [.tag("v1")])
        catalog.noteMissing(in: "shop", by: application("web"))
        _ = catalog.use([], by: application("web"))
        #expect(catalog.counts.repositories == 0)
        _ = catalog.use(repository, by: application("web"), at: [.tag("v1")])
        _ = record([main: .success(revision("1"))])
        catalog.forgetRepository(repository)
        #expect(catalog.counts.repositories == 1)
        catalog.forgetUser(application("web"))
        #expect(catalog.counts.repositories == 0 && catalog.counts.missing == 0)
        _ = record([main: .success(revision("1"))])
        _ = catalog.use(repository, by: application("web"), at: [])
        catalog.forgetUser(application("web"))
        // What was found stays for as long as the repository.
        #expect(catalog.counts.repositories == 1)
    }

    @Test("who misses a repository of a namespace hears once that one has come there")
    func missing() {
        let (web, gone) = (application("web"), application("gone"))
        catalog.noteMissing(in: "shop", by: web)
        catalog.noteMissing(in: "shop", by: gone)
        catalog.forgetUser(gone)
        #expect(catalog.takeMissing(in: "other") == [])
        #expect(catalog.takeMissing(in: "shop") == [web])
        #expect(catalog.takeMissing(in: "shop") == [])
    }

    @Test("of several meanings the first that exists counts; what nobody asked for is unknown")
    func lookup() {
        #expect(catalog.lookup(repository, [main]) == .unknown)
        let missing = Result<GitRevision, GitError>.failure(GitError(.notFound(.reference), "no such branch"))
        _ = record([.branch("v1"): missing, .tag("v1"): .success(revision("2"))])
        #expect(catalog.lookup(repository, [.branch("v1"), .tag("v1")]) == .found(revision("2")))
        #expect(catalog.lookup(repository, [.branch("v1")]) == .failed("no such branch"))
        #expect(catalog.lookup(repository, [.branch("v1"), .semver("v1")]) == .unknown)
        catalog.forgetRepository(repository)
        #expect(catalog.lookup(repository, [.tag("v1")]) == .unknown && catalog.remote(of: repository) == nil)
    }
}
