import GoYAML
import YAML

/// What becomes of the text of a `|` or `>` block on its way through kustomize.
///
/// kustomize writes every object as YAML once more and reads that, before it has JSON. What go-yaml v3 writes is not always
/// what it has read, and clusters run what that gives, so it is done here, too.
enum BlockScalar {
    /// A `>` block comes back with other line breaks where a line is indented more than others, or the first one is, or where
    /// it ends with more than one.
    static func refolded(_ bytes: [UInt8]) -> [UInt8] {
        guard mayChange(bytes), GoYAML.allowsBlock(bytes) else { return bytes }
        guard var events = try? EventReader(written(bytes), detectsEncoding: false) else { return bytes }
        while let event = try? events.next() {
            switch event.kind {
            case .scalar(let scalar): return scalar.bytes
            case .streamEnd: return bytes
            default: continue
            }
        }
        return bytes
    }

    /// With an empty line before it, the comment at the end of an object adds a line break to the block before, if that
    /// keeps its last line breaks.
    static func beforeComment(_ bytes: [UInt8]) -> [UInt8] { GoYAML.allowsBlock(bytes) ? bytes + [0x0A] : bytes }

    /// Whether a text is written as a block that keeps the line breaks at its end.
    static func keepsBreaks(_ bytes: [UInt8]) -> Bool { bytes == [0x0A] || bytes.suffix(2) == [0x0A, 0x0A] }

    /// Most texts do not change, and that is seen sooner than by reading them again.
    private static func mayChange(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return false }
        if isBlank(first) || keepsBreaks(bytes) { return true }
        return bytes.indices.contains { index in
            lengthOfBreak(bytes, at: index) > 1
                || bytes[index] == 0x0A && index + 1 < bytes.count && isBlank(bytes[index + 1])
        }
    }

    /// As the emitter of go-yaml v3 does it, which asks at every line break how the whole text begins, where it should
    /// ask how the next line does.
    private static func written(_ bytes: [UInt8]) -> [UInt8] {
        let start = leadingBreaks(bytes)
        let addsBreaks = start < bytes.count && !isBlank(bytes[start])
        var output = Array(">".utf8)
        if bytes[0] == 0x20 || start > 0 { output.append(UInt8(ascii: "2")) }
        if bytes.last != 0x0A || keepsBreaks(bytes) {
            output.append(UInt8(ascii: bytes.last == 0x0A ? "+" : "-"))
        }
        output.append(0x0A)
        var isAfterBreak = true
        var hasLeadingSpace = true
        var index = 0
        while index < bytes.count {
            let length = lengthOfBreak(bytes, at: index)
            if length > 0 {
                if !isAfterBreak, !hasLeadingSpace, addsBreaks, bytes[index] == 0x0A { output.append(0x0A) }
                isAfterBreak = true
            } else if isAfterBreak {
                output += "  ".utf8
                hasLeadingSpace = isBlank(bytes[index])
                isAfterBreak = false
            }
            output += bytes[index..<(index + max(1, length))]
            index += max(1, length)
        }
        return output
    }

    private static func leadingBreaks(_ bytes: [UInt8]) -> Int {
        var index = 0
        while index < bytes.count, lengthOfBreak(bytes, at: index) > 0 { index += lengthOfBreak(bytes, at: index) }
        return index
    }

    /// The bytes of the line break at a place; 0 where there is none. U+0085, U+2028 and U+2029 are some, too.
    fileprivate static func lengthOfBreak(_ bytes: [UInt8], at index: Int) -> Int {
        switch bytes[index] {
        case 0x0A, 0x0D: 1
        case 0xC2: bytes[index...].starts(with: [0xC2, 0x85]) ? 2 : 0
        case 0xE2: [[0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9]].contains { bytes[index...].starts(with: $0) } ? 3 : 0
        default: 0
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// Where the content of a text ends, and where the last comment behind it is.
struct TextEnd {
    /// From 1; 0 where there is no content.
    private(set) var contentLine = 0
    /// From 1; 0 where there is no comment.
    private(set) var commentLine = 0

    init(_ bytes: [UInt8]) {
        let lines = TextEnd.lines(bytes)
        for index in lines.indices.reversed() {
            let first = lines[index].first { $0 != 0x20 && $0 != 0x09 }
            if first == UInt8(ascii: "#") {
                commentLine = max(commentLine, index + 1)
            } else if first != nil, !lines[index].starts(with: "...".utf8) {
                contentLine = index + 1
                return
            }
        }
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for index in bytes.indices {
            let length = BlockScalar.lengthOfBreak(bytes, at: index)
            guard length > 0 else { continue }
            lines.append(bytes[start..<index])
            start = index + length
        }
        return lines + [bytes[start...]]
    }

    /// Whether nothing but comments follows a block that ends at a line.
    func isOnlyComment(from line: Int) -> Bool { contentLine < line && commentLine >= line }
}
