internal import Applying
internal import Archives
internal import Cryptography
internal import Digests
internal import Documents
internal import Observing
internal import Sourcing

/// What objects are kept for: a deployment of one life of an application.
struct KeepsakePlace: Sendable, Hashable {
    var owner: KeptSecret.Owner
    /// The name of its record.
    var deployment: String
}

/// Makes kept objects unreadable to all who do not have the installation's key, and bound to what they are of: what was put elsewhere,
/// changed or cut short is not read.
///
/// An object is packed as JSON with gzip, then encrypted with AES-256-GCM under a key of its application and deployment. With it goes,
/// as what is authenticated besides, which object of which deployment it is.
struct KeepsakeSeal: Sendable {
    private let key: [UInt8]
    /// A cipher's nonces are made with it.
    private let random: @Sendable (Int) -> [UInt8]

    /// Why something is not kept, or not read; it quotes nothing.
    struct Broken: Error {
        var message: String
    }

    init(_ key: DigestKey, random: @escaping @Sendable (Int) -> [UInt8]) {
        self.key = key.derived(for: "kept objects of applications")
        self.random = random
    }

    /// What an object is called where it lies: its own name would tell more than whoever lists names is to learn.
    static func name(_ id: ObjectID) -> String { String(Digest.of(id.description).hex.prefix(40)) }

    func close(_ keepsake: Keepsake, of place: KeepsakePlace) throws(Broken) -> [UInt8] {
        let json = Value.object(["uid": .string(keepsake.uid), "object": keepsake.manifest]).jsonBytes()
        guard json.count <= Keepsake.longest else {
            throw Broken(message: "it takes \(json.count) bytes, of at most \(Keepsake.longest)")
        }
        guard let packed = try? Gzip.compress(json),
            let sealed = try? AuthenticatedCipher.seal(
                packed, key: key(of: place), nonce: random(AuthenticatedCipher.nonceLength),
                context: Self.context(of: Self.name(keepsake.id), place))
        else { throw Broken(message: "it cannot be encrypted") }
        return sealed
    }

    /// - Parameter name: what it is called where it lies.
    func open(_ sealed: [UInt8], named name: String, of place: KeepsakePlace) throws(Broken) -> Keepsake {
        guard
            let packed = try? AuthenticatedCipher.open(
                sealed, key: key(of: place), context: Self.context(of: name, place))
        else {
            throw Broken(
                message:
                    "it was changed, is another application's or deployment's, or was kept under another installation's key"
            )
        }
        guard let json = try? Gzip.decompress(packed, limit: Keepsake.longest),
            let content = try? JSON.parse(json, limits: .file), let uid = content["uid"]?.string,
            let manifest = content["object"], let id = manifest.objectID, Self.name(id) == name
        else { throw Broken(message: "it is not what this program has written") }
        return Keepsake(id: id, uid: uid, manifest: manifest)
    }

    private func key(of place: KeepsakePlace) -> SecretBytes {
        var hash = KeyedHash(key: key)
        hash.add(Self.text(["key", place.owner.uid, place.deployment]))
        return SecretBytes(hash.finish(), count: AuthenticatedCipher.keyLength)
    }

    private static func context(of name: String, _ place: KeepsakePlace) -> [UInt8] {
        text(["martlet keepsake 1", place.owner.application.description, place.owner.uid, place.deployment, name])
    }

    /// Parts that cannot be taken for others.
    private static func text(_ parts: [String]) -> [UInt8] { Value.array(parts.map(Value.string)).jsonBytes() }
}
