package import SourceTrees

/// The files of one commit, read from the object database of its mirror without a checkout.
///
/// Cheap to make, and safe to use from many threads at once. It stays readable when the mirror is renewed.
package final class GitTree: SourceTree {
    package let commit: GitCommit
    private let generation: Generation

    /// Throws `.notFound(.commit)` where the mirror has no such commit.
    init(_ commit: String, in generation: Generation) throws(GitError) {
        self.generation = generation
        self.commit = try generation.commit(commit)
    }

    package func entry(at path: String) throws(SourceTreeError) -> SourceEntry? { try resolve(path)?.entry }

    package func place(of path: String) throws(SourceTreeError) -> String? { try resolve(path)?.path }

    package func list(_ directory: String) throws(SourceTreeError) -> [SourceEntry] {
        guard let (_, entry) = try resolve(directory) else { throw .notFound(directory) }
        if entry.kind == .submodule { throw .submodule(directory) }
        guard entry.kind == .directory else { throw .notADirectory(directory) }
        return try children(of: entry.id, at: directory)
    }

    package func read(_ path: String, limit: Int) throws(SourceTreeError) -> [UInt8] {
        guard let (_, entry) = try resolve(path) else { throw .notFound(path) }
        if entry.kind == .submodule { throw .submodule(path) }
        guard entry.isFile else { throw .notAFile(path) }
        let bytes = try blob(entry.id, at: path, limit: limit)
        guard !GitTree.isLargeFilePointer(bytes) else {
            throw SourceTreeError(
                .unreadable, path: path,
                "is a Git LFS pointer; its content is not in the repository, so store it as a plain file")
        }
        return bytes
    }

    private func resolve(_ path: String) throws(SourceTreeError) -> (path: String, entry: SourceEntry)? {
        // A path is asked for once for each of its folders, parents first: each step goes on from the one before.
        var folders: [String: String] = ["": commit.tree]
        return try TreePath.resolve(path) { place throws(SourceTreeError) in
            guard !place.isEmpty else { return SourceEntry(name: "", kind: .directory, id: commit.tree) }
            guard let folder = folders[TreePath.parent(of: place)] else { return nil }
            let entry = try GitTree.find(TreePath.lastName(of: place), in: children(of: folder, at: place))
            if let entry, entry.kind == .directory { folders[place] = entry.id }
            return entry
        } target: { place throws(SourceTreeError) in
            guard let folder = folders[TreePath.parent(of: place)],
                let entry = try GitTree.find(TreePath.lastName(of: place), in: children(of: folder, at: place))
            else { throw .notFound(place) }
            return String(decoding: try blob(entry.id, at: place, limit: GitTree.symlinkLimit), as: UTF8.self)
        }
    }

    /// Longer than any path that an operating system follows.
    private static let symlinkLimit = 4_096

    /// Entries are sorted by the bytes of their names.
    private static func find(_ name: String, in entries: [SourceEntry]) -> SourceEntry? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].name.utf8.lexicographicallyPrecedes(name.utf8) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < entries.count && entries[low].name == name ? entries[low] : nil
    }

    private func children(of tree: String, at path: String) throws(SourceTreeError) -> [SourceEntry] {
        do throws(GitError) {
            if let entries = try generation.tree(tree) { return entries }
        } catch {
            // That it is so large is no damage, and another fetch would bring the same.
            guard error.code != .tooLarge else { throw .tooLarge(path, limit: ObjectDatabase.treeLimit) }
            throw damaged(path, error)
        }
        throw damaged(path, nil)
    }

    private func blob(_ id: String, at path: String, limit: Int) throws(SourceTreeError) -> [UInt8] {
        let found: (size: Int, bytes: [UInt8]?)?
        do throws(GitError) {
            found = try generation.withObjects { objects throws(GitError) in
                guard let header = try objects.header(id), header.kind == .blob else { return nil }
                guard header.size <= limit else { return (header.size, nil) }
                return (header.size, try objects.read(id, as: .blob, limit: limit))
            }
        } catch {
            throw damaged(path, error)
        }
        guard let found else { throw damaged(path, nil) }
        guard found.size <= limit else { throw .tooLarge(path, limit: limit) }
        guard let bytes = found.bytes else { throw damaged(path, nil) }
        return bytes
    }

    /// The mirror lacks what the commit names, and is built anew by the next refresh.
    private func damaged(_ path: String, _ error: GitError?) -> SourceTreeError {
        generation.suspect()
        let reason = error.map { " (\($0.message))" } ?? ""
        return SourceTreeError(
            .unreadable, path: path,
            "cannot be read from the git mirror, which is damaged and will be fetched again\(reason)")
    }

    private static func isLargeFilePointer(_ bytes: [UInt8]) -> Bool {
        // The specification bounds pointers at 1024 bytes.
        bytes.count < 1_024 && bytes.starts(with: "version https://git-lfs.github.com/spec/".utf8)
    }
}

extension Generation {
    /// Throws `.notFound(.commit)` where there is no such commit.
    func commit(_ sha: String) throws(GitError) -> GitCommit {
        let bytes = try withObjects { objects throws(GitError) in
            try objects.read(sha, as: .commit, limit: ObjectDatabase.textLimit)
        }
        guard let bytes else { throw GitError(.notFound(.commit), "the commit \(sha) is not in the git mirror") }
        guard let commit = ObjectFormat.commit(sha, bytes) else {
            throw GitError(.corrupt, "the commit \(sha) in the git repository is malformed")
        }
        return commit
    }
}
