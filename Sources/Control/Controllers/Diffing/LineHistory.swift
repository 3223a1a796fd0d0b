package import Git
internal import Previewing
internal import SourceTrees

/// Finds the commit that changed a line of a file last, as far back as a mirror has commits. It reads objects that are there, and
/// asks nobody.
package struct LineHistory {
    /// Further back it takes too long to be waited for.
    private static let mostCommits = 1_000
    private static let mostBytes = 1 << 20

    private let mirrors: any RepositoryMirrors
    private let remote: GitRemote

    /// - Parameter remote: whose mirror is looked into.
    package init(_ mirrors: any RepositoryMirrors, of remote: GitRemote) {
        self.mirrors = mirrors
        self.remote = remote
    }

    /// A file in one commit, and the line that is sought, from 0; nil for the whole file.
    private struct State {
        var file: SourceEntry
        var line: Int?
        var tree: any SourceTree
    }

    /// - Parameter line: from 1; nil for whatever changed the file last.
    /// - Returns: nil where the mirror does not go back that far.
    package func lastChange(of path: String, line: Int?, from commit: String) -> GitCommit? {
        guard var current = try? mirrors.commit(remote, commit),
            let tree = try? mirrors.tree(remote, commit: commit), let file = try? tree.entry(at: path), file.isFile
        else { return nil }
        var state = State(file: file, line: line.map { $0 - 1 }, tree: tree)
        for _ in 0..<Self.mostCommits {
            // A commit without parents has made all that is in it.
            guard !current.parents.isEmpty else { return current }
            var found: (commit: GitCommit, state: State)?
            for parent in current.parents {
                guard let commit = try? mirrors.commit(remote, parent),
                    let tree = try? mirrors.tree(remote, commit: parent)
                else { return nil }
                guard let before = before(state, in: tree, path) else { continue }
                found = (commit, before)
                break
            }
            guard let found else { return current }
            (current, state) = found
        }
        return nil
    }

    /// The line in an earlier commit; nil where that has no such line.
    private func before(_ state: State, in tree: any SourceTree, _ path: String) -> State? {
        guard let file = try? tree.entry(at: path), file.isFile else { return nil }
        if file.id == state.file.id { return State(file: file, line: state.line, tree: tree) }
        guard let line = state.line, let old = lines(tree, path), let new = lines(state.tree, path) else { return nil }
        var numbers: [ArraySlice<UInt8>: Int] = [:]
        func number(_ line: ArraySlice<UInt8>) -> Int {
            let next = numbers.count
            numbers[line] = numbers[line] ?? next
            return numbers[line] ?? next
        }
        var shift = 0
        for gap in Alignment.gaps(old.map(number), new.map(number)) where gap.new.lowerBound <= line {
            if gap.new.contains(line) { return nil }
            shift = gap.old.upperBound - gap.new.upperBound
        }
        return State(file: file, line: line + shift, tree: tree)
    }

    private func lines(_ tree: any SourceTree, _ path: String) -> [ArraySlice<UInt8>]? {
        (try? tree.read(path, limit: Self.mostBytes))?.split(separator: 0x0A, omittingEmptySubsequences: false)
    }
}
