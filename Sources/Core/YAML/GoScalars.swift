/// Scalars that Go's libraries read and libyaml refuses, written so that libyaml reads them too.
///
/// libyaml stops at them, which tells for sure what they are. The lines stay the same.
enum GoScalars {
    /// The text with the escape `\'` written as `\x27` in the scalar where libyaml has stopped at one; nil where it has stopped
    /// at another escape.
    static func withoutEscapedApostrophes(_ bytes: [UInt8], from start: Int) -> [UInt8]? {
        let escape = Array("\\'".utf8)
        var rest = bytes[start...]
        guard rest.starts(with: escape) else { return nil }
        var result = Array(bytes[..<start])
        while let byte = rest.first, byte != UInt8(ascii: "\"") {
            let piece = rest.prefix(byte == UInt8(ascii: "\\") ? 2 : 1)
            result += piece.elementsEqual(escape) ? Array("\\x27".utf8) : Array(piece)
            rest = rest.dropFirst(piece.count)
        }
        return result + rest
    }

    /// The text with the stand-in for a colon at which a plain scalar between brackets ends, `[x:, y:]`; nil where the colon
    /// has another meaning for Go's libraries, too.
    ///
    /// Others that are written alike are replaced with it, so that a list of them is not read again for each. Where those
    /// stand in quotes, comments or blocks it makes no difference, as the stand-in is a colon again in all scalars.
    static func withoutFinalColons(_ bytes: [UInt8], from start: Int, _ standIn: StandIn) -> [UInt8]? {
        guard start + 1 < bytes.count, isFlowIndicator(bytes[start + 1]) else { return nil }
        var result = Array(bytes[..<start]) + standIn.bytes
        for index in (start + 1)..<bytes.count {
            let isFinal =
                bytes[index] == UInt8(ascii: ":") && index + 1 < bytes.count && isFlowIndicator(bytes[index + 1])
                && endsPlainWord(bytes, at: index)
            if isFinal { result += standIn.bytes } else { result.append(bytes[index]) }
        }
        return result
    }

    /// The text with a comma or square bracket written as a tag has it, which Go's libraries take for a part of the tag; nil
    /// where it does not stand behind one.
    static func withIndicatorInTag(_ bytes: [UInt8], at place: Int) -> [UInt8]? {
        let word = bytes[..<place].reversed().prefix { $0 > 0x20 && !isFlowIndicator($0) }
        guard word.last == UInt8(ascii: "!") else { return nil }
        let escape = "%" + String(bytes[place], radix: 16, uppercase: true)
        return Array(bytes[..<place]) + Array(escape.utf8) + Array(bytes[(place + 1)...])
    }

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Whether a text that is UTF-8 has a byte order mark that is not its beginning, where it is a character like any other.
    static func hasInnerMark(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, first < 0xFE, bytes.contains(byteOrderMark[0]) else { return false }
        return innerMarks(bytes).first { _ in true } != nil
    }

    static func withoutInnerMarks(_ bytes: [UInt8], _ standIn: StandIn) -> [UInt8] {
        var result: [UInt8] = []
        var start = 0
        for index in innerMarks(bytes) {
            result += bytes[start..<index] + standIn.bytes
            start = index + byteOrderMark.count
        }
        return result + bytes[start...]
    }

    private static func innerMarks(_ bytes: [UInt8]) -> some Sequence<Int> {
        bytes.indices.dropFirst().lazy.filter {
            bytes[$0] == byteOrderMark[0] && bytes[$0...].starts(with: byteOrderMark)
        }
    }

    private static func isFlowIndicator(_ byte: UInt8) -> Bool { ",[]{}".utf8.contains(byte) }

    /// Whether what the colon stands behind is neither quoted nor in brackets, and no alias, anchor or tag.
    private static func endsPlainWord(_ bytes: [UInt8], at colon: Int) -> Bool {
        var first: UInt8?
        for byte in bytes[..<colon].reversed() {
            if byte <= 0x20 || isFlowIndicator(byte) { break }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return false }
            first = byte
        }
        guard let first else { return false }
        return !"!&*:?%".utf8.contains(first)
    }
}

/// A character that stands for another one in a text that does not have it.
struct StandIn {
    /// Of a code point for private use, in UTF-8: four, of which the first two are always the same.
    let bytes: [UInt8]
    /// What it stands for.
    private let original: [UInt8]

    private static let lead: [UInt8] = [0xF4, 0x8F]

    /// Nil where the text has all that there are.
    init?(for text: [UInt8], original: [UInt8]) {
        self.original = original
        var present: Set<UInt16> = []
        for index in text.indices.dropLast(3) where text[index] == Self.lead[0] && text[index + 1] == Self.lead[1] {
            present.insert(UInt16(text[index + 2]) << 8 | UInt16(text[index + 3]))
        }
        let tails = (UInt16(0x80)...0xBF).lazy.flatMap { third in (UInt16(0x80)...0xBD).lazy.map { third << 8 | $0 } }
        guard let tail = tails.first(where: { !present.contains($0) }) else { return nil }
        bytes = Self.lead + [UInt8(tail >> 8), UInt8(tail & 0xFF)]
    }

    /// The scalar with the character itself where the stand-in is.
    func replaced(in scalar: [UInt8]) -> [UInt8] {
        guard var index = scalar.firstIndex(of: Self.lead[0]) else { return scalar }
        var result = Array(scalar[..<index])
        while index < scalar.count {
            let isOne = scalar[index...].starts(with: bytes)
            if isOne { result += original } else { result.append(scalar[index]) }
            index += isOne ? bytes.count : 1
        }
        return result
    }
}
