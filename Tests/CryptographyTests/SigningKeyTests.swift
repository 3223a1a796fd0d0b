import COpenSSL
import Cryptography
import Testing

@Suite("Keys that sign")
struct SigningKeyTests {
    private typealias Sample = (kind: SigningKey.Kind, own: [UInt8], pkcs8: [UInt8], publicKey: [UInt8])

    private static let samples: [Sample] = [
        (.rsa, KeySamples.rsa, KeySamples.rsaPKCS8, KeySamples.rsaPublic),
        (.p256, KeySamples.p256, KeySamples.p256PKCS8, KeySamples.p256Public),
        (.p384, KeySamples.p384, KeySamples.p384PKCS8, KeySamples.p384Public),
        (.p521, KeySamples.p521, KeySamples.p521PKCS8, KeySamples.p521Public),
        (.ed25519, KeySamples.ed25519, KeySamples.ed25519, KeySamples.ed25519Public),
    ]

    /// Whether OpenSSL finds that the signature is the key's.
    private func verifies(_ signature: [UInt8], of text: [UInt8], publicKey: [UInt8], hash: String?) -> Bool {
        unsafe publicKey.withUnsafeBufferPointer { buffer in
            var next = buffer.baseAddress
            let key = unsafe d2i_PUBKEY(nil, &next, buffer.count)
            let context = unsafe EVP_MD_CTX_new()
            defer {
                unsafe EVP_MD_CTX_free(context)
                unsafe EVP_PKEY_free(key)
            }
            return unsafe EVP_DigestVerifyInit_ex(context, nil, hash, nil, nil, key, nil) == 1
                && EVP_DigestVerify(context, signature, signature.count, text, text.count) == 1
        }
    }

    private func hash(of kind: SigningKey.Kind) -> String? {
        switch kind {
        case .rsa, .p256: "SHA256"
        case .p384: "SHA384"
        case .p521: "SHA512"
        case .ed25519: nil
        }
    }

    @Test("are read in both forms, and written as OpenSSL's program writes them")
    func forms() throws {
        for sample in Self.samples {
            for form in [sample.own, sample.pkcs8] {
                let key = try SigningKey(der: form)
                #expect(key.kind == sample.kind)
                #expect(try key.der() == sample.own)
                #expect(try key.publicDER() == sample.publicKey)
            }
        }
    }

    @Test(
        "on a curve are written with its name and the whole public point, however they were read",
        arguments: [KeySamples.p256Compressed, KeySamples.p256Explicit, KeySamples.p256WithoutPublic])
    func spelling(form: [UInt8]) throws {
        let key = try SigningKey(der: form)
        #expect(try key.der() == KeySamples.p256)
        #expect(try key.publicDER() == KeySamples.p256Public)
    }

    @Test("sign what others verify")
    func signatures() throws {
        let text = KeySamples.signedText
        for sample in Self.samples {
            let signature = try SigningKey(der: sample.own).signature(of: text)
            let name = hash(of: sample.kind)
            #expect(verifies(signature, of: text, publicKey: sample.publicKey, hash: name))
            #expect(!verifies(signature, of: text + [0], publicKey: sample.publicKey, hash: name))
        }
    }

    @Test("of RSA and Ed25519 sign the same in the same way each time")
    func sameSignatures() throws {
        let text = KeySamples.signedText
        #expect(try SigningKey(der: KeySamples.rsa).signature(of: text) == KeySamples.rsaSignature)
        #expect(try SigningKey(der: KeySamples.ed25519).signature(of: text) == KeySamples.ed25519Signature)
        #expect(try !SigningKey(der: KeySamples.ed25519).signature(of: []).isEmpty)
    }

    @Test("are made, each another, and can be read again")
    func making() throws {
        let makers: [(kind: SigningKey.Kind, make: () throws -> SigningKey)] = [
            (.rsa, { try .makeRSA(bits: 2_048) }), (.p256, { try .makeP256() }), (.ed25519, { try .makeEd25519() }),
        ]
        for (kind, make) in makers {
            let key = try make()
            let der = try key.der()
            #expect(key.kind == kind)
            #expect(try SigningKey(der: der).der() == der)
            #expect(try make().der() != der)
            let signature = try key.signature(of: der)
            #expect(try verifies(signature, of: der, publicKey: key.publicDER(), hash: hash(of: kind)))
        }
    }

    private static let refused: [[UInt8]] = [
        [], [0], Array("no key at all".utf8), [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], KeySamples.rsa + [0],
        KeySamples.rsa.dropLast(), KeySamples.p256 + KeySamples.p256, KeySamples.ed25519 + [1],
        KeySamples.secp256k1, KeySamples.secp256k1PKCS8, KeySamples.x25519, KeySamples.dsa, KeySamples.rsaPublic,
    ]

    @Test("of other kinds are refused, and so is what is no key or more than one", arguments: refused)
    func refusals(bytes: [UInt8]) {
        let error = #expect(throws: CryptographyError.self) { try SigningKey(der: bytes) }
        #expect(error?.code == .unacceptable)
    }

    @Test("leave none of OpenSSL's errors to others on the thread")
    func noErrorLeft() {
        ERR_clear_error()
        for bytes in [
            [0], KeySamples.rsa, KeySamples.p256, KeySamples.ed25519, KeySamples.dsa, KeySamples.rsaOf512Bits,
        ] {
            _ = try? SigningKey(der: bytes).signature(of: [])
            #expect(ERR_peek_error() == 0)
        }
    }
}
