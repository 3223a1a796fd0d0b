internal import COpenSSL

// SAFETY: the key has one owner: made before `init`, freed in `deinit`, which overwrites its secret; used by one thread at
// a time. Pointers into texts are used inside one call only.

/// A private key that signs, of the kinds that charts use.
@safe package final class SigningKey {
    package enum Kind: Sendable, Hashable {
        case rsa
        case p256
        case p384
        case p521
        case ed25519
    }

    package let kind: Kind
    let pointer: OpaquePointer

    /// Takes over the key, and frees it where it is not of our kinds.
    private init(owning pointer: OpaquePointer) throws(CryptographyError) {
        guard let kind = unsafe Kind(of: pointer) else {
            unsafe EVP_PKEY_free(pointer)
            throw CryptographyError(
                .unacceptable, "the key is neither of RSA nor of Ed25519 nor on the curves P-256, P-384 and P-521")
        }
        self.kind = kind
        unsafe self.pointer = pointer
    }

    deinit { unsafe EVP_PKEY_free(pointer) }
}

extension SigningKey.Kind {
    fileprivate init?(of key: OpaquePointer) {
        if unsafe EVP_PKEY_is_a(key, "RSA") == 1 {
            self = .rsa
        } else if unsafe EVP_PKEY_is_a(key, "ED25519") == 1 {
            self = .ed25519
        } else {
            var name = [CChar](repeating: 0, count: 64)
            let count = name.count
            guard unsafe EVP_PKEY_get_group_name(key, &name, count, nil) == 1 else { return nil }
            let curve = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            switch curve {
            case SN_X9_62_prime256v1: self = .p256
            case SN_secp384r1: self = .p384
            case SN_secp521r1: self = .p521
            default: return nil
            }
        }
    }
}

extension SigningKey {
    /// A new key of RSA. Takes its time: some tenths of a second for 4,096 bits.
    package static func makeRSA(bits: Int32) throws(CryptographyError) -> SigningKey {
        unsafe try make("RSA") { unsafe EVP_PKEY_CTX_set_rsa_keygen_bits($0, bits) }
    }

    /// A new key on the curve P-256.
    package static func makeP256() throws(CryptographyError) -> SigningKey {
        unsafe try make("EC") { unsafe EVP_PKEY_CTX_set_group_name($0, SN_X9_62_prime256v1) }
    }

    /// A new key of Ed25519.
    package static func makeEd25519() throws(CryptographyError) -> SigningKey { unsafe try make("ED25519") { _ in 1 } }

    /// Of OpenSSL's randomness.
    private static func make(
        _ algorithm: String, configure: (OpaquePointer) -> Int32
    ) throws(CryptographyError) -> SigningKey {
        let key = unsafe try attempt(.failed, "a key of \(algorithm) cannot be made") { () -> OpaquePointer? in
            guard let context = unsafe EVP_PKEY_CTX_new_from_name(Algorithms.library.pointer, algorithm, nil) else {
                return nil
            }
            defer { unsafe EVP_PKEY_CTX_free(context) }
            var key: OpaquePointer?
            guard unsafe EVP_PKEY_keygen_init(context) == 1, unsafe configure(context) == 1,
                unsafe EVP_PKEY_generate(context, &key) == 1
            else { return nil }
            return unsafe key
        }
        return unsafe try SigningKey(owning: key)
    }
}

extension SigningKey {
    /// The signature of the bytes: of RSA as PKCS #1 1.5 has it, over their SHA-256; of ECDSA in DER, over the SHA-2 that is
    /// as long as the curve; of Ed25519 over themselves.
    package func signature(of bytes: [UInt8]) throws(CryptographyError) -> [UInt8] {
        try attempt(.failed, "nothing can be signed with the key") {
            guard let context = unsafe EVP_MD_CTX_new() else { return nil }
            defer { unsafe EVP_MD_CTX_free(context) }
            guard
                unsafe EVP_DigestSignInit_ex(context, nil, hashName, Algorithms.library.pointer, nil, pointer, nil) == 1
            else { return nil }
            var count = 0
            guard unsafe EVP_DigestSign(context, nil, &count, bytes, bytes.count) == 1 else { return nil }
            var signature = [UInt8](repeating: 0, count: count)
            guard unsafe EVP_DigestSign(context, &signature, &count, bytes, bytes.count) == 1 else { return nil }
            return Array(signature.prefix(count))
        }
    }

    /// OpenSSL's; nil where the signature hashes by itself.
    private var hashName: String? {
        switch kind {
        case .rsa, .p256: "SHA2-256"
        case .p384: "SHA2-384"
        case .p521: "SHA2-512"
        case .ed25519: nil
        }
    }
}

extension SigningKey {
    /// Reads a key in DER: of RSA in PKCS #1, on a curve in SEC 1, each in PKCS #8.
    ///
    /// - Throws: also where the key's parts do not fit together, and where it is of RSA and has less than 1,024 or more than
    ///   8,192 bits.
    package convenience init(der bytes: [UInt8]) throws(CryptographyError) {
        // Three reasons why it is not of three kinds say nothing.
        let key = unsafe leavingNoErrors { () -> OpaquePointer? in
            for type in [EVP_PKEY_RSA, EVP_PKEY_EC, EVP_PKEY_ED25519] {
                if let key = unsafe Self.read(bytes, as: type) { return unsafe key }
            }
            return nil
        }
        guard let key = unsafe key else {
            throw CryptographyError(.unacceptable, "the bytes are no private key of a kind that is known")
        }
        try unsafe self.init(owning: key)
        try check()
    }

    /// Nil where the bytes are not this and nothing more.
    private static func read(_ bytes: [UInt8], as type: Int32) -> OpaquePointer? {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            var next = buffer.baseAddress
            guard
                let key = unsafe d2i_PrivateKey_ex(type, nil, &next, buffer.count, Algorithms.library.pointer, nil)
            else { return nil }
            guard unsafe next == buffer.baseAddress?.advanced(by: buffer.count) else {
                unsafe EVP_PKEY_free(key)
                return nil
            }
            return unsafe key
        }
    }

    private func check() throws(CryptographyError) {
        switch kind {
        case .ed25519: break
        case .rsa: try RSANumbers(of: self).check()
        case .p256, .p384, .p521:
            try attempt(.unacceptable, "the key's secret does not fit its public point") { () -> Void? in
                guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(Algorithms.library.pointer, pointer, nil) else {
                    return nil
                }
                defer { unsafe EVP_PKEY_CTX_free(context) }
                return unsafe EVP_PKEY_check(context) == 1 && isSpelledOut() ? () : nil
            }
        }
    }

    /// Has the key written as Go does: the curve by its name, and the whole public point, however it was read.
    private func isSpelledOut() -> Bool {
        unsafe EVP_PKEY_set_utf8_string_param(pointer, OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_GROUP) == 1
            && EVP_PKEY_set_utf8_string_param(
                pointer, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED)
                == 1
            && EVP_PKEY_set_int_param(pointer, OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC, 1) == 1
    }

    /// In DER: of RSA in PKCS #1, on a curve in SEC 1, of Ed25519 in PKCS #8.
    package func der() throws(CryptographyError) -> [UInt8] {
        unsafe try encoded { unsafe i2d_PrivateKey(pointer, $0) }
    }

    /// The public key as certificates hold it (SubjectPublicKeyInfo), in DER.
    package func publicDER() throws(CryptographyError) -> [UInt8] {
        unsafe try encoded { unsafe i2d_PUBKEY(pointer, $0) }
    }

    /// What OpenSSL writes: it is asked for the length first.
    private func encoded(
        _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) throws(CryptographyError) -> [UInt8] {
        try attempt(.failed, "the key cannot be written") {
            let count = write(nil)
            guard count > 0 else { return nil }
            var bytes = [UInt8](repeating: 0, count: Int(count))
            let written = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
                var next = buffer.baseAddress
                return unsafe write(&next)
            }
            return written == count ? bytes : nil
        }
    }
}
