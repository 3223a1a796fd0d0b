/// Text as Go has it: bytes, UTF-8 by habit only. Equality, order and hash are of the bytes, never of Unicode's
/// canonical forms.
package struct GoString: Sendable {
    package var bytes: [UInt8]

    package init() { bytes = [] }
    package init(bytes: [UInt8]) { self.bytes = bytes }
    package init(_ text: String) { bytes = Array(text.utf8) }
    package init(_ text: Substring) { bytes = Array(text.utf8) }
    package init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
    /// A part of other bytes. The initialiser above takes it, too, and many times as long.
    package init(part bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }

    /// The text as Unicode; every byte that is no UTF-8 becomes U+FFFD, as in Go's `range`.
    package var string: String {
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        if let valid = String(validating: bytes, as: UTF8.self) { return valid }
        var scalars = String.UnicodeScalarView()
        for rune in runes { scalars.append(Unicode.Scalar(rune) ?? "\u{FFFD}") }
        return String(scalars)
    }

    package var count: Int { bytes.count }
    package var isEmpty: Bool { bytes.isEmpty }

    /// The code points, U+FFFD for each byte that is no UTF-8.
    package var runes: [UInt32] {
        var result: [UInt32] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let rune = GoRune.decode(bytes, at: index)
            result.append(rune.value)
            index += rune.size
        }
        return result
    }

    /// Whether there is nothing but white space.
    package var isBlank: Bool {
        var index = 0
        while index < bytes.count {
            let rune = GoRune.decode(bytes, at: index)
            guard Unicode.Scalar(rune.value)?.properties.isWhitespace ?? false else { return false }
            index += rune.size
        }
        return true
    }

    /// Compares bytes: Go knows no characters here.
    package func hasPrefix(_ prefix: GoString) -> Bool { bytes.starts(with: prefix.bytes) }
    /// Compares bytes, as `hasPrefix`.
    package func hasSuffix(_ suffix: GoString) -> Bool {
        bytes.count >= suffix.bytes.count && bytes.suffix(suffix.bytes.count).elementsEqual(suffix.bytes)
    }

    /// Texts of one byte, by that byte: those that are taken apart have many.
    package static let ofOneByte = (UInt8.min...UInt8.max).map { GoString(bytes: [$0]) }

    package static func + (left: GoString, right: GoString) -> GoString {
        GoString(bytes: left.bytes + right.bytes)
    }

    package static func += (left: inout GoString, right: GoString) { left.bytes += right.bytes }
}

extension GoString: Hashable, Comparable {
    package static func == (left: GoString, right: GoString) -> Bool { left.bytes == right.bytes }

    package static func < (left: GoString, right: GoString) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// Eight bytes at a time: a field access hashes its key, so this is the hottest code of a render.
    package func hash(into hasher: inout Hasher) {
        let count = bytes.count
        var index = 0
        while count - index >= 8 {
            var word: UInt64 = 0
            for offset in 0..<8 { word |= UInt64(bytes[index + offset]) << UInt64(8 * offset) }
            hasher.combine(word)
            index += 8
        }
        var word = UInt64(count - index) << 56
        while index < count {
            word = word << 8 | UInt64(bytes[index])
            index += 1
        }
        hasher.combine(word)
    }
}

extension GoString: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, CustomStringConvertible {
    package init(stringLiteral value: String) { self.init(value) }
    package var description: String { string }
}

/// Code points as Go decodes, encodes and classifies them.
package enum GoRune {
    /// What Go's decoder gives for a byte that is no UTF-8.
    package static let error: UInt32 = 0xFFFD

    /// The code point at an index that is inside the bytes, and how many bytes it takes: U+FFFD and 1 where there is no
    /// valid one.
    package static func decode(_ bytes: [UInt8], at index: Int) -> (value: UInt32, size: Int) {
        let first = bytes[index]
        if first < 0x80 { return (UInt32(first), 1) }
        let size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, index + size <= bytes.count else { return (error, 1) }
        var value = UInt32(first) & (0x7F >> UInt32(size))
        for offset in 1..<size {
            let next = bytes[index + offset]
            guard next & 0xC0 == 0x80 else { return (error, 1) }
            value = value << 6 | UInt32(next & 0x3F)
        }
        let isOverlong = size == 3 && value < 0x800 || size == 4 && value < 0x10000
        guard !isOverlong, Unicode.Scalar(value) != nil else { return (error, 1) }
        return (value, size)
    }

    /// Appends UTF-8; what is no Unicode scalar becomes U+FFFD.
    package static func append(_ rune: UInt32, to bytes: inout [UInt8]) {
        if rune < 0x80 { return bytes.append(UInt8(rune)) }
        bytes.append(contentsOf: String(Unicode.Scalar(rune) ?? "\u{FFFD}").utf8)
    }

    /// How many code points there are, each byte that is no UTF-8 counting as one.
    package static func count(_ bytes: [UInt8]) -> Int {
        if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.count }
        var count = 0
        var index = 0
        while index < bytes.count {
            index += decode(bytes, at: index).size
            count += 1
        }
        return count
    }

    /// As `unicode.IsLetter`: Unicode's category L.
    package static func isLetter(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return rune | 0x20 >= 0x61 && rune | 0x20 <= 0x7A }
        return Unicode.Scalar(rune).map { letters.contains($0.properties.generalCategory) } ?? false
    }

    /// As `unicode.IsDigit`: Unicode's category Nd.
    package static func isDigit(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return rune >= 0x30 && rune <= 0x39 }
        return Unicode.Scalar(rune)?.properties.generalCategory == .decimalNumber
    }

    /// Letters, marks, numbers, punctuation, symbols and the ASCII space.
    package static func isPrint(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return rune >= 0x20 && rune < 0x7F }
        return Unicode.Scalar(rune).map { !unprintable.contains($0.properties.generalCategory) } ?? false
    }

    private static let letters: Set<Unicode.GeneralCategory> = [
        .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
    ]
    private static let unprintable: Set<Unicode.GeneralCategory> = [
        .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator,
    ]
}
