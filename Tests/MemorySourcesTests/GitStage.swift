import Git
import MemorySources
import OperatorTesting
import SourceTrees
import Surroundings

/// A repository and mirrors of it, and a record of what whoever uses them got to see.
final class GitStage {
    /// What is done to the repository on its server.
    struct Server {
        var url: String
        var write: (String, String) throws -> Void
        var remove: (String) throws -> Void
        var commit: () throws -> String
        /// Makes the newest commit the head of a branch.
        var branch: (String) throws -> Void
        var tag: (String, String) throws -> Void
        var removeReference: (String) throws -> Void
    }

    let server: Server
    let mirrors: any RepositoryMirrors
    private(set) var transcript: [String] = []
    /// Ids differ, so they are called by the order in which they are made.
    private var names: [String: String] = [:]

    init(_ server: Server, _ mirrors: any RepositoryMirrors) {
        self.server = server
        self.mirrors = mirrors
    }

    static func memory() -> GitStage {
        let repository = MemoryRepository(url: "https://git.test/r")
        var head = ""
        let server = Server(
            url: repository.url, write: { repository.write($0, $1) }, remove: { repository.remove($0) },
            commit: {
                head = repository.commit()
                return head
            }, branch: { repository.point("refs/heads/\($0)", at: head) },
            tag: { repository.point("refs/tags/\($0)", at: $1) },
            removeReference: { repository.removeReference($0) })
        return GitStage(server, MemoryMirrors([repository], time: .system))
    }

    static func real(_ mirrors: any RepositoryMirrors) throws -> GitStage {
        let repository = try GitRepository()
        let server = Server(
            url: repository.url, write: { try repository.write($0, $1) }, remove: { try repository.remove($0) },
            commit: { try repository.commit() }, branch: { try repository.git("branch", "--force", $0) },
            tag: { try repository.git("tag", "--force", $0, $1) },
            removeReference: { try repository.git("update-ref", "-d", $0) })
        return GitStage(server, mirrors)
    }

    // MARK: Steps

    var remote: GitRemote { GitRemote(url: server.url) }

    @discardableResult func commit(_ path: String, _ text: String) throws -> String {
        try server.write(path, text)
        return try commit()
    }

    @discardableResult func commit() throws -> String {
        let id = try server.commit()
        names[id] = "commit \(names.count + 1)"
        return id
    }

    func refresh(_ references: GitReference..., of remote: GitRemote? = nil) async {
        let remote = remote ?? self.remote
        do throws(GitError) {
            let refresh = try await mirrors.refresh(
                remote, references: references, timeout: .seconds(60), account: "team")
            for reference in references {
                note("\(reference)", refresh.revisions[reference] ?? .failure(GitError(.invalid, "no answer")))
            }
            let hasRoom = await mirrors.mirrorSize(remote) > 0
            note("fetched: \(refresh.fetched), has room: \(hasRoom)")
        } catch {
            note("refresh: \(error.code)")
        }
    }

    func read(_ paths: String..., at commit: String) {
        do {
            let tree = try mirrors.tree(remote, commit: commit)
            note("message: \(try mirrors.commit(remote, commit).message)")
            for path in paths {
                let content = try? tree.read(path, limit: 1_000)
                note("\(path): \(content.map { String(decoding: $0, as: UTF8.self) } ?? "none")")
                note("\(path): \((try? tree.list(path).map(\.name)) ?? [])")
            }
        } catch {
            note("read: \(error.code)")
        }
    }

    func note(_ text: String) {
        transcript.append(names.reduce(text) { $0.replacing($1.key, with: $1.value) })
    }

    private func note(_ reference: String, _ result: Result<GitRevision, GitError>) {
        switch result {
        case .success(let revision): note("\(reference): \(revision)")
        case .failure(let error): note("\(reference): \(error.code)")
        }
    }
}
