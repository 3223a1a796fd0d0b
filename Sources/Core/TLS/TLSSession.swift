internal import CSSL

// SAFETY: the session has one owner: made in `init`, freed in `deinit` with both of its buffers; it is not Sendable, so one thread at a
// time uses it. OpenSSL reads and writes within the counts that it is given, while the closures hold the bytes.

/// One connection of a server: what comes from the client in, what goes to it out, and what they mean. It sends nothing itself.
@safe package final class TLSSession {
    private let pointer: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private var isEstablished = false

    /// As much as one record may hold.
    private static let recordSize = 16_384

    package init(_ identity: TLSIdentity) throws(TLSError) {
        ERR_clear_error()
        guard let made = unsafe SSL_new(identity.pointer), let reading = unsafe BIO_new(BIO_s_mem()),
            let writing = unsafe BIO_new(BIO_s_mem())
        else { throw TLSError(.identity, reasonFor: "OpenSSL makes no session") }
        unsafe pointer = made
        unsafe incoming = reading
        unsafe outgoing = writing
        unsafe SSL_set_bio(pointer, incoming, outgoing)
        unsafe SSL_set_accept_state(pointer)
    }

    deinit { unsafe SSL_free(pointer) }

    /// Takes what the client has sent. Returns what it means, and whether that was all. There may be something to send after it, also
    /// where it fails.
    package func receive(_ bytes: [UInt8]) throws(TLSError) -> (plain: [UInt8], isEnd: Bool) {
        ERR_clear_error()
        let taken = unsafe bytes.withUnsafeBytes {
            unsafe BIO_write(incoming, $0.baseAddress, Int32(clamping: $0.count))
        }
        guard bytes.isEmpty || taken == bytes.count else {
            throw TLSError(.peer, reasonFor: "what came does not fit into memory")
        }
        if !isEstablished {
            let status = unsafe SSL_do_handshake(pointer)
            guard status == 1 else {
                try expectMore(status, "no connection comes about")
                return ([], false)
            }
            isEstablished = true
        }
        var plain: [UInt8] = []
        while true {
            var count = 0
            let record = unsafe [UInt8](unsafeUninitializedCapacity: Self.recordSize) { output, length in
                let status = unsafe SSL_read_ex(pointer, output.baseAddress, output.count, &count)
                length = status == 1 ? count : 0
            }
            guard record.isEmpty else {
                plain += record
                continue
            }
            if unsafe SSL_get_shutdown(pointer) & SSL_RECEIVED_SHUTDOWN != 0 { return (plain, true) }
            try expectMore(0, "what came cannot be read")
            return (plain, false)
        }
    }

    /// Makes ready to be sent what goes to the client, once there is a connection.
    package func send(_ plain: [UInt8]) throws(TLSError) {
        guard !plain.isEmpty else { return }
        ERR_clear_error()
        var count = 0
        let status = unsafe plain.withUnsafeBytes { unsafe SSL_write_ex(pointer, $0.baseAddress, $0.count, &count) }
        guard status == 1, count == plain.count else { throw TLSError(.peer, reasonFor: "nothing can be sent") }
    }

    /// Says that nothing more comes from us.
    package func end() {
        if isEstablished { _ = unsafe SSL_shutdown(pointer) }
        ERR_clear_error()
    }

    /// What is to be sent now.
    package func takeOutgoing() -> [UInt8] {
        let size = unsafe BIO_ctrl_pending(outgoing)
        guard size > 0 else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { output, length in
            length = max(0, Int(unsafe BIO_read(outgoing, output.baseAddress, Int32(clamping: output.count))))
        }
    }

    /// Throws unless OpenSSL merely waits for more.
    private func expectMore(_ status: Int32, _ what: String) throws(TLSError) {
        switch unsafe SSL_get_error(pointer, status) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: ERR_clear_error()
        default: throw TLSError(.peer, reasonFor: what)
        }
    }
}
