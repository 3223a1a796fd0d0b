import Documents
import SourceTrees

extension KustomizationFile {
    /// As many as a folder of plain manifests may have, of all kinds.
    private static let entryLimit = 200_000

    /// The kustomization file of a directory or, where it has none, what Flux makes in its place: one that names all YAML
    /// files in and below the directory. A directory with a kustomization of its own is named as such and not entered.
    ///
    /// Names that begin with a `.` are passed over: Flux leaves such files out when it fetches a repository.
    static func loadOrGenerate(_ loader: Loader) throws(KustomizeError) -> KustomizationFile {
        if let file = try loadIfPresent(loader) { return file }
        do throws(KustomizeError) {
            let paths = try manifests(loader)
            guard !paths.isEmpty else {
                throw KustomizeError(
                    .notFound, "has none of \(names.joined(separator: ", ")), and no YAML files to make one of")
            }
            return try KustomizationFile(["resources": .array(paths.map(Value.string))], name: names[0])
        } catch {
            throw error.at(loader.root)
        }
    }

    /// Relative to the loader's directory, in the order in which a walk through it meets them.
    private static func manifests(_ loader: Loader) throws(KustomizeError) -> [String] {
        var paths: [String] = []
        var pending = try entries(of: "", loader)
        var seen = pending.count
        while let (path, entry) = pending.popLast() {
            switch entry.kind {
            case .directory:
                guard try !hasFile(path, loader) else {
                    paths.append(path)
                    continue
                }
                let below = try entries(of: path, loader)
                seen += below.count
                guard seen <= entryLimit else {
                    throw KustomizeError(.limit, "has more than \(entryLimit) files in and below it")
                }
                pending += below
            case .submodule:
                throw KustomizeError(
                    .refused,
                    "holds the git submodule '\(path)', and submodules are not fetched; name what is meant in a "
                        + "kustomization file")
            case .file, .symlink:
                if entry.name.hasSuffix(".yaml") || entry.name.hasSuffix(".yml") { paths.append(path) }
            }
        }
        return paths
    }

    /// The last one first, so that they are taken in order.
    private static func entries(
        of path: String, _ loader: Loader
    ) throws(KustomizeError) -> [(path: String, entry: SourceEntry)] {
        try loader.budget.checkCancellation()
        do throws(SourceTreeError) {
            return try loader.tree.list(TreePath.join(loader.root, path))
                .filter { !$0.name.hasPrefix(".") }
                .map { (TreePath.join(path, $0.name), $0) }
                .reversed()
        } catch {
            throw KustomizeError(error)
        }
    }

    private static func hasFile(_ path: String, _ loader: Loader) throws(KustomizeError) -> Bool {
        do throws(SourceTreeError) {
            for name in names {
                let place = TreePath.join(TreePath.join(loader.root, path), name)
                if try loader.tree.entry(at: place)?.isFile == true { return true }
            }
            return false
        } catch {
            throw KustomizeError(error)
        }
    }
}
