internal import COpenSSL

// SAFETY: OpenSSL lets several threads use a library context and what was fetched from it; these are never freed.

/// What all threads share of OpenSSL.
@safe struct SharedHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    fileprivate init(_ pointer: OpaquePointer?, _ name: StaticString) {
        guard let pointer = unsafe pointer else { preconditionFailure("OpenSSL's own provider has \(name)") }
        unsafe self.pointer = pointer
    }
}

/// OpenSSL's algorithms, each fetched once: to fetch is to look a name up under a lock.
///
/// They are of a library context of our own. So the machine's openssl.cnf cannot take away or exchange what renders and
/// digests are made of, and what the end of the program frees is not what other threads still use.
enum Algorithms {
    static let library = unsafe SharedHandle(OSSL_LIB_CTX_new(), "a library context")

    static let sha1 = digest("SHA1")
    static let sha256 = digest("SHA2-256")
    static let sha512 = digest("SHA2-512")
    static let hmac = unsafe SharedHandle(EVP_MAC_fetch(library.pointer, "HMAC", nil), "HMAC")
    static let aes256CBC = unsafe SharedHandle(EVP_CIPHER_fetch(library.pointer, "AES-256-CBC", nil), "AES-256-CBC")
    static let aes256GCM = unsafe SharedHandle(EVP_CIPHER_fetch(library.pointer, "AES-256-GCM", nil), "AES-256-GCM")

    private static func digest(_ name: StaticString) -> SharedHandle {
        unsafe SharedHandle(EVP_MD_fetch(library.pointer, "\(name)", nil), name)
    }
}
