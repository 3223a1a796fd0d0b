import Cryptography
import GoValues

/// A private key of the kinds that sprig makes and reads.
struct PrivateKey {
    private let key: SigningKey
    /// As Go writes it: RSA in PKCS #1, elliptic curves in SEC 1, others in PKCS #8.
    let pem: String
    /// The public key as certificates hold it (SubjectPublicKeyInfo).
    let publicKey: [UInt8]

    private init(_ key: SigningKey) throws(CryptographyError) {
        self.key = key
        pem = PEM(type: Self.blockType(of: key.kind), bytes: try key.der()).text
        publicKey = try key.publicDER()
    }

    private static func blockType(of kind: SigningKey.Kind) -> String {
        switch kind {
        case .rsa: "RSA PRIVATE KEY"
        case .p256, .p384, .p521: "EC PRIVATE KEY"
        case .ed25519: "PRIVATE KEY"
        }
    }

    static func makeRSA(bits: Int32) throws(GoError) -> PrivateKey {
        do {
            return try PrivateKey(.makeRSA(bits: bits))
        } catch {
            throw GoError("error generating rsa key: \(error)")
        }
    }

    static func makeP256() throws(GoError) -> PrivateKey {
        do {
            return try PrivateKey(.makeP256())
        } catch {
            throw GoError("error generating ecdsa key: \(error)")
        }
    }

    static func makeEd25519() throws(GoError) -> PrivateKey {
        do {
            return try PrivateKey(.makeEd25519())
        } catch {
            throw GoError("error generating ed25519 key: \(error)")
        }
    }

    /// - Throws: what sprig says.
    init(pem text: GoString) throws(GoError) {
        guard let block = PEM(text.string) else { throw GoError("no PEM data in input") }
        guard block.type.hasSuffix("PRIVATE KEY") else {
            throw GoError("no private key data in PEM block of type \(block.type)")
        }
        let action: String
        switch block.type {
        case "PRIVATE KEY": action = "decoding PEM as PKCS#8"
        case "RSA PRIVATE KEY": action = "parsing RSA private key from PEM"
        case "EC PRIVATE KEY": action = "parsing EC private key from PEM"
        default: throw GoError("invalid private key type \(block.type)")
        }
        do {
            try self.init(SigningKey(der: block.bytes))
        } catch {
            throw GoError("\(action): \(error)")
        }
        guard block.type == "PRIVATE KEY" || block.type == Self.blockType(of: key.kind) else {
            throw GoError("\(action): the block holds a key of another kind")
        }
    }

    /// The name of the signatures that the key makes, as certificates hold it.
    var signatureAlgorithm: [UInt8] {
        switch key.kind {
        case .rsa: DER.sequence(DER.identifier(1, 2, 840, 113549, 1, 1, 11), DER.null)
        case .p256: DER.sequence(DER.identifier(1, 2, 840, 10045, 4, 3, 2))
        case .p384: DER.sequence(DER.identifier(1, 2, 840, 10045, 4, 3, 3))
        case .p521: DER.sequence(DER.identifier(1, 2, 840, 10045, 4, 3, 4))
        case .ed25519: DER.sequence(DER.identifier(1, 3, 101, 112))
        }
    }

    func signature(of bytes: [UInt8]) throws(GoError) -> [UInt8] {
        do {
            return try key.signature(of: bytes)
        } catch {
            throw GoError("error creating certificate: \(error)")
        }
    }
}
