import CGit2
import Synchronization

/// Lets libgit2's smart protocol run over a `SmartConnection`.
///
/// libgit2 owns it: it is retained when libgit2 takes it, and released when libgit2 calls `free`.
// SAFETY: base and stream are allocated here, handed to libgit2, and freed by deinit, after libgit2 called `free` for
// the sub-transport, which it does last. libgit2 uses them on the thread that works with the remote, and on no other;
// its buffers are valid for the calls that lend them.
@safe final class Subtransport {
    private let connection: any SmartConnection
    private let rule: ListingRule
    private let operation: Operation
    /// While references are listed: what came, and is not yet read.
    private var filter: AdvertisementFilter?
    private var passed: ArraySlice<UInt8> = []
    /// Bytes of the list, or of what is said between it and the pack.
    private var words = 0
    private let base: UnsafeMutablePointer<martlet_subtransport>
    private let stream: UnsafeMutablePointer<martlet_stream>

    /// Of a list of references, some million.
    private static let listLimit = 64 << 20
    /// Of what both have in common, and where history is cut off: libgit2 keeps all of it, and people's repositories bring
    /// some kilobytes.
    private static let talkLimit = 2 << 20

    private init(_ connection: any SmartConnection, _ rule: ListingRule, _ operation: Operation) {
        self.connection = connection
        self.rule = rule
        self.operation = operation
        unsafe base = .allocate(capacity: 1)
        unsafe stream = .allocate(capacity: 1)
        unsafe base.initialize(to: martlet_subtransport())
        unsafe stream.initialize(to: martlet_stream())
    }

    deinit {
        unsafe base.deallocate()
        unsafe stream.deallocate()
    }

    /// Makes the transport for a remote; libgit2 frees it with the remote.
    static func make(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_transport>?>?, for remote: OpaquePointer?,
        over connection: any SmartConnection, listing rule: ListingRule, _ operation: Operation
    ) -> Int32 {
        let subtransport = Subtransport(connection, rule, operation)
        // SAFETY: git_transport_smart calls `create` before it returns, and keeps no pointer to the definition.
        return withExtendedLifetime(subtransport) {
            var definition = unsafe git_smart_subtransport_definition(
                callback: subtransportCreate, rpc: type(of: connection).isStateless ? 1 : 0,
                param: Unmanaged.passUnretained(subtransport).toOpaque())
            return unsafe git_transport_smart(out, remote, &definition)
        }
    }

    fileprivate func hand(to out: UnsafeMutablePointer<UnsafeMutablePointer<git_smart_subtransport>?>) {
        let owner = unsafe Unmanaged.passRetained(self).toOpaque()
        unsafe base.pointee.owner = owner
        unsafe base.pointee.base.action = subtransportAct
        unsafe base.pointee.base.close = subtransportClose
        unsafe base.pointee.base.free = subtransportFree
        unsafe stream.pointee.owner = owner
        unsafe stream.pointee.base.read = streamRead
        unsafe stream.pointee.base.write = streamWrite
        unsafe stream.pointee.base.free = streamFree
        unsafe base.withMemoryRebound(to: git_smart_subtransport.self, capacity: 1) {
            unsafe stream.pointee.base.subtransport = $0
            unsafe out.pointee = $0
        }
    }

    /// Runs what libgit2 asked for. What goes wrong is kept in the operation, as libgit2 carries only a number.
    private func run(_ step: () throws(GitError) -> Void) -> Int32 {
        do throws(GitError) {
            try operation.check()
            try step()
            return 0
        } catch {
            operation.record(error)
            return GIT_EUSER.rawValue
        }
    }

    // SAFETY: libgit2 passes back the pointers of `hand`, which are the first fields of ours, so that the owner is
    // right behind them; the owner is retained until `free`.
    fileprivate static func owner(
        _ transport: UnsafeMutablePointer<git_smart_subtransport>?
    ) -> Unmanaged<Subtransport>? {
        unsafe UnsafeMutableRawPointer(transport)?.assumingMemoryBound(to: martlet_subtransport.self).pointee.owner
            .map { unsafe Unmanaged<Subtransport>.fromOpaque($0) }
    }

    fileprivate static func owner(_ stream: UnsafeMutablePointer<git_smart_subtransport_stream>?) -> Subtransport? {
        unsafe UnsafeMutableRawPointer(stream)?.assumingMemoryBound(to: martlet_stream.self).pointee.owner
            .map { unsafe Unmanaged<Subtransport>.fromOpaque($0).takeUnretainedValue() }
    }

    fileprivate func begin(
        _ service: git_smart_service_t,
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_smart_subtransport_stream>?>
    ) -> Int32 {
        run { () throws(GitError) in
            switch service {
            case GIT_SERVICE_UPLOADPACK_LS:
                (words, passed) = (0, [])
                filter = AdvertisementFilter(rule, namesService: type(of: connection).isStateless)
                try connection.open(.listing)
            case GIT_SERVICE_UPLOADPACK:
                if filter != nil { (words, filter) = (0, nil) }
                try connection.open(.uploadPack)
            default: throw GitError(.unsupported, "this connection only fetches")
            }
            unsafe out.pointee = unsafe UnsafeMutableRawPointer(stream)
                .assumingMemoryBound(to: git_smart_subtransport_stream.self)
        }
    }

    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer, _ count: UnsafeMutablePointer<Int>) -> Int32 {
        run { () throws(GitError) in
            unsafe count.pointee = try unsafe filter == nil ? receive(into: buffer) : list(into: buffer)
        }
    }

    private func receive(into buffer: UnsafeMutableRawBufferPointer) throws(GitError) -> Int {
        let received = try unsafe connection.read(into: buffer)
        try operation.count(received)
        guard !operation.isReceiving.load(ordering: .relaxed) else { return received }
        words += received
        if filter != nil, words > Subtransport.listLimit {
            throw GitError(
                .tooLarge,
                "the remote's list of references has more than \(Subtransport.listLimit >> 20) MiB; delete branches and "
                    + "tags that nobody needs")
        }
        if filter == nil, words > Subtransport.talkLimit {
            throw GitError(.protocolViolation, "the server sends words without end in the place of objects")
        }
        return received
    }

    /// What libgit2 is to see of the list.
    private func list(into buffer: UnsafeMutableRawBufferPointer) throws(GitError) -> Int {
        while passed.isEmpty {
            try operation.check()
            let received = try unsafe receive(into: buffer)
            guard received > 0 else { return 0 }
            passed = try unsafe filter?.pass(buffer.prefix(received))[...] ?? []
        }
        let piece = passed.prefix(buffer.count)
        // SAFETY: the piece is no longer than the buffer, which libgit2 lends for this call.
        unsafe buffer.copyBytes(from: piece)
        passed = passed.dropFirst(piece.count)
        return piece.count
    }

    fileprivate func write(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        run { () throws(GitError) in try unsafe connection.write(bytes) }
    }

    fileprivate func endRound() { connection.endRound() }
    fileprivate func close() { connection.close() }
}

// MARK: What libgit2 calls
// SAFETY, for all below: the pointers are those that `hand` gave to libgit2, and the owner is retained until `free`.

private func subtransportCreate(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_smart_subtransport>?>?,
    _ transport: UnsafeMutablePointer<git_transport>?,
    _ param: UnsafeMutableRawPointer?
) -> Int32 {
    guard let out = unsafe out, let param = unsafe param else { return -1 }
    unsafe Unmanaged<Subtransport>.fromOpaque(param).takeUnretainedValue().hand(to: out)
    return 0
}

private func subtransportAct(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_smart_subtransport_stream>?>?,
    _ transport: UnsafeMutablePointer<git_smart_subtransport>?, _ url: UnsafePointer<CChar>?,
    _ service: git_smart_service_t
) -> Int32 {
    guard let out = unsafe out, let owner = unsafe Subtransport.owner(transport) else { return -1 }
    return unsafe owner.takeUnretainedValue().begin(service, out)
}

private func subtransportClose(_ transport: UnsafeMutablePointer<git_smart_subtransport>?) -> Int32 {
    unsafe Subtransport.owner(transport)?.takeUnretainedValue().close()
    return 0
}

private func subtransportFree(_ transport: UnsafeMutablePointer<git_smart_subtransport>?) {
    unsafe Subtransport.owner(transport)?.release()
}

private func streamRead(
    _ stream: UnsafeMutablePointer<git_smart_subtransport_stream>?, _ buffer: UnsafeMutablePointer<CChar>?,
    _ size: Int, _ count: UnsafeMutablePointer<Int>?
) -> Int32 {
    guard let owner = unsafe Subtransport.owner(stream), let count = unsafe count else { return -1 }
    return unsafe owner.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size), count)
}

private func streamWrite(
    _ stream: UnsafeMutablePointer<git_smart_subtransport_stream>?, _ bytes: UnsafePointer<CChar>?, _ size: Int
) -> Int32 {
    guard let owner = unsafe Subtransport.owner(stream) else { return -1 }
    return unsafe owner.write(UnsafeRawBufferPointer(start: bytes, count: size))
}

private func streamFree(_ stream: UnsafeMutablePointer<git_smart_subtransport_stream>?) {
    unsafe Subtransport.owner(stream)?.endRound()
}
