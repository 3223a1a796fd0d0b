import GoValues

/// A pattern in Go's syntax, and what RE2 needs it to be: Go has also `(?<name>…)` and lacks `\C`.
struct GoRegexpSyntax {
    private let source: GoString
    private(set) var translated: [UInt8] = []

    init(_ source: GoString) throws(GoError) {
        self.source = source
        let bytes = source.bytes
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Self.error("invalid UTF-8", source)
        }
        translated.reserveCapacity(bytes.count)
        var index = 0
        var inClass = false
        while index < bytes.count {
            let rest = bytes[index...]
            var taken = 1
            if rest.starts(with: #"\Q"#.utf8), !inClass {
                taken = Self.lengthOfLiteral(rest)
            } else if rest.first == UInt8(ascii: "\\") {
                taken = min(2, rest.count)
                if rest.starts(with: #"\C"#.utf8) { throw Self.error("invalid escape sequence", #"\C"#) }
            } else if inClass {
                inClass = rest.first != UInt8(ascii: "]")
            } else if rest.first == UInt8(ascii: "[") {
                inClass = true
                taken = Self.lengthOfClassStart(rest)
            } else if rest.starts(with: "(?<".utf8) {
                translated += "(?P".utf8
                index += 2
                continue
            }
            translated += bytes[index..<(index + taken)]
            index += taken
        }
    }

    /// `\Q…\E`, or up to the end.
    private static func lengthOfLiteral(_ text: ArraySlice<UInt8>) -> Int {
        var index = text.startIndex + 2
        while index < text.endIndex {
            if text[index...].starts(with: #"\E"#.utf8) { return index + 2 - text.startIndex }
            index += 1
        }
        return text.count
    }

    /// `[`, `[^`, and a bracket right after it, which is a character.
    private static func lengthOfClassStart(_ text: ArraySlice<UInt8>) -> Int {
        var length = 1
        if text.dropFirst(length).first == UInt8(ascii: "^") { length += 1 }
        if text.dropFirst(length).first == UInt8(ascii: "]") { length += 1 }
        return length
    }

    /// What Go says where RE2 gives an error code.
    func error(code: Int, argument: GoString) -> GoError {
        let message = Self.messages[Self.messages.indices.contains(code) ? code : 1]
        let isWritten = source.string.contains(argument.string)
        return Self.error(message, isWritten ? argument : GoString(argument.string.replacing("(?P<", with: "(?<")))
    }

    private static func error(_ message: String, _ expression: GoString) -> GoError {
        GoError("error parsing regexp: \(message): `\(expression)`")
    }

    /// By RE2's error codes.
    private static let messages = [
        "", "regexp/syntax: internal error", "invalid escape sequence", "invalid character class",
        "invalid character class range", "missing closing ]", "missing closing )", "unexpected )",
        "trailing backslash at end of expression", "missing argument to repetition operator", "invalid repeat count",
        "invalid nested repetition operator", "invalid or unsupported Perl syntax", "invalid UTF-8",
        "invalid named capture", "expression too large",
    ]
}
