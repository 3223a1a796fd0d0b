import CGit2

/// The library itself: started once, and deaf to the configuration of the machine that it runs on.
enum LibGit2 {
    /// Memory for parsed objects that libgit2 keeps; our own tree cache does most of its work.
    private static let cachedBytes = 4 << 20
    /// Packs are mapped in windows of this size …
    private static let windowBytes = 16 << 20
    /// … and no more than this in all.
    private static let mappedBytes = 256 << 20
    /// More objects than the largest known repositories have in one pack.
    private static let packObjects = 50_000_000

    /// Of its messages, which may quote a server.
    private static let messageLimit = 300

    static func start() throws(GitError) { try started.get() }

    private static let started: Result<Void, GitError> = {
        // A static let: this runs once, and before any other call into libgit2.
        guard git_libgit2_init() >= 0 else { return .failure(lastError("git_libgit2_init", .unsupported)) }
        let levels = [
            GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA,
        ]
        for level in levels {
            // SAFETY: libgit2 copies the strings.
            guard unsafe martlet_opt_search_path(Int32(level.rawValue), "") >= 0 else {
                return .failure(lastError("GIT_OPT_SET_SEARCH_PATH", .unsupported))
            }
        }
        // SAFETY: libgit2 copies the string; all others are numbers.
        let codes = unsafe [
            martlet_opt_template_path(""),
            // Mirrors are ours, and a volume's owner is often another user.
            martlet_opt_owner_validation(0),
            martlet_opt_cache_size(cachedBytes),
            martlet_opt_window_size(windowBytes),
            martlet_opt_mapped_limit(mappedBytes),
            martlet_opt_pack_objects(packObjects),
        ]
        guard codes.allSatisfy({ $0 >= 0 }) else { return .failure(lastError("git_libgit2_opts", .unsupported)) }
        return .success(())
    }()

    /// libgit2's own words. Errors are kept by thread: ask on the thread that saw the failing call, and at once.
    static func lastError(_ function: StaticString, _ fallback: GitError.Code) -> GitError {
        // SAFETY: the error lives until the next call into libgit2 on this thread; it is copied here.
        guard let error = unsafe git_error_last(), let text = unsafe error.pointee.message else {
            return GitError(fallback, "\(function) failed")
        }
        let message = unsafe Excerpt.of(String(cString: text), limit: messageLimit)
        return GitError(code(of: unsafe error.pointee.klass, fallback), "\(function): \(message)")
    }

    private static func code(of kind: Int32, _ fallback: GitError.Code) -> GitError.Code {
        switch UInt32(bitPattern: kind) {
        case GIT_ERROR_NET.rawValue, GIT_ERROR_HTTP.rawValue, GIT_ERROR_SSH.rawValue: .protocolViolation
        case GIT_ERROR_OS.rawValue, GIT_ERROR_FILESYSTEM.rawValue: .storage
        case GIT_ERROR_ODB.rawValue, GIT_ERROR_ZLIB.rawValue, GIT_ERROR_INDEXER.rawValue, GIT_ERROR_OBJECT.rawValue,
            GIT_ERROR_REPOSITORY.rawValue, GIT_ERROR_REFERENCE.rawValue, GIT_ERROR_CONFIG.rawValue:
            .corrupt
        default: fallback
        }
    }
}

/// Throws what libgit2 has to say where `code` is an error.
func check(_ function: StaticString, _ code: Int32, else fallback: GitError.Code = .corrupt) throws(GitError) {
    guard code >= 0 else { throw LibGit2.lastError(function, fallback) }
}
