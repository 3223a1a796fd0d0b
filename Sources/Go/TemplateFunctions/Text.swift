package import GoValues

/// What Go's package `strings` does with texts: everything counts in bytes.
extension GoString {
    /// Where the needle first stands at or after an index.
    package func firstIndex(of needle: GoString, from start: Int = 0) -> Int? {
        guard let first = needle.bytes.first else { return start <= count ? start : nil }
        guard needle.count <= Self.shortNeedle else {
            return TextSearch(needle.bytes).firstIndex(in: bytes, from: start)
        }
        let (bytes, sought) = (bytes, needle.bytes)
        var index = start
        while index + sought.count <= bytes.count {
            if bytes[index] == first, bytes[index..<(index + sought.count)].elementsEqual(sought) { return index }
            index += 1
        }
        return nil
    }

    /// Up to here comparing at each place is fastest.
    private static let shortNeedle = 8

    func contains(_ needle: GoString) -> Bool { firstIndex(of: needle) != nil }

    /// A part, by bytes.
    package subscript(_ range: Range<Int>) -> GoString { GoString(bytes: Array(bytes[range])) }

    /// The parts between separators; an empty separator gives each code point. `limit` as in `strings.SplitN`: how many
    /// parts at most, all when negative, none (nil) when zero.
    package func split(_ separator: GoString, limit: Int = -1) -> [GoString]? {
        guard limit != 0 else { return nil }
        if separator.isEmpty { return explode(limit: limit) }
        var parts: [GoString] = []
        var start = 0
        while limit < 0 || parts.count < limit - 1, let found = firstIndex(of: separator, from: start) {
            parts.append(self[start..<found])
            start = found + separator.count
        }
        parts.append(self[start..<count])
        return parts
    }

    private func explode(limit: Int) -> [GoString] {
        var parts: [GoString] = []
        var index = 0
        while index < count {
            if limit > 0, parts.count == limit - 1 {
                parts.append(self[index..<count])
                break
            }
            let size = GoRune.decode(bytes, at: index).size
            parts.append(size == 1 ? Self.ofOneByte[Int(bytes[index])] : self[index..<(index + size)])
            index += size
        }
        return parts
    }

    /// How often another text, which is not empty, stands in it without overlapping.
    func count(of needle: GoString) -> Int {
        var count = 0
        var start = 0
        while let found = firstIndex(of: needle, from: start) {
            count += 1
            start = found + needle.count
        }
        return count
    }

    /// `strings.ReplaceAll`: an empty text to replace stands before each code point and at the end.
    func replacing(_ old: GoString, with new: GoString) throws(GoError) -> GoString {
        guard old != new else { return self }
        let places = old.isEmpty ? GoRune.count(bytes) + 1 : count(of: old)
        guard places > 0 else { return self }
        let (added, overflows) = places.multipliedReportingOverflow(by: new.count)
        let total = overflows ? .max : count - places * old.count + min(added, .max / 2)
        try FunctionBounds.check(bytes: total, of: "replace")
        var output: [UInt8] = []
        output.reserveCapacity(total)
        var start = 0
        for place in 0..<places {
            let end: Int
            if old.isEmpty {
                end = place == 0 ? 0 : start + GoRune.decode(bytes, at: start).size
            } else {
                end = firstIndex(of: old, from: start) ?? count
            }
            output += bytes[start..<end]
            output += new.bytes
            start = end + old.count
        }
        output += bytes[start...]
        return GoString(bytes: output)
    }

    static func join(_ parts: [GoString], separator: GoString) throws(GoError) -> GoString {
        guard let first = parts.first else { return GoString() }
        let total = parts.reduce(separator.count * (parts.count - 1)) { $0 + $1.count }
        try FunctionBounds.check(bytes: total, of: "join")
        var output: [UInt8] = []
        output.reserveCapacity(total)
        output += first.bytes
        for part in parts.dropFirst() {
            output += separator.bytes
            output += part.bytes
        }
        return GoString(bytes: output)
    }

    func repeated(_ times: Int, by function: String) throws(GoError) -> GoString {
        guard times >= 0 else { throw GoError("strings: negative Repeat count") }
        let (total, overflows) = count.multipliedReportingOverflow(by: times)
        try FunctionBounds.check(bytes: overflows ? .max : total, of: function)
        var output: [UInt8] = []
        output.reserveCapacity(total)
        for _ in 0..<(isEmpty ? 0 : times) { output += bytes }
        return GoString(bytes: output)
    }

    /// The text without the code points at both ends that the condition holds for.
    func trimmed(where isCut: (UInt32) -> Bool) -> GoString {
        var start = 0
        while start < count {
            let rune = GoRune.decode(bytes, at: start)
            guard isCut(rune.value) else { break }
            start += rune.size
        }
        var end = count
        while end > start {
            let rune = decodeLast(before: end)
            guard isCut(rune.value) else { break }
            end -= rune.size
        }
        return start == 0 && end == count ? self : self[start..<end]
    }

    /// The code point that ends at an index.
    private func decodeLast(before end: Int) -> (value: UInt32, size: Int) {
        if bytes[end - 1] < 0x80 { return (UInt32(bytes[end - 1]), 1) }
        for size in 2...4 where end >= size && bytes[end - size] & 0xC0 != 0x80 {
            let rune = GoRune.decode(Array(bytes[(end - size)..<end]), at: 0)
            return rune.size == size ? rune : (GoRune.error, 1)
        }
        return (GoRune.error, 1)
    }

    /// Each code point changed; bytes that are no UTF-8 become U+FFFD.
    func mapped(_ change: (UInt32) -> UInt32) -> GoString {
        var output: [UInt8] = []
        output.reserveCapacity(count)
        var index = 0
        while index < count {
            let rune = GoRune.decode(bytes, at: index)
            let changed = change(rune.value)
            if changed < 0x80 { output.append(UInt8(changed)) } else { GoRune.append(changed, to: &output) }
            index += rune.size
        }
        return GoString(bytes: output)
    }
}

/// Case and classes of code points as Go's package `unicode` has them: one code point to one.
enum Letters {
    static func isSpace(_ rune: UInt32) -> Bool {
        switch rune {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    static func upper(_ rune: UInt32) -> UInt32 {
        if rune < 0x80 { return rune >= 0x61 && rune <= 0x7A ? rune - 0x20 : rune }
        guard let scalar = Unicode.Scalar(rune) else { return rune }
        return single(scalar.properties.uppercaseMapping) ?? single(scalar.properties.titlecaseMapping) ?? rune
    }

    static func lower(_ rune: UInt32) -> UInt32 {
        if rune < 0x80 { return rune >= 0x41 && rune <= 0x5A ? rune + 0x20 : rune }
        if rune == 0x130 { return 0x69 }
        guard let scalar = Unicode.Scalar(rune) else { return rune }
        return single(scalar.properties.lowercaseMapping) ?? rune
    }

    static func title(_ rune: UInt32) -> UInt32 {
        if rune < 0x80 { return upper(rune) }
        guard let scalar = Unicode.Scalar(rune) else { return rune }
        return single(scalar.properties.titlecaseMapping) ?? rune
    }

    private static func single(_ text: String) -> UInt32? {
        text.unicodeScalars.count == 1 ? text.unicodeScalars.first?.value : nil
    }

    static func isUpper(_ rune: UInt32) -> Bool { category(rune) == .uppercaseLetter }
    static func isLower(_ rune: UInt32) -> Bool { category(rune) == .lowercaseLetter }
    static func isTitle(_ rune: UInt32) -> Bool { category(rune) == .titlecaseLetter }

    static func isNumber(_ rune: UInt32) -> Bool {
        switch category(rune) {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }

    static func isPunctuation(_ rune: UInt32) -> Bool {
        switch category(rune) {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }

    private static func category(_ rune: UInt32) -> Unicode.GeneralCategory? {
        Unicode.Scalar(rune)?.properties.generalCategory
    }
}
