import Crypto
import CryptoExtras
import FoundationEssentials
import GoValues

/// A private key of the kinds that sprig makes and reads.
enum PrivateKey {
    case rsa(_RSA.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    static func makeRSA(bits: _RSA.Signing.KeySize) throws(GoError) -> PrivateKey {
        do {
            return .rsa(try _RSA.Signing.PrivateKey(keySize: bits))
        } catch {
            throw GoError("error generating rsa key: \(error)")
        }
    }

    /// - Throws: what sprig says.
    init(pem text: GoString) throws(GoError) {
        guard let block = PEM(text.string) else { throw GoError("no PEM data in input") }
        guard block.type.hasSuffix("PRIVATE KEY") else {
            throw GoError("no private key data in PEM block of type \(block.type)")
        }
        let key: PrivateKey?
        switch block.type {
        case "PRIVATE KEY": key = Self.pkcs8(block)
        case "RSA PRIVATE KEY":
            key = (try? _RSA.Signing.PrivateKey(unsafeDERRepresentation: block.bytes)).map { .rsa($0) }
        case "EC PRIVATE KEY": key = Self.elliptic(block)
        default: throw GoError("invalid private key type \(block.type)")
        }
        guard let key else {
            let action =
                block.type == "PRIVATE KEY"
                ? "decoding PEM as PKCS#8" : "parsing \(block.type.prefix(while: { $0 != " " })) private key from PEM"
            throw GoError("\(action): the block holds no key of a kind that is known")
        }
        self = key
    }

    private static func elliptic(_ block: PEM) -> PrivateKey? {
        let text = block.text
        return (try? P256.Signing.PrivateKey(pemRepresentation: text)).map { .p256($0) }
            ?? (try? P384.Signing.PrivateKey(pemRepresentation: text)).map { .p384($0) }
            ?? (try? P521.Signing.PrivateKey(pemRepresentation: text)).map { .p521($0) }
    }

    private static func pkcs8(_ block: PEM) -> PrivateKey? {
        if let key = elliptic(block) { return key }
        var outer = DERReader(block.bytes[...])
        guard let content = outer.next(0x30)?.content else { return nil }
        var reader = DERReader(content)
        guard reader.next(0x02) != nil, let algorithm = reader.next(0x30), let secret = reader.next(0x04) else {
            return nil
        }
        if algorithm.content.starts(with: Self.ed25519Identifier) {
            var inner = DERReader(secret.content)
            guard let seed = inner.next(0x04)?.content else { return nil }
            return (try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)).map { .ed25519($0) }
        }
        return (try? _RSA.Signing.PrivateKey(unsafeDERRepresentation: block.bytes)).map { .rsa($0) }
    }

    private static let ed25519Identifier = DER.identifier(1, 3, 101, 112)
    private static let rsaWithSHA256 = DER.identifier(1, 2, 840, 113549, 1, 1, 11)

    /// As Go writes it: RSA in PKCS #1, elliptic curves in SEC 1, others in PKCS #8.
    var pem: String {
        switch self {
        case .rsa(let key): PEM(type: "RSA PRIVATE KEY", bytes: Array(key.derRepresentation)).text
        case .p256(let key):
            Self.elliptic(
                key.rawRepresentation, DER.identifier(1, 2, 840, 10045, 3, 1, 7), key.publicKey.x963Representation)
        case .p384(let key):
            Self.elliptic(key.rawRepresentation, DER.identifier(1, 3, 132, 0, 34), key.publicKey.x963Representation)
        case .p521(let key):
            Self.elliptic(key.rawRepresentation, DER.identifier(1, 3, 132, 0, 35), key.publicKey.x963Representation)
        case .ed25519(let key):
            PEM(
                type: "PRIVATE KEY",
                bytes: DER.sequence(
                    DER.integer([0]), DER.sequence(Self.ed25519Identifier),
                    DER.octets(DER.octets(Array(key.rawRepresentation))))
            ).text
        }
    }

    private static func elliptic(_ secret: Data, _ curve: [UInt8], _ point: Data) -> String {
        let bytes = DER.sequence(
            DER.integer([1]), DER.octets(Array(secret)), DER.tagged(0, curve),
            DER.tagged(1, DER.bits(Array(point))))
        return PEM(type: "EC PRIVATE KEY", bytes: bytes).text
    }

    /// The public key as certificates hold it (SubjectPublicKeyInfo).
    var publicKey: [UInt8] {
        switch self {
        case .rsa(let key): Array(key.publicKey.derRepresentation)
        case .p256(let key): Array(key.publicKey.derRepresentation)
        case .p384(let key): Array(key.publicKey.derRepresentation)
        case .p521(let key): Array(key.publicKey.derRepresentation)
        case .ed25519(let key):
            DER.sequence(DER.sequence(Self.ed25519Identifier), DER.bits(Array(key.publicKey.rawRepresentation)))
        }
    }

    /// The name of the signatures that the key makes, as certificates hold it.
    var signatureAlgorithm: [UInt8] {
        switch self {
        case .rsa: DER.sequence(Self.rsaWithSHA256, DER.null)
        case .p256: DER.sequence(DER.identifier(1, 2, 840, 10045, 4, 3, 2))
        case .p384: DER.sequence(DER.identifier(1, 2, 840, 10045, 4, 3, 3))
        case .p521: DER.sequence(DER.identifier(1, 2, 840, 10045, 4, 3, 4))
        case .ed25519: DER.sequence(Self.ed25519Identifier)
        }
    }

    func signature(of bytes: [UInt8]) throws(GoError) -> [UInt8] {
        do {
            switch self {
            case .rsa(let key):
                let digest = SHA256.hash(data: bytes)
                return Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
            case .p256(let key): return Array(try key.signature(for: bytes).derRepresentation)
            case .p384(let key): return Array(try key.signature(for: bytes).derRepresentation)
            case .p521(let key): return Array(try key.signature(for: bytes).derRepresentation)
            case .ed25519(let key): return Array(try key.signature(for: bytes))
            }
        } catch {
            throw GoError("error creating certificate: \(error)")
        }
    }
}
