internal import Crypto
public import Documents

/// A SHA-256 digest of a content: equal digests mean equal contents.
public struct Digest: Sendable, Hashable, CustomStringConvertible {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    fileprivate init(_ digest: some Sequence<UInt8>) {
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in digest.enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
        self.words = (words[0], words[1], words[2], words[3])
    }

    /// Of the bytes as they are.
    public static func of(_ bytes: [UInt8]) -> Digest { Digest(SHA256.hash(data: bytes)) }

    /// Of the text in UTF-8.
    public static func of(_ text: String) -> Digest { of(Array(text.utf8)) }

    /// Of the value's JSON with sorted keys: the order of keys makes no difference.
    public static func of(_ value: Value) -> Digest { of(value.jsonBytes(sortedKeys: true)) }

    /// The first 64 bits: enough to tell apart what one cluster holds, and an eighth of the memory.
    public var prefix64: UInt64 { words.0 }

    /// 64 hexadecimal digits.
    public var hex: String { [words.0, words.1, words.2, words.3].map(Digest.hex).joined() }

    public var description: String { "sha256:\(hex)" }

    private static func hex(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension Digest {
    /// Digests a content that comes in pieces.
    public struct Running {
        private var hash = SHA256()

        public init() {}

        /// Goes on with the bytes. Where one piece ends and the next begins makes no difference.
        public mutating func add(_ piece: [UInt8]) { hash.update(data: piece) }

        /// Of all pieces so far; more may be added.
        public func finish() -> Digest { Digest(hash.finalize()) }
    }

    /// Digests a sequence of parts. Parts are delimited, so that `["ab", "c"]` and `["a", "bc"]` differ.
    public struct Builder {
        private var hash = SHA256()

        public init() {}

        /// Adds one part, in UTF-8.
        public mutating func add(_ text: String) { add(Array(text.utf8)) }

        /// Adds one part. An empty one counts.
        public mutating func add(_ bytes: [UInt8]) {
            hash.update(data: Array("\(bytes.count):".utf8))
            hash.update(data: bytes)
        }

        /// Of all parts so far; more may be added.
        public func finish() -> Digest { Digest(hash.finalize()) }
    }
}

extension Digest {
    /// Digests a sequence of delimited parts under a key, as HMAC-SHA256 (RFC 2104): who does not have the key can neither
    /// make such a digest nor find out by guessing what it is of.
    public struct KeyedBuilder {
        private var code: HMAC<SHA256>

        public init(key: [UInt8]) { code = HMAC(key: SymmetricKey(data: key)) }

        /// Adds one part, in UTF-8.
        public mutating func add(_ text: String) { add(Array(text.utf8)) }

        /// Adds one part. An empty one counts.
        public mutating func add(_ bytes: [UInt8]) {
            code.update(data: Array("\(bytes.count):".utf8))
            code.update(data: bytes)
        }

        /// Of all parts so far, under the key.
        public func finish() -> Digest { Digest(code.finalize()) }
    }
}
