import CGit2

/// Objects of a repository, straight from its packs. One thread at a time.
// SAFETY: the pointer is ours alone from init to deinit. libgit2 writes into locals that outlive the calls; what it
// gives out is copied before a method returns.
@safe struct ObjectDatabase: ~Copyable {
    enum Kind: Sendable {
        case commit, tree, blob, tag
    }

    /// Of a commit or a tag. People write some kilobytes; signatures and merged tags are as much again.
    static let textLimit = 1 << 20
    /// Some 200,000 files in one folder, which take five times as much once they are parsed.
    static let treeLimit = 8 << 20

    private let pointer: OpaquePointer

    /// Opens a folder of objects without looking at the repository around it.
    init(opening folder: String) throws(GitError) {
        try LibGit2.start()
        var pointer: OpaquePointer?
        try check("git_odb_open", unsafe git_odb_open(&pointer, folder), else: .corrupt)
        guard let pointer = unsafe pointer else { throw GitError(.corrupt, "git_odb_open gave nothing") }
        unsafe self.pointer = pointer
    }

    deinit { unsafe git_odb_free(pointer) }

    /// Nil where there is no such object.
    borrowing func header(_ id: String) throws(GitError) -> (kind: Kind, size: Int)? {
        guard var oid = ObjectDatabase.oid(id) else { return nil }
        var size = 0
        var type = GIT_OBJECT_INVALID
        let code = unsafe git_odb_read_header(&size, &type, pointer, &oid)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try check("git_odb_read_header", code)
        guard let kind = ObjectDatabase.kind(type) else { return nil }
        return (kind, size)
    }

    /// Nil where there is no such object of this kind. How large it is, is looked at before it is inflated: a server's
    /// kilobyte may be a gigabyte here.
    borrowing func read(_ id: String, as wanted: Kind, limit: Int) throws(GitError) -> [UInt8]? {
        guard let header = try header(id), header.kind == wanted else { return nil }
        guard header.size <= limit else {
            throw GitError(
                .tooLarge,
                "the \(wanted) \(id) has \(header.size) bytes, and none of more than \(limit) is read; make it smaller")
        }
        guard var oid = ObjectDatabase.oid(id) else { return nil }
        var object: OpaquePointer?
        let code = unsafe git_odb_read(&object, pointer, &oid)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try check("git_odb_read", code)
        guard let object = unsafe object else { return nil }
        defer { unsafe git_odb_object_free(object) }
        let bytes = unsafe UnsafeRawBufferPointer(
            start: git_odb_object_data(object), count: git_odb_object_size(object))
        return unsafe Array(bytes)
    }

    private static func oid(_ hex: String) -> git_oid? {
        guard hex.utf8.count == 40 else { return nil }
        var oid = git_oid()
        guard unsafe git_oid_fromstr(&oid, hex) == 0 else { return nil }
        return oid
    }

    private static func kind(_ type: git_object_t) -> Kind? {
        switch type {
        case GIT_OBJECT_COMMIT: .commit
        case GIT_OBJECT_TREE: .tree
        case GIT_OBJECT_BLOB: .blob
        case GIT_OBJECT_TAG: .tag
        default: nil
        }
    }
}
