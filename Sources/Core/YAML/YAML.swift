public import Documents

/// One document of a YAML file.
public struct YAMLDocument: Sendable, Hashable {
    public var value: Value
    /// Where the document's content begins in its file, from 1.
    public var line: Int

    public init(value: Value, line: Int) {
        self.value = value
        self.line = line
    }
}

/// YAML to and from documents, understood as `kubectl` understands it: `docs/yaml.md` says what that means.
public enum YAML {
    /// All documents of a file. Empty ones (nothing, comments, `null`) are left out. JSON files are YAML too.
    ///
    /// UTF-8, with or without a byte order mark, or UTF-16 with one. Bytes that are not UTF-8 become U+FFFD, as in
    /// `kubectl`: repositories have comments in older encodings.
    ///
    /// With `markingQuoted`, the strings that hold that text and were written in quotes or as a block begin with
    /// `quoteMark`, for callers that treat them differently from plain ones.
    ///
    /// - Parameter kept: which members stay; all where nil.
    public static func parse(
        _ bytes: [UInt8], file: String?, limits: DocumentLimits, markingQuoted marked: String? = nil,
        keeping kept: MemberChoice? = nil
    ) throws(DocumentError) -> [YAMLDocument] {
        let bytes = try text(bytes, file: file, limits: limits)
        guard let start = bytes.firstIndex(where: { !isSpace($0) }) else { return [] }
        guard bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "[") else {
            return try compose(bytes, file: file, limits: limits, marked, kept)
        }
        return try parseJSONLike(bytes, from: start, file: file, limits: limits, marked, kept)
    }

    /// The same for a text, with the limits for files.
    public static func parse(_ text: String, file: String? = nil) throws(DocumentError) -> [YAMLDocument] {
        try parse(Array(text.utf8), file: file, limits: .file)
    }

    /// What a scalar means that is written without quotes, for instance a number. Infinities, which Kubernetes cannot
    /// hold, and `<<` are strings here.
    public static func resolve(plain text: String) -> Value {
        let scalar = Scalar(plain: text)
        if case .float(let number) = scalar, !number.isFinite { return .string(text) }
        return scalar.value
    }

    /// The last code point for private use, which no manifest has a use for.
    public static let quoteMark: Unicode.Scalar = "\u{10FFFD}"

    /// JSON's escapes are not all YAML's, so what looks like JSON is read as such first; then as YAML's flow style.
    private static func parseJSONLike(
        _ bytes: [UInt8], from start: Int, file: String?, limits: DocumentLimits, _ marked: String?,
        _ kept: MemberChoice?
    ) throws(DocumentError) -> [YAMLDocument] {
        let line = bytes[..<start].count { $0 == 0x0A } + 1
        do {
            let value = try JSON.parse(bytes, file: file, limits: limits, keeping: kept)
            return [YAMLDocument(value: marked.map { mark(value, holding: $0) } ?? value, line: line)]
        } catch {
            // What is too much in one is too much in the other.
            guard error.code != .limit else { throw error }
            let isNamedJSON = file?.hasSuffix(".json") ?? false
            guard isNamedJSON else { return try compose(bytes, file: file, limits: limits, marked, kept) }
            guard let documents = try? compose(bytes, file: file, limits: limits, marked, kept) else { throw error }
            return documents
        }
    }

    private static func mark(_ value: Value, holding marked: String) -> Value {
        switch value {
        case .string(let text) where text.contains(marked): .string("\(quoteMark)\(text)")
        case .array(let elements): .array(elements.map { mark($0, holding: marked) })
        case .object(let object): .object(object.mapValues { mark($0, holding: marked) })
        default: value
        }
    }

    private static func compose(
        _ bytes: [UInt8], file: String?, limits: DocumentLimits, _ marked: String?, _ kept: MemberChoice?
    ) throws(DocumentError) -> [YAMLDocument] {
        let events: EventReader
        do {
            events = try EventReader(bytes, detectsEncoding: false)
        } catch {
            throw DocumentError(.limit, error.message, file: file)
        }
        var composer = KubectlComposer(events: events, file: file, limits: limits, markingQuoted: marked, kept: kept)
        return try composer.documents()
    }

    /// As UTF-8 and with the ends of lines that the rules know.
    static func text(_ bytes: [UInt8], file: String?, limits: DocumentLimits) throws(DocumentError) -> [UInt8] {
        guard bytes.count <= limits.bytes else {
            throw DocumentError(.limit, "is larger than \(limits.bytes) bytes", file: file)
        }
        return utf8(bytes)
    }

    private static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes) { UInt16($0) | UInt16($1) << 8 } }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes) { UInt16($0) << 8 | UInt16($1) } }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        // Decoding repairs; where there is nothing to repair, the bytes are not copied.
        return endLines(content.isUTF8 ? content : Array(String(decoding: content, as: UTF8.self).utf8))
    }

    private static func utf16(_ bytes: [UInt8], unit: (UInt8, UInt8) -> UInt16) -> [UInt8] {
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { unit(bytes[$0], bytes[$0 + 1]) }
        return endLines(Array(String(decoding: units, as: UTF16.self).utf8))
    }

    /// `kubectl` reads files by lines and documents one by one: a literal block at the very end has its newline, CRLF is one
    /// character, and each document may begin with a byte order mark.
    private static func endLines(_ bytes: [UInt8]) -> [UInt8] {
        let bytes = bytes.last == 0x0A ? bytes : bytes + [0x0A]
        guard bytes.contains(0x0D) || bytes.contains(0xEF) else { return bytes }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var isSeparator = false
        for var line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
            if isSeparator, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
            if line.last == 0x0D { line = line.dropLast() }
            isSeparator = line.starts(with: "---".utf8)
            output += line
            output.append(0x0A)
        }
        return output
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}

extension YAML {
    /// Block style with the keys in their own order, as `kubectl` writes it; ends with a newline. What is read back
    /// equals what was written: strings that would be something else without quotes get them.
    public static func emit(_ value: Value) -> String {
        var emitter = Emitter()
        emitter.emitDocument(value)
        return emitter.output
    }

    /// Several documents, with `---` between them.
    public static func emit(_ values: [Value]) -> String {
        values.map { emit($0) }.joined(separator: "---\n")
    }
}
