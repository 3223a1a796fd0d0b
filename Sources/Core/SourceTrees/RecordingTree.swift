import Synchronization

/// A tree that records what is looked at in another one.
package final class RecordingTree: SourceTree {
    private let base: any SourceTree
    private let seen = Mutex<[String: ReadSet.Sighting]>([:])
    private let places = Mutex<[String: String]>([:])

    package init(_ base: any SourceTree) { self.base = base }

    package var readSet: ReadSet { ReadSet(seen.withLock(\.self), places: places.withLock(\.self)) }

    /// What nothing depends on, or is not known to yet.
    package func readUnrecorded(_ path: String, limit: Int) throws(SourceTreeError) -> [UInt8] {
        try base.read(path, limit: limit)
    }

    package func entry(at path: String) throws(SourceTreeError) -> SourceEntry? {
        let path = try TreePath.normalise(path)
        let entry = Result { () throws(SourceTreeError) in try base.entry(at: path) }
        seen.withLock { seen in
            // What was listed stays recorded as listed.
            if case .listing = seen[path] { return }
            seen[path] = ReadSet.Sighting(entry)
        }
        return try entry.get()
    }

    /// Recorded with the place where that is another one: a symlink that leads elsewhere makes other paths of those that
    /// start there.
    package func place(of path: String) throws(SourceTreeError) -> String? {
        let path = try TreePath.normalise(path)
        guard try entry(at: path) != nil else { return nil }
        let place = try base.place(of: path)
        if let place, place != path { places.withLock { $0[path] = place } }
        return place
    }

    package func list(_ directory: String) throws(SourceTreeError) -> [SourceEntry] {
        let path = try TreePath.normalise(directory)
        guard let entry = try entry(at: path) else { throw .notFound(path) }
        let listing = try base.list(path)
        if let digest = ReadSet.digest(of: listing) {
            seen.withLock { $0[path] = .listing(digest, id: entry.id) }
        }
        return listing
    }

    package func read(_ path: String, limit: Int) throws(SourceTreeError) -> [UInt8] {
        let path = try TreePath.normalise(path)
        guard try entry(at: path) != nil else { throw .notFound(path) }
        return try base.read(path, limit: limit)
    }
}
