import CGit2
import Glibc
import Synchronization

/// One conversation with a remote: what it has, and then some of that.
///
/// The repository must outlive it. One thread at a time.
// SAFETY: the remote is made by init and freed by deinit. libgit2 calls back with `self` as payload only from within
// `list`, `fetch` and that deinit, on the thread that called these. Options and strings are locals that outlive the
// calls that they are for.
@safe final class RemoteSession {
    private let rule: ListingRule
    private let operation: Operation
    /// Nil for a repository on this machine, which libgit2 reads by itself.
    private let connection: (any SmartConnection)?
    private let remote: OpaquePointer

    /// - Parameter rule: which references are listed; of a repository on this machine all are.
    init(
        _ repository: borrowing Repository, url: String, listing rule: ListingRule,
        over connection: (any SmartConnection)?, _ operation: Operation
    ) throws(GitError) {
        self.rule = rule
        self.operation = operation
        self.connection = connection
        unsafe remote = try repository.anonymousRemote(url)
    }

    deinit { unsafe git_remote_free(remote) }

    /// One round trip.
    func list() throws(GitError) -> RemoteListing {
        operation.isReceiving.store(false, ordering: .relaxed)
        var callbacks = try unsafe callbacks()
        try finish("git_remote_connect", unsafe git_remote_connect(remote, GIT_DIRECTION_FETCH, &callbacks, nil, nil))
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try check("git_remote_ls", unsafe git_remote_ls(&heads, &count, remote), else: .protocolViolation)
        var listing = RemoteListing()
        // SAFETY: libgit2 owns the list and keeps it until the next call on this remote; all is copied here.
        for index in 0..<count {
            guard let head = unsafe heads?[index]?.pointee, let name = unsafe head.name else { continue }
            let target = unsafe head.symref_target.map { unsafe String(cString: $0) }
            unsafe listing.add(String(cString: name), ObjectFormat.hex(bytes(of: head.oid)), target: target)
        }
        return listing
    }

    /// Brings what the refspecs name and the repository lacks. `depth` counts where libgit2 can do it.
    func fetch(_ refspecs: [String], depth: Int) throws(GitError) {
        var options = unsafe git_fetch_options()
        try check("git_fetch_options_init", unsafe git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)))
        unsafe options.callbacks = try callbacks()
        unsafe options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        // libgit2 cannot make shallow copies of repositories on the same machine.
        if connection != nil { unsafe martlet_set_depth(&options, Int32(depth)) }
        var pointers = unsafe refspecs.map { unsafe strdup($0) }
        defer { unsafe pointers.forEach { unsafe free($0) } }
        let code = unsafe pointers.withUnsafeMutableBufferPointer { strings in
            var array = unsafe git_strarray(strings: strings.baseAddress, count: strings.count)
            return unsafe git_remote_download(remote, &array, &options)
        }
        try finish("git_remote_download", code)
    }

    private func callbacks() throws(GitError) -> git_remote_callbacks {
        var callbacks = unsafe git_remote_callbacks()
        try check(
            "git_remote_init_callbacks",
            unsafe git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION)))
        unsafe callbacks.payload = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe callbacks.transfer_progress = sessionProgress
        unsafe callbacks.sideband_progress = sessionMessage
        if connection != nil { unsafe callbacks.transport = sessionTransport }
        return unsafe callbacks
    }

    /// What a callback found out comes before what libgit2 made of it.
    private func finish(_ function: StaticString, _ code: Int32) throws(GitError) {
        guard code < 0 else { return }
        if let recorded = operation.recorded { throw recorded }
        throw RemoteWords.interpret(LibGit2.lastError(function, .protocolViolation))
    }

    fileprivate func makeTransport(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_transport>?>?, _ remote: OpaquePointer?
    ) -> Int32 {
        guard let connection else { return GIT_PASSTHROUGH.rawValue }
        return unsafe Subtransport.make(out, for: remote, over: connection, listing: rule, operation)
    }

    fileprivate func goOn() -> Int32 {
        do throws(GitError) {
            try operation.check()
            return 0
        } catch {
            operation.record(error)
            return GIT_EUSER.rawValue
        }
    }
}

private func bytes(of oid: git_oid) -> [UInt8] {
    // SAFETY: git_oid is 20 bytes and nothing else; a copy is read.
    unsafe withUnsafeBytes(of: oid) { unsafe Array($0.prefix(20)) }
}

// MARK: What libgit2 calls
// SAFETY, for all below: the payload is a session that lives longer than its remote; see RemoteSession.

private func session(_ payload: UnsafeMutableRawPointer?) -> RemoteSession? {
    unsafe payload.map { unsafe Unmanaged<RemoteSession>.fromOpaque($0).takeUnretainedValue() }
}

private func sessionTransport(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_transport>?>?, _ remote: OpaquePointer?,
    _ payload: UnsafeMutableRawPointer?
) -> Int32 {
    unsafe session(payload)?.makeTransport(out, remote) ?? -1
}

private func sessionProgress(_ progress: UnsafePointer<git_indexer_progress>?, _ payload: UnsafeMutableRawPointer?)
    -> Int32
{
    unsafe session(payload)?.goOn() ?? -1
}

private func sessionMessage(_ text: UnsafePointer<CChar>?, _ length: Int32, _ payload: UnsafeMutableRawPointer?)
    -> Int32
{
    unsafe session(payload)?.goOn() ?? -1
}
