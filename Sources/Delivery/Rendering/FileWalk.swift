import SourceTrees

/// Finds the manifests below a folder.
struct FileWalk {
    private static let suffixes = [".yaml", ".yml", ".json"]
    /// Of all kinds, so that a huge tree with few manifests in it does not take for ever.
    private static let entryLimit = 200_000

    private let tree: any SourceTree
    private let root: String
    private let recurse: Bool
    private let filter: FileFilter
    private let fileLimit: Int

    init(tree: any SourceTree, root: String, options: DirectoryOptions, fileLimit: Int) throws(RenderError) {
        self.tree = tree
        self.root = root
        self.fileLimit = fileLimit
        recurse = options.recurse
        filter = try FileFilter(options)
    }

    /// Their paths from the tree's root, in order.
    func files() throws(RenderError) -> [String] {
        do throws(SourceTreeError) {
            guard try tree.entry(at: root)?.isFile != true else { return [root] }
        } catch { throw RenderError(error) }
        var files: [String] = []
        var folders = [""]
        var seen = 0
        while let folder = folders.popLast() {
            let entries = try list(folder)
            seen += entries.count
            guard seen <= FileWalk.entryLimit else {
                throw RenderError(.limit, "the path has more than \(FileWalk.entryLimit) files in it; narrow it")
            }
            for entry in entries where !entry.name.hasPrefix(".") {
                let path = TreePath.join(folder, entry.name)
                if entry.kind == .directory {
                    if recurse, !filter.excludes(folder: path) { folders.append(path) }
                } else if try isManifest(entry, path) {
                    files.append(TreePath.join(root, path))
                }
            }
            guard files.count <= fileLimit else {
                throw RenderError(.limit, "the path has more than \(fileLimit) manifest files; split it")
            }
        }
        return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func list(_ folder: String) throws(RenderError) -> [SourceEntry] {
        do throws(SourceTreeError) { return try tree.list(TreePath.join(root, folder)) } catch {
            throw RenderError(error)
        }
    }

    /// A symlink counts where it leads to a file; one to a folder is not entered, as that could be without an end.
    private func isManifest(_ entry: SourceEntry, _ path: String) throws(RenderError) -> Bool {
        let place = TreePath.join(root, path)
        if entry.kind == .submodule {
            guard recurse, !filter.excludes(folder: path) else { return false }
            throw RenderError(
                .invalid, "is a git submodule, and submodules are not fetched; exclude it or commit its files",
                file: place)
        }
        guard FileWalk.suffixes.contains(where: entry.name.hasSuffix), filter.includes(file: path) else { return false }
        guard entry.kind == .symlink else { return true }
        do throws(SourceTreeError) {
            guard let target = try tree.entry(at: place) else {
                throw SourceTreeError(.notFound, path: place, "is a symlink that leads to nothing")
            }
            return target.isFile
        } catch { throw RenderError(error) }
    }
}
