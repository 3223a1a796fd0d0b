internal import COpenSSL

/// AES with keys of 256 bits in GCM mode (NIST SP 800-38D): what was changed, or was made for something else, is not read.
package enum AuthenticatedCipher {
    package static let keyLength = 32
    package static let nonceLength = 12
    private static let tagLength = 16

    /// The nonce, the text and what tells whether both are as they were.
    ///
    /// - Parameters:
    ///   - nonce: one that this key has not been used with.
    ///   - context: what the text is for, which has to be the same where it is read; it is not in the result.
    package static func seal(
        _ text: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], context: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        precondition(key.count == keyLength && nonce.count == nonceLength, "these are of GCM's lengths")
        let run = Run(text: text[...], nonce: nonce, context: context, what: "the text cannot be encrypted")
        return nonce + (try run.carryOut(key: key, tag: nil))
    }

    /// - Throws: `.unacceptable` where it is not what `seal` has made with this key for this context.
    package static func open(
        _ sealed: [UInt8], key: borrowing SecretBytes, context: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        precondition(key.count == keyLength, "this is of GCM's length")
        guard sealed.count >= nonceLength + tagLength else {
            throw CryptographyError(.unacceptable, "the text cannot be decrypted: it is too short")
        }
        let run = Run(
            text: sealed.dropFirst(nonceLength).dropLast(tagLength), nonce: Array(sealed.prefix(nonceLength)),
            context: context, what: "the text cannot be decrypted")
        return try run.carryOut(key: key, tag: Array(sealed.suffix(tagLength)))
    }

    /// One text, one way or the other.
    private struct Run {
        var text: ArraySlice<UInt8>
        var nonce: [UInt8]
        var context: [UInt8]
        var what: String

        /// - Parameter tag: nil to encrypt, which gives the tag behind the text.
        func carryOut(key: borrowing SecretBytes, tag: [UInt8]?) throws(CryptographyError) -> [UInt8] {
            guard let count = Int32(exactly: text.count + tagLength), let contextCount = Int32(exactly: context.count)
            else { throw CryptographyError(.unacceptable, "\(what): it is too long") }
            return try attempt(tag == nil ? .failed : .unacceptable, what) {
                // SAFETY: the cipher's context is freed on every way out and overwrites its key then; OpenSSL reads key, nonce and
                // the context of the text while the closures hold them.
                guard let cipher = unsafe EVP_CIPHER_CTX_new() else { return nil }
                defer { unsafe EVP_CIPHER_CTX_free(cipher) }
                let isReady = unsafe key.withBytes { key in
                    unsafe EVP_CipherInit_ex2(
                        cipher, Algorithms.aes256GCM.pointer, key.bindMemory(to: UInt8.self).baseAddress, nonce,
                        tag == nil ? 1 : 0, nil)
                }
                var read: Int32 = 0
                guard isReady == 1, unsafe EVP_CipherUpdate(cipher, nil, &read, context, contextCount) == 1 else {
                    return nil
                }
                if var tag {
                    guard
                        unsafe EVP_CIPHER_CTX_ctrl(
                            cipher, EVP_CTRL_AEAD_SET_TAG, Int32(AuthenticatedCipher.tagLength), &tag) == 1
                    else { return nil }
                }
                return unsafe output(of: cipher, room: Int(count), encrypts: tag == nil)
            }
        }

        /// Nil where the tag is not the text's: then nothing of it counts.
        private func output(of cipher: OpaquePointer, room: Int, encrypts: Bool) -> [UInt8]? {
            var isWhole = false
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { output, total in
                // SAFETY: OpenSSL reads the text while the closure holds it, and writes as much as that has, then nothing, then
                // the tag, for which there is room.
                guard let start = output.baseAddress else { return }
                var (written, rest): (Int32, Int32) = (0, 0)
                let status = unsafe text.withUnsafeBufferPointer {
                    unsafe EVP_CipherUpdate(cipher, start, &written, $0.baseAddress, Int32($0.count))
                }
                guard status == 1 else { return }
                let end = unsafe start.advanced(by: Int(written))
                guard unsafe EVP_CipherFinal_ex(cipher, end, &rest) == 1 else { return }
                total = Int(written + rest)
                isWhole = true
                guard encrypts else { return }
                isWhole =
                    unsafe EVP_CIPHER_CTX_ctrl(
                        cipher, EVP_CTRL_AEAD_GET_TAG, Int32(AuthenticatedCipher.tagLength), end) == 1
                total += AuthenticatedCipher.tagLength
            }
            return isWhole ? bytes : nil
        }
    }
}
