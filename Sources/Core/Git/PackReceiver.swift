import CGit2
import Synchronization

/// Takes packs in the place of libgit2's own store: each is looked through while it arrives, kept in a file, and indexed
/// once all of it is here and the memory for it is free.
///
/// libgit2 owns it: it is retained when it is added to a repository, and released when libgit2 frees that.
// SAFETY: the backend is allocated here and freed by deinit, after libgit2 called `free`, which it does last. libgit2
// uses it on the thread that works with the repository, and on no other.
@safe final class PackReceiver {
    fileprivate let folder: String
    fileprivate let budget: MemoryBudget
    fileprivate let operation: Operation
    fileprivate let mirrored: (String) throws(GitError) -> PackScanner.Base?
    private let backend: UnsafeMutablePointer<martlet_odb_backend>

    private init(
        _ folder: String, _ budget: MemoryBudget, _ operation: Operation,
        _ mirrored: @escaping (String) throws(GitError) -> PackScanner.Base?
    ) {
        self.folder = folder
        self.budget = budget
        self.operation = operation
        self.mirrored = mirrored
        unsafe backend = .allocate(capacity: 1)
        unsafe backend.initialize(to: martlet_odb_backend())
    }

    deinit { unsafe backend.deallocate() }

    /// Before all others, which libgit2 asks in the order of their priority.
    private static let priority: Int32 = 100

    /// - Parameters:
    ///   - folder: of the repository's packs.
    ///   - mirrored: an object that the repository has.
    static func install(
        in database: OpaquePointer, folder: String, _ budget: MemoryBudget, _ operation: Operation,
        mirrored: @escaping (String) throws(GitError) -> PackScanner.Base?
    ) throws(GitError) {
        let receiver = PackReceiver(folder, budget, operation, mirrored)
        let owner = unsafe Unmanaged.passRetained(receiver)
        unsafe receiver.backend.pointee.owner = owner.toOpaque()
        unsafe receiver.backend.pointee.base.version = UInt32(GIT_ODB_BACKEND_VERSION)
        unsafe receiver.backend.pointee.base.writepack = receiverBegin
        unsafe receiver.backend.pointee.base.free = receiverFree
        let code = unsafe receiver.backend.withMemoryRebound(to: git_odb_backend.self, capacity: 1) {
            unsafe git_odb_add_backend(database, $0, priority)
        }
        if code < 0 { unsafe owner.release() }
        try check("git_odb_add_backend", code, else: .storage)
    }

    // SAFETY: libgit2 passes back the pointer of `install`, which is the first field of ours; the owner is retained
    // until `free`.
    fileprivate static func owner(_ backend: UnsafeMutablePointer<git_odb_backend>?) -> Unmanaged<PackReceiver>? {
        unsafe UnsafeMutableRawPointer(backend)?.assumingMemoryBound(to: martlet_odb_backend.self).pointee.owner
            .map { unsafe Unmanaged<PackReceiver>.fromOpaque($0) }
    }
}

/// One pack.
// SAFETY: as above; libgit2 frees it at the end of the download that it is for. The database and what the progress is
// told with are libgit2's and outlive it.
@safe private final class PackReception {
    private let receiver: PackReceiver
    private let database: OpaquePointer
    private let progress: git_indexer_progress_cb?
    private let payload: UnsafeMutableRawPointer?
    private let writer: UnsafeMutablePointer<martlet_writepack>
    private var scanner: PackScanner
    private let file: PackFile

    init(
        _ receiver: PackReceiver, _ database: OpaquePointer, _ progress: git_indexer_progress_cb?,
        _ payload: UnsafeMutableRawPointer?
    ) throws(GitError) {
        self.receiver = receiver
        unsafe self.database = database
        unsafe self.progress = progress
        unsafe self.payload = payload
        scanner = try PackScanner(limit: receiver.budget.share, mirrored: receiver.mirrored)
        file = try PackFile(in: receiver.folder)
        unsafe writer = .allocate(capacity: 1)
        unsafe writer.initialize(to: martlet_writepack())
    }

    deinit { unsafe writer.deallocate() }

    func hand(
        to out: UnsafeMutablePointer<UnsafeMutablePointer<git_odb_writepack>?>,
        of backend: UnsafeMutablePointer<git_odb_backend>?
    ) {
        unsafe writer.pointee.owner = unsafe Unmanaged.passRetained(self).toOpaque()
        unsafe writer.pointee.base.backend = unsafe backend
        unsafe writer.pointee.base.append = receptionAppend
        unsafe writer.pointee.base.commit = receptionCommit
        unsafe writer.pointee.base.free = receptionFree
        unsafe writer.withMemoryRebound(to: git_odb_writepack.self, capacity: 1) { unsafe out.pointee = $0 }
    }

    static func owner(_ writer: UnsafeMutablePointer<git_odb_writepack>?) -> Unmanaged<PackReception>? {
        unsafe UnsafeMutableRawPointer(writer)?.assumingMemoryBound(to: martlet_writepack.self).pointee.owner
            .map { unsafe Unmanaged<PackReception>.fromOpaque($0) }
    }

    func append(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        run { () throws(GitError) in
            try unsafe scanner.scan(bytes)
            try receiver.operation.takeRoom(bytes.count)
            try unsafe file.append(bytes)
        }
    }

    func commit(_ statistics: UnsafeMutablePointer<git_indexer_progress>?) -> Int32 {
        run { () throws(GitError) in
            guard scanner.isComplete else {
                throw GitError(.network, "the pack that the server sends was cut off")
            }
            try receiver.budget.with(scanner.demand, receiver.operation) { () throws(GitError) in
                try unsafe index(statistics)
            }
        }
    }

    private func index(_ statistics: UnsafeMutablePointer<git_indexer_progress>?) throws(GitError) {
        var options = unsafe git_indexer_options()
        try check(
            "git_indexer_options_init",
            unsafe git_indexer_options_init(&options, UInt32(GIT_INDEXER_OPTIONS_VERSION)))
        unsafe options.progress_cb = progress
        unsafe options.progress_cb_payload = payload
        var indexer: OpaquePointer?
        try check(
            "git_indexer_new", unsafe git_indexer_new(&indexer, receiver.folder, 0, database, &options), else: .storage)
        defer { unsafe git_indexer_free(indexer) }
        try unsafe file.read { bytes throws(GitError) in
            try receiver.operation.check()
            try check(
                "git_indexer_append", unsafe git_indexer_append(indexer, bytes.baseAddress, bytes.count, statistics))
        }
        try check("git_indexer_commit", unsafe git_indexer_commit(indexer, statistics))
    }

    /// What goes wrong is kept in the operation, as libgit2 carries only a number.
    private func run(_ step: () throws(GitError) -> Void) -> Int32 {
        do throws(GitError) {
            try receiver.operation.check()
            try step()
            return 0
        } catch {
            receiver.operation.record(error)
            return GIT_EUSER.rawValue
        }
    }
}

// MARK: What libgit2 calls
// SAFETY, for all below: the pointers are those that `install` and `hand` gave to libgit2, and the owners are retained
// until `free`.

private func receiverBegin(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_odb_writepack>?>?,
    _ backend: UnsafeMutablePointer<git_odb_backend>?, _ database: OpaquePointer?,
    _ progress: git_indexer_progress_cb?, _ payload: UnsafeMutableRawPointer?
) -> Int32 {
    guard let out = unsafe out, let database = unsafe database,
        let receiver = unsafe PackReceiver.owner(backend)?.takeUnretainedValue()
    else { return -1 }
    receiver.operation.isReceiving.store(true, ordering: .relaxed)
    do throws(GitError) {
        unsafe try PackReception(receiver, database, progress, payload).hand(to: out, of: backend)
        return 0
    } catch {
        receiver.operation.record(error)
        return GIT_EUSER.rawValue
    }
}

private func receiverFree(_ backend: UnsafeMutablePointer<git_odb_backend>?) {
    unsafe PackReceiver.owner(backend)?.release()
}

private func receptionAppend(
    _ writer: UnsafeMutablePointer<git_odb_writepack>?, _ bytes: UnsafeRawPointer?, _ count: Int,
    _ statistics: UnsafeMutablePointer<git_indexer_progress>?
) -> Int32 {
    guard let owner = unsafe PackReception.owner(writer) else { return -1 }
    return unsafe owner.takeUnretainedValue().append(UnsafeRawBufferPointer(start: bytes, count: count))
}

private func receptionCommit(
    _ writer: UnsafeMutablePointer<git_odb_writepack>?, _ statistics: UnsafeMutablePointer<git_indexer_progress>?
) -> Int32 {
    guard let owner = unsafe PackReception.owner(writer) else { return -1 }
    return unsafe owner.takeUnretainedValue().commit(statistics)
}

private func receptionFree(_ writer: UnsafeMutablePointer<git_odb_writepack>?) {
    unsafe PackReception.owner(writer)?.release()
}
