import Documents
import YAML

/// Reads files of objects as kustomize does: divided at lines that begin with `---`, then each part by go-yaml v3's rules.
///
/// Of each part only the first document counts. Anchors and `<<` are written out; keys are text.
enum ManifestReader {
    struct Part {
        var value: Value
        /// Where the part begins in its file, from 1.
        var line: Int
        /// See `BrokenKey`.
        var hasBrokenKey = false
    }

    /// The parts that hold something.
    static func read(
        _ bytes: [UInt8], limits: DocumentLimits, allowsBrokenKeys: Bool = false
    ) throws(DocumentError) -> [Part] {
        guard bytes.count <= limits.bytes else { throw DocumentError(.limit, "is larger than \(limits.bytes) bytes") }
        var parts: [Part] = []
        var spent = ComposedCost()
        for (text, line) in try divide(withoutCarriageReturns(bytes)) {
            var composer = try KustomizeComposer(
                text, limits: limits, firstLine: line, spent: spent, allowsBrokenKeys: allowsBrokenKeys)
            let value = try composer.firstDocument()
            spent = composer.composition.spent
            guard let value, !value.isAbsent else { continue }
            guard parts.count < limits.documents else {
                throw DocumentError(.limit, "has more than \(limits.documents) documents")
            }
            parts.append(Part(value: value, line: line, hasBrokenKey: composer.hasBrokenKey))
        }
        return parts
    }

    private static func withoutCarriageReturns(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(0x0D) else { return bytes }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for index in bytes.indices {
            let isLineEnd = bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
            if !isLineEnd { output.append(bytes[index]) }
        }
        return output
    }

    /// At every `\n---…\n`; each part but the last gets the newline back.
    private static func divide(_ bytes: [UInt8]) throws(DocumentError) -> [(text: [UInt8], line: Int)] {
        guard !bytes.isEmpty else { return [] }
        var parts: [(text: [UInt8], line: Int)] = []
        var start = 0
        var startLine = 1
        var line = 1
        var index = 0
        while let end = bytes[index...].firstIndex(of: 0x0A) {
            line += 1
            index = end + 1
            guard bytes[index...].starts(with: "---".utf8), let next = bytes[index...].firstIndex(of: 0x0A) else {
                continue
            }
            let rest = bytes[(index + 3)..<next].first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
            guard rest == nil || rest == UInt8(ascii: "#") else {
                throw DocumentError(.syntax, "has something else than a comment after '---'", line: line)
            }
            parts.append((Array(bytes[start...end]), startLine))
            start = next + 1
            startLine = line + 1
            // The newline at the separator's end does not begin another one.
            line += 1
            index = start
        }
        parts.append((Array(bytes[start...]), startLine))
        return parts
    }
}
