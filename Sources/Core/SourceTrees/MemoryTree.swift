import Digests

/// A tree that is given as values: an unpacked archive, or a test's. Directories are there because of what they hold.
package struct MemoryTree: SourceTree {
    private enum Node: Sendable {
        case file([UInt8])
        case symlink(String)
        case submodule
        case directory(Digest)
    }

    private var nodes: [String: Node] = [:]
    /// Of directories, by path.
    private var children: [String: [String]] = [:]

    /// Paths as `a/b.yaml`; symlinks by their targets, as in `["a/link": "../b"]`.
    package init(_ files: [String: String], symlinks: [String: String] = [:], submodules: Set<String> = []) {
        for (path, content) in files { nodes[path] = .file(Array(content.utf8)) }
        for (path, target) in symlinks { nodes[path] = .symlink(target) }
        for path in submodules { nodes[path] = .submodule }
        addDirectories()
    }

    package init(contents: [String: [UInt8]]) {
        for (path, content) in contents { nodes[path] = .file(content) }
        addDirectories()
    }

    package func entry(at path: String) throws(SourceTreeError) -> SourceEntry? { try resolve(path)?.entry }

    package func place(of path: String) throws(SourceTreeError) -> String? { try resolve(path)?.path }

    package func list(_ directory: String) throws(SourceTreeError) -> [SourceEntry] {
        guard let (path, entry) = try resolve(directory) else { throw .notFound(directory) }
        guard entry.kind != .submodule else { throw .submodule(directory) }
        guard entry.kind == .directory else { throw .notADirectory(directory) }
        return (children[path] ?? []).compactMap(direct).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    package func read(_ path: String, limit: Int) throws(SourceTreeError) -> [UInt8] {
        guard let (place, entry) = try resolve(path) else { throw .notFound(path) }
        guard entry.kind != .submodule else { throw .submodule(path) }
        guard case .file(let content) = nodes[place] else { throw .notAFile(path) }
        guard content.count <= limit else { throw .tooLarge(path, limit: limit) }
        return content
    }

    private func resolve(_ path: String) throws(SourceTreeError) -> (path: String, entry: SourceEntry)? {
        try TreePath.resolve(path, entry: direct) { place throws(SourceTreeError) in
            guard case .symlink(let target) = nodes[place] else { throw .notFound(place) }
            return target
        }
    }

    private func direct(_ path: String) -> SourceEntry? {
        guard let node = nodes[path] else { return nil }
        let name = TreePath.lastName(of: path)
        return switch node {
        case .file(let content):
            SourceEntry(
                name: name, kind: .file(executable: false), id: Digest.of(content).hex, size: content.count)
        case .symlink(let target): SourceEntry(name: name, kind: .symlink, id: Digest.of(target).hex)
        case .submodule: SourceEntry(name: name, kind: .submodule, id: "")
        case .directory(let digest): SourceEntry(name: name, kind: .directory, id: digest.hex)
        }
    }

    private mutating func addDirectories() {
        let leaves = nodes.keys.sorted()
        var builders = ["": Digest.Builder()]
        for path in leaves {
            let id = direct(path)?.id ?? ""
            var directory = path
            while !directory.isEmpty {
                directory = TreePath.parent(of: directory)
                builders[directory, default: Digest.Builder()].add(path)
                builders[directory, default: Digest.Builder()].add(id)
            }
        }
        for (path, builder) in builders { nodes[path] = .directory(builder.finish()) }
        for path in nodes.keys where !path.isEmpty { children[TreePath.parent(of: path), default: []].append(path) }
    }
}
