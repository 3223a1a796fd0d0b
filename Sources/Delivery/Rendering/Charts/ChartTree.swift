import Helm
import SourceTrees
import Synchronization

/// A chart's folder in a recorded tree. What a chart holds besides templates and defaults, such as the files of values for
/// other environments, counts as read only when a template has asked for files.
final class ChartTree: SourceTree {
    /// What every render depends on.
    private static let essentialFolders = ["templates/", "charts/", "crds/"]
    private static let essentialFiles: Set = [
        ".helmignore", "Chart.yaml", "Chart.lock", "requirements.yaml", "requirements.lock", "values.yaml",
        "values.schema.json",
    ]

    private let tree: any SourceTree
    private let folder: String
    private let deferred = Mutex<[String]>([])

    init(_ tree: any SourceTree, chart folder: String) {
        self.tree = tree
        self.folder = folder
    }

    func entry(at path: String) throws(SourceTreeError) -> SourceEntry? { try tree.entry(at: path) }

    func place(of path: String) throws(SourceTreeError) -> String? { try tree.place(of: path) }

    func list(_ directory: String) throws(SourceTreeError) -> [SourceEntry] { try tree.list(directory) }

    func read(_ path: String, limit: Int) throws(SourceTreeError) -> [UInt8] {
        guard let recording = tree as? RecordingTree, !isEssential(path) else {
            return try tree.read(path, limit: limit)
        }
        deferred.withLock { $0.append(path) }
        return try recording.readUnrecorded(path, limit: limit)
    }

    /// Records after all what was read without where a template asks for files, also where it ends in an error: that may
    /// be one of what is in them.
    func recording<Output>(_ render: (FileUse) throws(HelmError) -> Output) throws(HelmError) -> Output {
        let use = FileUse()
        do throws(HelmError) {
            let output = try render(use)
            if use.isUsed { try recordFiles() }
            return output
        } catch {
            if use.isUsed { try recordFiles() }
            throw error
        }
    }

    private func recordFiles() throws(HelmError) {
        do throws(SourceTreeError) {
            for path in deferred.withLock(\.self) { _ = try tree.entry(at: path) }
        } catch {
            throw HelmError(.chart, "chart \(error)")
        }
    }

    private func isEssential(_ path: String) -> Bool {
        guard folder.isEmpty || path.hasPrefix("\(folder)/") else { return true }
        let name = folder.isEmpty ? path[...] : path.dropFirst(folder.count + 1)
        return ChartTree.essentialFiles.contains(String(name))
            || ChartTree.essentialFolders.contains { name.hasPrefix($0) }
    }
}
