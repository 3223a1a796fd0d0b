internal import COpenSSL

/// AES with keys of 256 bits in CBC mode (NIST SP 800-38A): nothing tells whether a text was changed.
package enum BlockCipher {
    /// What a text is made whole multiples of.
    package static let blockLength = 16
    package static let keyLength = 32

    /// Fills the last block up as PKCS #7 does.
    package static func encrypt(
        _ text: [UInt8], key: borrowing SecretBytes, start: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try run(text[...], key: key, start: start, encrypts: true)
    }

    /// Gives what is there, the filling of the last block with it.
    ///
    /// - Parameter text: whole blocks.
    package static func decrypt(
        _ text: ArraySlice<UInt8>, key: borrowing SecretBytes, start: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try run(text, key: key, start: start, encrypts: false)
    }

    private static func run(
        _ text: ArraySlice<UInt8>, key: borrowing SecretBytes, start: [UInt8], encrypts: Bool
    ) throws(CryptographyError) -> [UInt8] {
        precondition(key.count == keyLength && start.count == blockLength, "these are of AES's lengths")
        let what = encrypts ? "the text cannot be encrypted" : "the text cannot be decrypted"
        guard let count = Int32(exactly: text.count), count <= Int32.max - Int32(blockLength) else {
            throw CryptographyError(.unacceptable, "\(what): it is too long")
        }
        return try attempt(encrypts ? .failed : .unacceptable, what) {
            // SAFETY: the context is freed on every way out and overwrites its key then; OpenSSL reads key, start and text
            // while the closures hold them, and writes one block more than the text at the most.
            guard let context = unsafe EVP_CIPHER_CTX_new() else { return nil }
            defer { unsafe EVP_CIPHER_CTX_free(context) }
            let isReady = unsafe key.withBytes { key in
                unsafe EVP_CipherInit_ex2(
                    context, Algorithms.aes256CBC.pointer, key.bindMemory(to: UInt8.self).baseAddress, start,
                    encrypts ? 1 : 0, nil)
            }
            guard isReady == 1, unsafe EVP_CIPHER_CTX_set_padding(context, encrypts ? 1 : 0) == 1 else { return nil }
            return unsafe output(of: context, text, count: count)
        }
    }

    private static func output(of context: OpaquePointer, _ text: ArraySlice<UInt8>, count: Int32) -> [UInt8]? {
        var isWhole = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(count) + blockLength) { output, total in
            // SAFETY: as above.
            var (written, rest): (Int32, Int32) = (0, 0)
            let status = unsafe text.withUnsafeBufferPointer {
                unsafe EVP_CipherUpdate(context, output.baseAddress, &written, $0.baseAddress, count)
            }
            guard status == 1, let end = unsafe output.baseAddress?.advanced(by: Int(written)) else { return }
            isWhole = unsafe EVP_CipherFinal_ex(context, end, &rest) == 1
            total = Int(written + rest)
        }
        return isWhole ? bytes : nil
    }
}
