import Foundation
import Git
import Testing

@Suite("room for mirrors", .timeLimit(.minutes(3))) struct QuotaTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Takes some 170 KB in a mirror, and twice that while it is received.
    private func noise() -> String {
        (0..<20_000).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
    }

    private func repository(_ name: String) throws -> TestRepository {
        let repository = try TestRepository(in: folder.path, name)
        try repository.push("noise", noise())
        return repository
    }

    private func remote(_ name: String) throws -> GitRemote { remote(try repository(name)) }

    private func remote(_ repository: TestRepository) -> GitRemote { GitRemote(url: "file://\(repository.bare)") }

    private func refresh(_ bench: Bench, _ remote: GitRemote, _ account: String) async -> GitError? {
        await failure {
            try await bench.mirrors.refresh(remote, references: [.head], timeout: .seconds(30), account: account)
                .revisions[.head]?.get()
        }
    }

    @Test("a namespace has its share, which deleting gives back; another one has its own; what is here is served on")
    func share() async throws {
        let bench = try Bench(diskShare: 600_000)
        let (first, second, third) = (try remote("a.git"), try remote("b.git"), try remote("c.git"))
        #expect(await refresh(bench, first, "shop") == nil)
        #expect(await refresh(bench, second, "shop") == nil)
        for _ in 0..<3 {
            let error = await refresh(bench, third, "shop")
            #expect(error?.code == .quota && error?.message.contains("--git-namespace-disk") == true)
            #expect(error?.message.contains("namespace shop") == true)
        }
        #expect(await bench.mirrorSize(third) < 1_000)
        #expect(await refresh(bench, first, "shop") == nil)
        #expect(await refresh(bench, try remote("d.git"), "data") == nil)
        bench.mirrors.release(first, account: "shop")
        #expect(await refresh(bench, third, "shop") == nil)
        // Nobody needed the room of the first one on disk: it is still there.
        #expect(await refresh(bench, first, "shop") == nil)
        #expect(await bench.mirrorSize(second) > 0)
    }

    @Test("a repository that has become smaller needs the room that it takes now, and not what it took once")
    func shrunk() async throws {
        let bench = try Bench(diskShare: 600_000)
        let repository = try repository("a.git")
        #expect(await refresh(bench, remote(repository), "shop") == nil)
        try repository.push("more", noise())
        #expect(await refresh(bench, remote(repository), "shop") == nil)
        let before = await bench.mirrorSize(remote(repository))
        let served = try repository.head()
        try repository.push("much more", noise())
        #expect(await refresh(bench, remote(repository), "shop")?.code == .quota)
        #expect(await bench.mirrorSize(remote(repository)) == before)
        #expect(try bench.mirrors.commit(remote(repository), served).sha == served)
        try repository.git("checkout", "-q", "--orphan", "small")
        try repository.git("rm", "-q", "-r", "-f", ".")
        let id = try repository.push("noise", noise())
        #expect(await refresh(bench, remote(repository), "shop") == nil)
        #expect(try bench.mirrors.commit(remote(repository), id).sha == id)
        #expect(await bench.mirrorSize(remote(repository)) < before)
    }

    @Test(
        "where there is no room for all, what nobody wants goes, the least used first, also what an earlier process left"
    )
    func whole() async throws {
        let cache = try TemporaryFolder()
        let remotes = try ["a.git", "b.git", "c.git", "d.git"].map(remote)
        do {
            let earlier = try Bench(in: cache)
            #expect(await refresh(earlier, remotes[0], "shop") == nil)
            #expect(await refresh(earlier, remotes[1], "shop") == nil)
        }
        let bench = try Bench(in: cache, diskLimit: 750_000)
        #expect(await refresh(bench, remotes[1], "shop") == nil)
        #expect(await refresh(bench, remotes[2], "shop") == nil)
        #expect(await bench.mirrorSize(remotes[0]) > 0)
        bench.mirrors.release(remotes[1], account: "shop")
        // Nobody has wanted the first one in this process.
        #expect(await refresh(bench, remotes[3], "data") == nil)
        #expect(await bench.mirrorSize(remotes[0]) == 0)
        #expect(await bench.mirrorSize(remotes[1]) > 0)
        #expect(await bench.mirrorSize(remotes[2]) > 0)
        #expect(await refresh(bench, remotes[0], "data") == nil)
        #expect(await bench.mirrorSize(remotes[1]) == 0)
        #expect(await bench.mirrorSize(remotes[2]) > 0)
        let error = await refresh(bench, remotes[1], "third")
        #expect(error?.code == .quota && error?.message.contains("--git-disk") == true)
        #expect(await refresh(bench, remotes[2], "shop") == nil)
    }
}
