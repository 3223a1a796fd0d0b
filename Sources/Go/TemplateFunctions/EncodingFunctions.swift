import GoValues

/// Base64 and base32 as Go's packages have them: standard alphabets with padding, line breaks ignored.
enum EncodingFunctions {
    static func add(to entries: inout FunctionEntries) {
        entries.add("b64enc", .string) { .string(GoBase.base64.encode($0.text(0).bytes)) }
        entries.add("b64dec", .string) { decoded($0.text(0), by: .base64) }
        entries.add("b32enc", .string) { .string(GoBase.base32.encode($0.text(0).bytes)) }
        entries.add("b32dec", .string) { decoded($0.text(0), by: .base32) }
    }

    /// The error's text where there is one: so does sprig.
    private static func decoded(_ text: GoString, by base: GoBase) -> GoValue {
        do {
            return .string(GoString(bytes: try base.decode(text)))
        } catch {
            return .string(error.message)
        }
    }
}

/// An encoding of bytes in groups of digits.
struct GoBase: Sendable {
    private let name: String
    private let alphabet: [UInt8]
    private let values: [UInt8: UInt8]
    private let bitsPerDigit: Int
    private let digitsPerGroup: Int

    static let base64 = GoBase(
        name: "base64", alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", bits: 6, group: 4)
    static let base32 = GoBase(name: "base32", alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bits: 5, group: 8)

    private static let padding = UInt8(ascii: "=")

    private init(name: String, alphabet: String, bits: Int, group: Int) {
        self.name = name
        self.alphabet = Array(alphabet.utf8)
        values = Dictionary(uniqueKeysWithValues: alphabet.utf8.enumerated().map { ($1, UInt8($0)) })
        bitsPerDigit = bits
        digitsPerGroup = group
    }

    func encode(_ bytes: [UInt8]) -> GoString {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 2)
        var pending: UInt32 = 0
        var bits = 0
        let mask = UInt32(1) << UInt32(bitsPerDigit) - 1
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= bitsPerDigit {
                bits -= bitsPerDigit
                output.append(alphabet[Int(pending >> UInt32(bits) & mask)])
            }
        }
        if bits > 0 { output.append(alphabet[Int(pending << UInt32(bitsPerDigit - bits) & mask)]) }
        while output.count % digitsPerGroup != 0 { output.append(Self.padding) }
        return GoString(bytes: output)
    }

    /// - Throws: where Go's decoder stops, counted in the text without its line breaks for base32.
    func decode(_ text: GoString) throws(GoError) -> [UInt8] {
        var reader = Reader(base: self, bytes: text.bytes)
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        while let group = try reader.nextGroup() {
            var pending: UInt64 = 0
            for value in group { pending = pending << UInt64(bitsPerDigit) | UInt64(value) }
            let bits = group.count * bitsPerDigit
            pending >>= UInt64(bits % 8)
            for index in (0..<(bits / 8)).reversed() {
                output.append(UInt8(truncatingIfNeeded: pending >> UInt64(8 * index)))
            }
        }
        return output
    }

    fileprivate func failure(at index: Int) -> GoError { GoError("illegal \(name) data at input byte \(index)") }

    /// Takes the digits of one group after the other.
    private struct Reader {
        let base: GoBase
        let bytes: [UInt8]
        private var index = 0
        private var isAtEnd = false

        init(base: GoBase, bytes: [UInt8]) {
            self.base = base
            // Go's base32 decoder takes line breaks out before it counts.
            self.bytes = base.digitsPerGroup == 8 ? bytes.filter { $0 != 0x0A && $0 != 0x0D } : bytes
        }

        private mutating func skipBreaks() {
            while index < bytes.count, bytes[index] == 0x0A || bytes[index] == 0x0D { index += 1 }
        }

        mutating func nextGroup() throws(GoError) -> [UInt8]? {
            guard !isAtEnd else { return nil }
            var digits: [UInt8] = []
            while digits.count < base.digitsPerGroup {
                skipBreaks()
                guard index < bytes.count else {
                    if digits.isEmpty { return nil }
                    throw base.failure(at: index - digits.count)
                }
                let byte = bytes[index]
                index += 1
                if let value = base.values[byte] {
                    digits.append(value)
                } else if byte == GoBase.padding {
                    isAtEnd = true
                    if base.digitsPerGroup == 4 {
                        try finishBase64(after: digits.count)
                    } else {
                        try finishBase32(after: digits.count)
                    }
                    return digits
                } else {
                    throw base.failure(at: index - 1)
                }
            }
            return digits
        }

        /// Checks the padding, whose first byte has been taken, and that nothing follows it.
        private mutating func finishBase64(after count: Int) throws(GoError) {
            guard count >= 2 else { throw base.failure(at: index - 1) }
            if count == 2 {
                skipBreaks()
                guard index < bytes.count else { throw base.failure(at: bytes.count) }
                guard bytes[index] == GoBase.padding else { throw base.failure(at: index - 1) }
                index += 1
            }
            skipBreaks()
            guard index >= bytes.count else { throw base.failure(at: index) }
        }

        /// Checks the padding, whose first byte has been taken. Go looks at no more than the group.
        private func finishBase32(after count: Int) throws(GoError) {
            let rest = bytes.count - index
            guard count >= 2, rest < 8 else { throw base.failure(at: index - 1) }
            guard rest + count >= 7 else { throw base.failure(at: bytes.count) }
            for offset in 0..<(7 - count) where bytes[index + offset] != GoBase.padding {
                throw base.failure(at: index + offset - 1)
            }
            guard count != 3, count != 6 else { throw base.failure(at: index - 1) }
        }
    }
}
