internal import COpenSSL

/// A hash function that charts or digests use.
package enum HashFunction: Sendable, Hashable, CaseIterable {
    /// Of no use against anybody who wants two texts with one hash.
    case sha1
    case sha256
    case sha512

    /// In bytes.
    package var length: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }

    fileprivate var algorithm: SharedHandle {
        switch self {
        case .sha1: Algorithms.sha1
        case .sha256: Algorithms.sha256
        case .sha512: Algorithms.sha512
        }
    }

    /// The hash of the bytes as they are.
    package func hash(_ bytes: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: length) { output, count in
            // SAFETY: OpenSSL reads the bytes while the closure holds them, and writes as many as this hash has.
            let status = unsafe bytes.withUnsafeBytes { input in
                unsafe EVP_Digest(input.baseAddress, input.count, output.baseAddress, nil, algorithm.pointer, nil)
            }
            precondition(status == 1, "OpenSSL hashes what fits into memory")
            count = length
        }
    }
}

/// The hash of a content that comes in pieces.
package struct RunningHash {
    private var context: HashContext

    package init(_ function: HashFunction) { context = HashContext(function) }

    /// Goes on with the bytes. Where one piece ends and the next begins makes no difference.
    package mutating func add(_ piece: [UInt8]) {
        if !isKnownUniquelyReferenced(&context) { context = HashContext(copying: context) }
        context.add(piece)
    }

    /// Of all pieces so far. A copy goes on as if nothing had been.
    package consuming func finish() -> [UInt8] {
        if !isKnownUniquelyReferenced(&context) { context = HashContext(copying: context) }
        return context.finish()
    }
}

// SAFETY: the context has one owner: made in `init`, freed in `deinit`, used by one thread at a time between.
/// One of OpenSSL's contexts.
@safe private final class HashContext {
    private let function: HashFunction
    private let pointer: OpaquePointer

    init(_ function: HashFunction) {
        self.function = function
        unsafe pointer = Self.make()
        let status = unsafe EVP_DigestInit_ex2(pointer, function.algorithm.pointer, nil)
        precondition(status == 1, "OpenSSL begins a hash")
    }

    init(copying other: HashContext) {
        function = other.function
        unsafe pointer = Self.make()
        let status = unsafe EVP_MD_CTX_copy_ex(pointer, other.pointer)
        precondition(status == 1, "OpenSSL copies a hash")
    }

    deinit { unsafe EVP_MD_CTX_free(pointer) }

    private static func make() -> OpaquePointer {
        guard let made = unsafe EVP_MD_CTX_new() else { preconditionFailure("a hash fits into memory") }
        return unsafe made
    }

    func add(_ piece: [UInt8]) {
        let status = unsafe piece.withUnsafeBytes { unsafe EVP_DigestUpdate(pointer, $0.baseAddress, $0.count) }
        precondition(status == 1, "OpenSSL goes on with a hash")
    }

    func finish() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: function.length) { output, count in
            let status = unsafe EVP_DigestFinal_ex(pointer, output.baseAddress, nil)
            precondition(status == 1, "OpenSSL ends a hash")
            count = function.length
        }
    }
}
