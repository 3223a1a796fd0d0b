internal import Digests
package import Git
internal import Synchronization

/// A git repository as its server has it: commits are values, branches and tags name them.
///
/// ```swift
/// let repository = MemoryRepository(url: "https://git.test/r")
/// repository.write("a.yaml", "one")
/// let commit = repository.commit()          // the new head of main
/// ```
package final class MemoryRepository: Sendable {
    struct Commit: Sendable {
        var files: [String: String]
        var message: String
        /// How many came before it: also when it was made, in seconds since 1970.
        var number: Int
        /// What its branch had before; empty for the first.
        var parents: [String]
    }

    private struct State {
        var files: [String: String] = [:]
        var commits: [String: Commit] = [:]
        /// Commits by full names of references.
        var references: [String: String] = [:]
        var faults = SourceFaults<GitError>()
    }

    package let url: String
    /// What HEAD stands for.
    private let head = "refs/heads/main"
    private let state = Mutex(State())

    /// It has no commit yet.
    package init(url: String) { self.url = url }

    package func write(_ path: String, _ text: String) { state.withLock { $0.files[path] = text } }

    /// Removes a file, or a folder with all in it.
    package func remove(_ path: String) {
        state.withLock { state in
            state.files = state.files.filter { $0.key != path && !$0.key.hasPrefix("\(path)/") }
        }
    }

    /// Makes a commit of all files, even if that is nothing new, and a branch its name. Returns the commit's id.
    @discardableResult package func commit(_ message: String = "Change something", branch: String = "main") -> String {
        state.withLock { state in
            let commit = Commit(
                files: state.files, message: message, number: state.commits.count,
                parents: [state.references["refs/heads/\(branch)"]].compactMap(\.self))
            var digest = Digest.Builder()
            digest.add("\(url) \(commit.number) \(message)")
            for (path, text) in commit.files.sorted(by: { $0.key < $1.key }) {
                digest.add(path)
                digest.add(text)
            }
            let id = String(digest.finish().hex.prefix(40))
            state.commits[id] = commit
            state.references["refs/heads/\(branch)"] = id
            return id
        }
    }

    /// Writes one file and commits it.
    @discardableResult package func commit(_ path: String, _ text: String) -> String {
        write(path, text)
        return commit("Change \(path)")
    }

    /// - Parameter name: in full, such as `refs/tags/v1.0.0`.
    package func point(_ name: String, at commit: String) { state.withLock { $0.references[name] = commit } }

    package func removeReference(_ name: String) { state.withLock { $0.references[name] = nil } }

    /// What a commit holds; nil where there is no such commit.
    package func files(of commit: String) -> [String: String]? { state.withLock { $0.commits[commit]?.files } }

    package func meet(_ fault: SourceFault<GitError>, times: Int = 1) {
        state.withLock { $0.faults.add(fault, times: times) }
    }

    package func removeFaults() { state.withLock { $0.faults = SourceFaults() } }

    // MARK: As its mirrors see it

    func nextFault() -> SourceFault<GitError>? { state.withLock { $0.faults.next() } }

    var listing: RemoteListing {
        let head = head
        return state.withLock { state in
            var listing = RemoteListing()
            if let object = state.references[head] { listing.add("HEAD", object, target: head) }
            for (name, object) in state.references.sorted(by: { $0.key < $1.key }) {
                listing.add(name, object, target: nil)
            }
            return listing
        }
    }

    func commit(withID id: String) -> Commit? { state.withLock { $0.commits[id] } }
}
