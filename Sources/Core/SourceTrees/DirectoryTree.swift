import FoundationEssentials
import Glibc
import Synchronization

/// The files below a local folder, for `martlet render` and tests.
///
/// Caveats: ids are made of inode, size and time of modification, which tells one edit from the next but not contents
/// of different folders apart. What is neither file, folder nor symlink (sockets, devices) counts as not there. The
/// folder must not be changed by others while it is read: confinement is checked before a file is opened, and what was
/// found at a place is not asked for again.
package struct DirectoryTree: SourceTree {
    private let root: String
    private let found = Found()

    package init(_ root: String) { self.root = root }

    package func entry(at path: String) throws(SourceTreeError) -> SourceEntry? { try resolve(path)?.entry }

    package func place(of path: String) throws(SourceTreeError) -> String? { try resolve(path)?.path }

    package func list(_ directory: String) throws(SourceTreeError) -> [SourceEntry] {
        guard let (place, entry) = try resolve(directory) else { throw .notFound(directory) }
        guard entry.kind == .directory else { throw .notADirectory(directory) }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: absolute(place)) else {
            throw SourceTreeError(.unreadable, path: directory, "cannot be listed; check its permissions")
        }
        return names.compactMap { direct(TreePath.join(place, $0)) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    package func read(_ path: String, limit: Int) throws(SourceTreeError) -> [UInt8] {
        guard let (place, entry) = try resolve(path) else { throw .notFound(path) }
        guard entry.isFile else { throw .notAFile(path) }
        guard (entry.size ?? 0) <= limit else { throw .tooLarge(path, limit: limit) }
        guard let content = FileManager.default.contents(atPath: absolute(place)) else {
            throw SourceTreeError(.unreadable, path: path, "cannot be read; check its permissions")
        }
        guard content.count <= limit else { throw .tooLarge(path, limit: limit) }
        return Array(content)
    }

    private func absolute(_ place: String) -> String { place.isEmpty ? root : "\(root)/\(place)" }

    private func resolve(_ path: String) throws(SourceTreeError) -> (path: String, entry: SourceEntry)? {
        // What was found has no symlink on the way to it.
        if let known = found.entry(at: path), known.kind != .symlink { return (path, known) }
        return try TreePath.resolve(path, entry: direct) { place throws(SourceTreeError) in
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: absolute(place)) else {
                throw SourceTreeError(.unreadable, path: place, "is a symlink that cannot be read")
            }
            return target
        }
    }

    private func direct(_ place: String) -> SourceEntry? { found.entry(at: place) { look(at: place) } }

    /// The attributes are those of a symlink itself, except for the root, which may be reached through one.
    private func look(at place: String) -> SourceEntry? {
        var status = stat()
        // SAFETY: lstat reads the text of the path while the call lasts, and fills the status, which has room for it.
        // Foundation would look up the name of each file's owner in /etc/passwd, too, and its extended attributes.
        guard unsafe lstat(place.isEmpty ? "\(root)/." : absolute(place), &status) == 0 else { return nil }
        let size = Int(status.st_size)
        let kind: SourceEntry.Kind
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file(executable: status.st_mode & 0o111 != 0)
        case S_IFDIR: kind = .directory
        case S_IFLNK: kind = .symlink
        default: return nil
        }
        let modified = status.st_mtim
        return SourceEntry(
            name: TreePath.lastName(of: place), kind: kind,
            id: "\(status.st_ino)-\(size)-\(modified.tv_sec).\(modified.tv_nsec)",
            size: kind == .directory || kind == .symlink ? nil : size)
    }
}

/// What was found so far. Asking the system takes long, and every path asks for all folders above it.
private final class Found: Sendable {
    /// Folders of more files are asked for again and again; what is in memory stays small.
    private static let limit = 100_000

    private let entries = Mutex<[String: SourceEntry]>([:])

    func entry(at place: String) -> SourceEntry? { entries.withLock { $0[place] } }

    func entry(at place: String, look: () -> SourceEntry?) -> SourceEntry? {
        if let known = entry(at: place) { return known }
        guard let entry = look() else { return nil }
        entries.withLock { if $0.count < Found.limit { $0[place] = entry } }
        return entry
    }
}
