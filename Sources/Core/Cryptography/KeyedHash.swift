internal import COpenSSL

/// HMAC-SHA256 (RFC 2104) of a content that comes in pieces.
///
/// A value that nothing was added to yet is the key, made ready: copies of it save that work. The key is overwritten with
/// the last of them.
package struct KeyedHash {
    private var context: KeyedContext

    package init(key: [UInt8]) {
        // SAFETY: OpenSSL copies the key while the closure holds it.
        context = unsafe key.withUnsafeBytes { unsafe KeyedContext(key: $0) }
    }

    package init(key: borrowing SecretBytes) {
        // SAFETY: as above.
        context = unsafe key.withBytes { unsafe KeyedContext(key: $0) }
    }

    /// Goes on with the bytes. Where one piece ends and the next begins makes no difference.
    package mutating func add(_ piece: [UInt8]) {
        if !isKnownUniquelyReferenced(&context) { context = KeyedContext(copying: context) }
        context.add(piece)
    }

    /// Of all pieces so far. A copy goes on as if nothing had been.
    package consuming func finish() -> [UInt8] {
        if !isKnownUniquelyReferenced(&context) { context = KeyedContext(copying: context) }
        return context.finish()
    }
}

// SAFETY: the context has one owner: made in `init`, freed in `deinit`, which overwrites what it holds of the key; used by
// one thread at a time between.
/// One of OpenSSL's contexts.
@safe private final class KeyedContext {
    private static let length = 32

    private let pointer: OpaquePointer

    init(key: UnsafeRawBufferPointer) {
        guard let made = unsafe EVP_MAC_CTX_new(Algorithms.hmac.pointer) else {
            preconditionFailure("a keyed hash fits into memory")
        }
        unsafe pointer = made
        let status = unsafe martlet_hmac_init(
            pointer, key.bindMemory(to: UInt8.self).baseAddress, key.count)
        precondition(status == 1, "OpenSSL begins a keyed hash")
    }

    init(copying other: KeyedContext) {
        guard let made = unsafe EVP_MAC_CTX_dup(other.pointer) else {
            preconditionFailure("a keyed hash fits into memory")
        }
        unsafe pointer = made
    }

    deinit { unsafe EVP_MAC_CTX_free(pointer) }

    func add(_ piece: [UInt8]) {
        let status = unsafe piece.withUnsafeBufferPointer {
            unsafe EVP_MAC_update(pointer, $0.baseAddress, $0.count)
        }
        precondition(status == 1, "OpenSSL goes on with a keyed hash")
    }

    func finish() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Self.length) { output, count in
            let status = unsafe EVP_MAC_final(pointer, output.baseAddress, &count, Self.length)
            precondition(status == 1 && count == Self.length, "OpenSSL ends a keyed hash")
        }
    }
}
