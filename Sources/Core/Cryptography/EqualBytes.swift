internal import COpenSSL

/// Whether two secrets are the same, in a time that tells nothing of where they differ. Their lengths are no secret.
package func areEqualSecretly(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    return unsafe one.withUnsafeBytes { left in
        // SAFETY: both are read as far as both go, while the closures hold them.
        unsafe other.withUnsafeBytes { right in
            unsafe CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
        }
    }
}
