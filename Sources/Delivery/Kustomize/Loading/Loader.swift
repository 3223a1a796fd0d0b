import Documents
import SourceTrees

/// Reads what the kustomization of one directory names.
struct Loader {
    /// A kustomization on the way.
    private struct Visit: Hashable {
        var repository: RemoteRepository?
        var directory: String
    }

    let budget: BuildBudget
    /// The files of the build or, in another repository, of that one.
    let tree: any SourceTree
    /// Nil in the tree of the build.
    private let repository: RemoteRepository?
    /// The kustomization's directory, relative to the tree's root and without symlinks.
    let root: String
    /// What messages call the kustomization: its directory, unless it is no file.
    private(set) var title: String
    /// The kustomizations that led here, the outermost first.
    private let visited: [Visit]

    init(_ directory: String, budget: BuildBudget) throws(KustomizeError) {
        self.init(
            root: try Loader.directory(directory, in: budget.tree), of: budget.tree, in: nil, visited: [],
            budget: budget)
    }

    private init(
        root: String, of tree: any SourceTree, in repository: RemoteRepository?, visited: [Visit], budget: BuildBudget
    ) {
        self.root = root
        self.tree = tree
        self.repository = repository
        self.visited = visited
        self.budget = budget
        title = repository?.name(of: root) ?? root
    }

    /// The same for a kustomization of another name.
    func called(_ title: String) -> Loader {
        var loader = self
        loader.title = title
        return loader
    }

    /// What a path is called in messages: relative to the tree's root.
    func name(of path: String) -> String {
        let place = (try? TreePath.normalise(joined(path))) ?? path
        return repository?.name(of: place) ?? place
    }

    /// A file, by its path relative to the kustomization.
    func read(_ path: String) throws(KustomizeError) -> [UInt8] {
        do throws(KustomizeError) { return try budget.read(try place(ofFile: path), from: tree) } catch {
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
        guard !RemoteDirectory.isRemoteFile(path), path.utf8.first != UInt8(ascii: "/"),
            let entry = try? tree.entry(at: joined(path))
        else { return false }
        return entry.isFile
    }

    /// Where a directory is, relative to the tree's root; nil where there is none.
    func directory(_ path: String) throws(KustomizeError) -> String? {
        let place = try absolute(path)
        do throws(SourceTreeError) {
            return try tree.entry(at: place)?.kind == .directory ? place : nil
        } catch {
            throw KustomizeError(error)
        }
    }

    /// The loader of another kustomization's directory.
    func enter(_ path: String) throws(KustomizeError) -> Loader {
        do throws(KustomizeError) {
            guard !path.isEmpty else { throw KustomizeError(.invalid, "the path of a directory is empty") }
            guard visited.count < budget.options.bounds.depth else {
                throw KustomizeError(.limit, "is more than \(budget.options.bounds.depth) kustomizations deep")
            }
            if let remote = RemoteDirectory(path) { return try enter(remote) }
            return try enter(local: path)
        } catch {
            throw error.at(title)
        }
    }

    private var here: Visit { Visit(repository: repository, directory: root) }

    private func enter(local path: String) throws(KustomizeError) -> Loader {
        let directory: String
        do throws(KustomizeError) {
            directory = try Loader.directory(try absolute(path), in: tree)
        } catch {
            guard error.code == .notFound, RemoteDirectory.isRemote(path) else { throw error }
            throw KustomizeError(
                .refused,
                "'\(RemoteDirectory.shown(path))' is no directory of a git repository, which is "
                    + "https://host/repository//path?ref=tag, and no single files are fetched; copy it into the source")
        }
        for other in visited + [here]
        where other.repository == repository && Loader.holds(directory, other.directory) {
            throw KustomizeError(
                .conflict,
                "leads in a circle: the kustomization '\(directory)' is, or holds, '\(other.directory)', which uses it")
        }
        return Loader(root: directory, of: tree, in: repository, visited: visited + [here], budget: budget)
    }

    private func enter(_ remote: RemoteDirectory) throws(KustomizeError) -> Loader {
        let name = remote.repository.name(of: remote.path)
        guard let remotes = budget.remotes else {
            throw KustomizeError(
                .refused,
                "'\(name)' is in another repository, and remote bases are not allowed here; copy it into the source, or "
                    + "allow them: --allow-remote-bases")
        }
        let tree: any SourceTree
        let directory: String
        do throws(KustomizeError) {
            tree = try remotes.files(of: remote.repository)
            directory = try Loader.directory(remote.path, in: tree)
        } catch {
            throw KustomizeError(error.code, "'\(name)': \(error.message)")
        }
        let visit = Visit(repository: remote.repository, directory: directory)
        guard !visited.contains(visit), visit != here else {
            throw KustomizeError(.conflict, "leads in a circle: '\(name)' uses itself")
        }
        return Loader(
            root: directory, of: tree, in: remote.repository, visited: visited + [here], budget: budget)
    }

    /// Whether a directory is another one, or one above it.
    private static func holds(_ directory: String, _ other: String) -> Bool {
        directory.isEmpty || directory == other || other.utf8.starts(with: "\(directory)/".utf8)
    }

    private func place(ofFile path: String) throws(KustomizeError) -> String {
        guard !path.isEmpty else { throw KustomizeError(.invalid, "the path of a file is empty") }
        guard !RemoteDirectory.isRemoteFile(path) else {
            throw KustomizeError(
                .refused,
                "the file '\(RemoteDirectory.shown(path))' is on another host, and no single files are fetched; copy it into the source"
            )
        }
        let full = try absolute(path)
        // Of other repositories nothing is read but what is asked for, as in kustomize.
        guard repository != nil || budget.options.loadRestriction == .root else { return full }
        guard let place = try place(of: full) else { throw KustomizeError(.notFound(full)) }
        guard Loader.holds(root, place) else {
            throw KustomizeError(
                .refused,
                "the file '\(path)' is not in or below the kustomization's directory, as "
                    + (repository == nil ? "is asked for" : "in other repositories it has to be"))
        }
        return full
    }

    private func place(of path: String) throws(KustomizeError) -> String? {
        do throws(SourceTreeError) { return try tree.place(of: path) } catch { throw KustomizeError(error) }
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

    private static func directory(_ path: String, in tree: any SourceTree) throws(KustomizeError) -> String {
        do throws(SourceTreeError) {
            guard let place = try tree.place(of: path), let entry = try tree.entry(at: path) else {
                throw SourceTreeError.notFound(path)
            }
            guard entry.kind == .directory else { throw SourceTreeError.notADirectory(path) }
            return place
        } catch {
            throw KustomizeError(error)
        }
    }
}
