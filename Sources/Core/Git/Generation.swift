import FoundationEssentials
import SourceTrees
import Synchronization

/// One complete mirror on disk. Packs are only ever added to it, so whoever reads is never disturbed; when it has to
/// be made anew, a next generation takes its place, and this one goes when its last reader has gone.
final class Generation: Sendable {
    let number: Int
    /// A bare repository.
    let path: String
    private let slots: [Slot]
    private let trees: ParsedTrees
    private let key: Int
    private let isSuspect = Atomic(false)
    private let isRetired = Atomic(false)

    /// Threads that read from one mirror at the same time without waiting for each other.
    private static let readers = 4

    init(number: Int, path: String, _ trees: ParsedTrees) {
        self.number = number
        self.path = path
        self.trees = trees
        key = trees.begin()
        slots = (0..<Generation.readers).map { _ in Slot() }
    }

    deinit {
        if isRetired.load(ordering: .relaxed) { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Something in it turned out to be missing or damaged: the next refresh makes the mirror anew.
    var needsRebuild: Bool { isSuspect.load(ordering: .relaxed) }
    func suspect() { isSuspect.store(true, ordering: .relaxed) }

    /// Removes it from disk as soon as nobody uses it.
    func retire() { isRetired.store(true, ordering: .relaxed) }

    var packs: Int {
        let files = try? FileManager.default.contentsOfDirectory(atPath: "\(path)/objects/pack")
        return files?.count { $0.hasSuffix(".pack") } ?? 0
    }

    /// Works with a handle on the objects that nobody else uses meanwhile.
    func withObjects<T: Sendable>(_ body: @Sendable (borrowing ObjectDatabase) throws(GitError) -> T) throws(GitError)
        -> T
    {
        for slot in slots {
            if let result = try slot.tryUse(path, body) { return result }
        }
        return try slots[Int.random(in: slots.indices)].use(path, body)
    }

    /// A folder's entries by its object id; nil where there is no such tree.
    func tree(_ id: String) throws(GitError) -> [SourceEntry]? {
        if let known = trees.find(id, of: key) { return known }
        let read = try withObjects { objects throws(GitError) in
            try objects.read(id, as: .tree, limit: ObjectDatabase.treeLimit)
        }
        guard let read else { return nil }
        guard let entries = ObjectFormat.tree(read) else {
            throw GitError(.corrupt, "the tree \(id) in the git repository is malformed")
        }
        trees.keep(entries, id, of: key)
        return entries
    }
}

/// A place for one handle, opened when it is first needed.
private final class Slot: Sendable {
    private let objects = Mutex<ObjectDatabase?>(nil)

    func use<T: Sendable>(
        _ path: String, _ body: @Sendable (borrowing ObjectDatabase) throws(GitError) -> T
    ) throws(GitError) -> T {
        try objects.withLock { objects throws(GitError) in try Slot.use(&objects, path, body) }
    }

    /// Nil where another thread is using it.
    func tryUse<T: Sendable>(
        _ path: String, _ body: @Sendable (borrowing ObjectDatabase) throws(GitError) -> T
    ) throws(GitError) -> T? {
        try objects.withLockIfAvailable { objects throws(GitError) in try Slot.use(&objects, path, body) }
    }

    private static func use<T>(
        _ objects: inout ObjectDatabase?, _ path: String,
        _ body: @Sendable (borrowing ObjectDatabase) throws(GitError) -> T
    ) throws(GitError) -> T {
        let opened: ObjectDatabase
        if let existing = objects.take() {
            opened = existing
        } else {
            opened = try ObjectDatabase(opening: "\(path)/objects")
        }
        let result: Result<T, GitError>
        do throws(GitError) {
            result = .success(try body(opened))
        } catch {
            result = .failure(error)
        }
        objects = consume opened
        return try result.get()
    }
}
