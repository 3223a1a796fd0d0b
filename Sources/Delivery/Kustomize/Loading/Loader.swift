import Documents
import SourceTrees

/// Reads what the kustomization of one directory names.
struct Loader {
    let budget: BuildBudget
    /// The kustomization's directory, relative to the tree's root and without symlinks.
    let root: String
    /// What messages call the kustomization: its directory, unless it is no file.
    private(set) var title: String
    /// The directories of the kustomizations that led here, the outermost first.
    private let visited: [String]

    init(_ directory: String, budget: BuildBudget) throws(KustomizeError) {
        self.budget = budget
        visited = []
        root = try Loader.directory(directory, named: directory, budget)
        title = root
    }

    private init(root: String, visited: [String], budget: BuildBudget) {
        self.root = root
        self.visited = visited
        self.budget = budget
        title = root
    }

    /// The same for a kustomization of another name.
    func called(_ title: String) -> Loader {
        var loader = self
        loader.title = title
        return loader
    }

    /// What a path is called in messages: relative to the tree's root.
    func name(of path: String) -> String { (try? TreePath.normalise(joined(path))) ?? path }

    /// A file, by its path relative to the kustomization.
    func read(_ path: String) throws(KustomizeError) -> [UInt8] {
        do throws(KustomizeError) { return try budget.read(try place(ofFile: path)) } catch {
            throw error.at(title)
        }
    }

    /// The same, and nil where no such file exists.
    func readIfPresent(_ path: String) throws(KustomizeError) -> [UInt8]? {
        do throws(KustomizeError) { return try read(path) } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    /// Whether a path names a file, and not a directory or nothing.
    func isFile(_ path: String) -> Bool {
        if RemotePath.isRemoteFile(path) { return !RemotePath.isRemoteDirectory(path) }
        guard path.utf8.first != UInt8(ascii: "/"), let entry = try? budget.tree.entry(at: joined(path)) else {
            return false
        }
        return entry.isFile
    }

    /// Where a directory is, relative to the tree's root; nil where there is none.
    func directory(_ path: String) throws(KustomizeError) -> String? {
        let place = try absolute(path)
        do throws(SourceTreeError) {
            return try budget.tree.entry(at: place)?.kind == .directory ? place : nil
        } catch {
            throw KustomizeError(error)
        }
    }

    /// The loader of another kustomization's directory.
    func enter(_ path: String) throws(KustomizeError) -> Loader {
        do throws(KustomizeError) {
            guard !path.isEmpty else { throw KustomizeError(.invalid, "the path of a directory is empty") }
            guard !RemotePath.isRemoteDirectory(path) else { throw Loader.remote(path) }
            let directory = try Loader.directory(try absolute(path), named: path, budget)
            for other in visited + [root] where Loader.holds(directory, other) {
                throw KustomizeError(
                    .conflict,
                    "leads in a circle: the kustomization '\(directory)' is, or holds, '\(other)', which uses it")
            }
            guard visited.count < budget.options.bounds.depth else {
                throw KustomizeError(.limit, "is more than \(budget.options.bounds.depth) kustomizations deep")
            }
            return Loader(root: directory, visited: visited + [root], budget: budget)
        } catch {
            throw error.at(title)
        }
    }

    /// Whether a directory is another one, or one above it.
    private static func holds(_ directory: String, _ other: String) -> Bool {
        directory.isEmpty || directory == other || other.utf8.starts(with: "\(directory)/".utf8)
    }

    private func place(ofFile path: String) throws(KustomizeError) -> String {
        guard !path.isEmpty else { throw KustomizeError(.invalid, "the path of a file is empty") }
        guard !RemotePath.isRemoteFile(path) else { throw Loader.remote(path) }
        let full = try absolute(path)
        guard budget.options.loadRestriction == .root else { return full }
        guard let place = try place(of: full) else { throw KustomizeError(.notFound(full)) }
        guard Loader.holds(root, place) else {
            throw KustomizeError(
                .refused, "the file '\(path)' is not in or below the kustomization's directory, as is asked for")
        }
        return full
    }

    private func place(of path: String) throws(KustomizeError) -> String? {
        do throws(SourceTreeError) { return try budget.tree.place(of: path) } catch { throw KustomizeError(error) }
    }

    private func absolute(_ path: String) throws(KustomizeError) -> String {
        guard path.utf8.first != UInt8(ascii: "/") else {
            throw KustomizeError(.refused, "the path '\(path)' is absolute; name it relative to the kustomization")
        }
        do throws(SourceTreeError) { return try TreePath.normalise(joined(path)) } catch {
            throw KustomizeError(.refused, "the path '\(path)' leads out of the source")
        }
    }

    private func joined(_ path: String) -> String { TreePath.join(root, path) }

    private static func remote(_ path: String) -> KustomizeError {
        KustomizeError(
            .refused, "'\(path)' is on another host, and nothing is read from there; copy it into the source")
    }

    private static func directory(
        _ path: String, named name: String, _ budget: BuildBudget
    ) throws(KustomizeError) -> String {
        do throws(SourceTreeError) {
            guard let place = try budget.tree.place(of: path), let entry = try budget.tree.entry(at: path) else {
                throw SourceTreeError.notFound(path)
            }
            guard entry.kind == .directory else { throw SourceTreeError.notADirectory(path) }
            return place
        } catch {
            throw KustomizeError(error)
        }
    }
}

/// What kustomize would get from another host.
enum RemotePath {
    /// Whether kustomize would get a file by HTTP.
    static func isRemoteFile(_ path: String) -> Bool { path.hasPrefix("https://") || path.hasPrefix("http://") }

    /// Whether kustomize would clone a repository: there is a scheme, a user, or GitHub's name.
    static func isRemoteDirectory(_ path: String) -> Bool {
        let lower = path.lowercased()
        let rest = lower.hasPrefix("git::") ? String(lower.dropFirst(5)) : lower
        if ["ssh://", "https://", "http://", "file://"].contains(where: rest.hasPrefix) { return true }
        if rest.hasPrefix("github.com/") || rest.hasPrefix("github.com:") { return true }
        guard let at = rest.firstIndex(of: "@"), let first = rest.first, first.isLetter else { return false }
        return rest[..<at].utf8.allSatisfy { isWord($0) }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
    }
}
