import CGit2
import FoundationEssentials

/// A bare repository on disk, open for writing. One thread at a time.
// SAFETY: the pointer is ours alone from init to deinit. libgit2 copies the strings that it gets, and writes into
// locals that outlive the calls.
@safe struct Repository: ~Copyable {
    private let pointer: OpaquePointer
    private let path: String

    /// Commits that stay named. Each is something that we can tell a server we have, so that it sends only what is
    /// new; the last few hundred are more than it asks for.
    private static let keptCommits = 200

    init(openingBare path: String) throws(GitError) {
        try LibGit2.start()
        var pointer: OpaquePointer?
        try check("git_repository_open_bare", unsafe git_repository_open_bare(&pointer, path))
        try unsafe self.init(pointer, path)
    }

    init(creatingBare path: String) throws(GitError) {
        try LibGit2.start()
        var pointer: OpaquePointer?
        try check("git_repository_init", unsafe git_repository_init(&pointer, path, 1), else: .storage)
        try unsafe self.init(pointer, path)
    }

    private init(_ pointer: OpaquePointer?, _ path: String) throws(GitError) {
        guard let pointer = unsafe pointer else { throw GitError(.corrupt, "libgit2 opened no repository") }
        unsafe self.pointer = pointer
        self.path = path
    }

    deinit { unsafe git_repository_free(pointer) }

    /// Names commits of which everything is there.
    ///
    /// By their ids rather than by the remote's names, which may stand in each other's way: a branch `a` that is
    /// gone, and a new one `a/b`.
    borrowing func keep(_ commits: Set<String>) throws(GitError) {
        for commit in commits {
            var oid = git_oid()
            var reference: OpaquePointer?
            try check("git_oid_fromstr", unsafe git_oid_fromstr(&oid, commit))
            try check(
                "git_reference_create",
                unsafe git_reference_create(&reference, pointer, "\(Repository.prefix)\(commit)", &oid, 1, nil))
            unsafe git_reference_free(reference)
        }
        let folder = "\(path)/\(Repository.prefix)"
        guard let kept = try? FileManager.default.contentsOfDirectory(atPath: folder),
            kept.count > Repository.keptCommits
        else { return }
        for name in kept where !commits.contains(name) { try? FileManager.default.removeItem(atPath: folder + name) }
    }

    private static let prefix = "refs/martlet/"

    /// Has packs looked through before they are indexed, and indexed within bounds of memory.
    borrowing func bound(
        by budget: MemoryBudget, _ operation: Operation,
        mirrored: @escaping (String) throws(GitError) -> PackScanner.Base?
    ) throws(GitError) {
        var database: OpaquePointer?
        try check("git_repository_odb", unsafe git_repository_odb(&database, pointer))
        guard let database = unsafe database else { throw GitError(.corrupt, "libgit2 opened no object database") }
        defer { unsafe git_odb_free(database) }
        try unsafe PackReceiver.install(
            in: database, folder: "\(path)/objects/pack", budget, operation, mirrored: mirrored)
    }

    /// For the remote that is to be fetched from.
    borrowing func anonymousRemote(_ url: String) throws(GitError) -> OpaquePointer {
        var remote: OpaquePointer?
        let code = unsafe git_remote_create_anonymous(&remote, pointer, url)
        try check("git_remote_create_anonymous", code, else: .invalid)
        guard let remote = unsafe remote else { throw GitError(.invalid, "libgit2 made no remote") }
        return unsafe remote
    }
}
