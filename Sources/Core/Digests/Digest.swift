internal import Cryptography
public import Documents

/// A SHA-256 digest of a content: equal digests mean equal contents.
public struct Digest: Sendable, Hashable, CustomStringConvertible {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// - Parameter hash: 32 bytes.
    fileprivate init(_ hash: [UInt8]) {
        func word(_ index: Int) -> UInt64 { hash[8 * index..<8 * index + 8].reduce(0) { $0 << 8 | UInt64($1) } }
        words = (word(0), word(1), word(2), word(3))
    }

    /// Of the bytes as they are.
    public static func of(_ bytes: [UInt8]) -> Digest { Digest(HashFunction.sha256.hash(bytes)) }

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
        private var hash = RunningHash(.sha256)

        public init() {}

        /// Goes on with the bytes. Where one piece ends and the next begins makes no difference.
        public mutating func add(_ piece: [UInt8]) { hash.add(piece) }

        /// Of all pieces so far.
        public consuming func finish() -> Digest { Digest(hash.finish()) }
    }

    /// Digests a sequence of parts. Parts are delimited, so that `["ab", "c"]` and `["a", "bc"]` differ.
    public struct Builder {
        private var hash = RunningHash(.sha256)

        public init() {}

        /// Adds one part, in UTF-8.
        public mutating func add(_ text: String) { add(Array(text.utf8)) }

        /// Adds one part. An empty one counts.
        public mutating func add(_ bytes: [UInt8]) {
            hash.add(Array("\(bytes.count):".utf8))
            hash.add(bytes)
        }

        /// Of all parts so far.
        public consuming func finish() -> Digest { Digest(hash.finish()) }
    }
}

extension Digest {
    /// Digests a sequence of delimited parts under a key, as HMAC-SHA256 (RFC 2104): who does not have the key can neither
    /// make such a digest nor find out by guessing what it is of.
    public struct KeyedBuilder {
        private var hash: KeyedHash

        public init(key: [UInt8]) { hash = KeyedHash(key: key) }

        /// Adds one part, in UTF-8.
        public mutating func add(_ text: String) { add(Array(text.utf8)) }

        /// Adds one part. An empty one counts.
        public mutating func add(_ bytes: [UInt8]) {
            hash.add(Array("\(bytes.count):".utf8))
            hash.add(bytes)
        }

        /// Of all parts so far, under the key.
        public consuming func finish() -> Digest { Digest(hash.finish()) }
    }
}
