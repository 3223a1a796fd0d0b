import YAML

/// What becomes of a text in a `>` block on its way through kustomize.
///
/// kustomize writes every object as YAML once more and reads that, before it has JSON. go-yaml v3 writes folded blocks
/// wrongly where a line is indented more than others, or the first one is: the text that is read then has other line
/// breaks. Clusters run what that gives, so it is done here, too.
enum FoldedScalar {
    static func rewritten(_ bytes: [UInt8]) -> [UInt8] {
        guard isWrittenFolded(bytes) else { return bytes }
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

    /// Texts that cannot stand in a block are written in quotes, which keep them. Most others are not changed, and that
    /// is seen sooner than by reading them again.
    private static func isWrittenFolded(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, let last = bytes.last, last != 0x20 else { return false }
        let isBlankFirst = isBlank(first)
        var mayChange = isBlankFirst
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0A {
                if index > 0, bytes[index - 1] == 0x20 { return false }
                if index + 1 < bytes.count, isBlank(bytes[index + 1]) { mayChange = true }
            } else if byte < 0x20 && byte != 0x09 || byte == 0x7F {
                return false
            }
        }
        return mayChange
    }

    /// As the emitter of go-yaml v3 does it, which asks at every line break how the whole text begins, where it should
    /// ask how the next line does.
    private static func written(_ bytes: [UInt8]) -> [UInt8] {
        let addsBreaks = !isBlank(bytes.drop { $0 == 0x0A }.first ?? 0x20)
        var output = Array(">".utf8)
        if bytes[0] == 0x20 || bytes[0] == 0x0A { output.append(UInt8(ascii: "2")) }
        let trailing = bytes.reversed().prefix { $0 == 0x0A }.count
        if trailing != 1 || bytes.count == 1 { output.append(UInt8(ascii: trailing == 0 ? "-" : "+")) }
        output.append(0x0A)
        var isAfterBreak = true
        var hasLeadingSpace = true
        for byte in bytes {
            if byte == 0x0A {
                if !isAfterBreak, !hasLeadingSpace, addsBreaks { output.append(0x0A) }
                output.append(0x0A)
                isAfterBreak = true
            } else {
                if isAfterBreak {
                    output += "  ".utf8
                    hasLeadingSpace = isBlank(byte)
                }
                output.append(byte)
                isAfterBreak = false
            }
        }
        return output
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
