import GoValues
package import SourceTrees

/// Loads charts from a tree or from an archive.
package enum ChartLoader {
    /// The chart in a folder of a tree, with all charts in its `charts/`; or in a file, which is a `.tgz`.
    ///
    /// Symlinks are followed, inside the tree.
    package static func load(
        _ path: String, from tree: some SourceTree, budget: ChartBudget
    ) throws(HelmError) -> Chart {
        do {
            guard let entry = try tree.entry(at: path) else { throw SourceTreeError.notFound(path) }
            guard entry.kind == .directory else {
                let archive = try tree.read(path, limit: ChartLimits.totalBytes)
                return try load(files: try ChartArchive.files(archive, budget: budget), budget: budget)
            }
            var folder = ChartFolder(path, in: tree, budget: budget)
            return try load(files: try folder.collect(), budget: budget)
        } catch let error as HelmError {
            throw error
        } catch let error as SourceTreeError {
            throw HelmError(error.code == .tooLarge ? .limit : .chart, "chart \(error)")
        } catch {
            throw HelmError(.chart, "chart '\(path)' cannot be loaded")
        }
    }

    /// The chart in a `.tgz`.
    package static func load(
        archive: [UInt8], budget: ChartBudget
    ) throws(HelmError) -> Chart {
        try load(files: try ChartArchive.files(archive, budget: budget), budget: budget)
    }

    /// All files in a `.tgz`, for whoever looks for one that is not part of the chart as it is rendered.
    package static func files(archive: [UInt8], budget: ChartBudget) throws(HelmError) -> [ChartFile] {
        try ChartArchive.files(archive, budget: budget)
    }

    static func load(files: [ChartFile], budget: ChartBudget) throws(HelmError) -> Chart {
        let assembly = ChartAssembly(budget: budget)
        return try assembly.chart(of: files, depth: 0)
    }

    /// Without a byte order mark.
    static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }
}

/// Collects the files of a chart's folder.
private struct ChartFolder<Tree: SourceTree> {
    private let root: String
    private let tree: Tree
    private var rules: IgnoreRules?
    private var files: [ChartFile] = []
    private let budget: ChartBudget

    init(_ root: String, in tree: Tree, budget: ChartBudget) {
        self.root = root
        self.tree = tree
        self.budget = budget
    }

    mutating func collect() throws -> [ChartFile] {
        let place = TreePath.join(root, IgnoreRules.fileName)
        let isThere = try tree.entry(at: place)?.isFile ?? false
        let content = isThere ? try tree.read(place, limit: ChartLimits.fileBytes) : []
        rules = try IgnoreRules(String(decoding: ChartLoader.withoutMark(content), as: UTF8.self))
        try walk("", depth: 0)
        return files
    }

    private mutating func walk(_ folder: String, depth: Int) throws {
        guard depth <= ChartLimits.folderDepth else {
            throw HelmError(.limit, "chart folder \(quoted(folder)) is nested too deeply; a symlink may lead to itself")
        }
        for listed in try tree.list(TreePath.join(root, folder)) {
            let name = TreePath.join(folder, listed.name)
            let place = TreePath.join(root, name)
            guard let entry = listed.kind == .symlink ? try tree.entry(at: place) : listed else {
                throw HelmError(.chart, "error evaluating symlink \(name): no such file or directory")
            }
            try budget.takeEntry()
            guard rules?.ignores(name, isFolder: entry.kind == .directory) != true else { continue }
            if entry.kind == .directory {
                try walk(name, depth: depth + 1)
            } else {
                try read(name, place)
            }
        }
    }

    private mutating func read(_ name: String, _ place: String) throws {
        do {
            let data = try tree.read(place, limit: ChartLimits.fileBytes)
            try budget.take(bytes: data.count)
            files.append(ChartFile(name: name, data: ChartLoader.withoutMark(data)))
        } catch let error as SourceTreeError where error.code == .tooLarge {
            throw HelmError(
                .limit, "chart file \(quoted(name)) is larger than the maximum file size \(ChartLimits.fileBytes)")
        }
    }
}
