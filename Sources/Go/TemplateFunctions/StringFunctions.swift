import GoTemplate
import GoValues

/// sprig's functions on texts.
enum StringFunctions {
    static func add(to entries: inout FunctionEntries) {
        addTrimming(to: &entries)
        addCase(to: &entries)
        addShaping(to: &entries)
        addQuoting(to: &entries)
        addSplitting(to: &entries)
    }

    private static func addTrimming(to entries: inout FunctionEntries) {
        entries.add("trim", .string) { arguments in
            .string(arguments.text(0).trimmed(where: Letters.isSpace))
        }
        entries.add("trimAll", .string, .string) { arguments in
            let cut = Set(arguments.text(0).runes)
            return .string(arguments.text(1).trimmed { cut.contains($0) })
        }
        entries.alias("trimAll", as: "trimall")
        entries.add("trimPrefix", .string, .string) { arguments in
            let (prefix, text) = (arguments.text(0), arguments.text(1))
            return .string(text.hasPrefix(prefix) ? text[prefix.count..<text.count] : text)
        }
        entries.add("trimSuffix", .string, .string) { arguments in
            let (suffix, text) = (arguments.text(0), arguments.text(1))
            return .string(text.hasSuffix(suffix) ? text[0..<(text.count - suffix.count)] : text)
        }
        entries.add("nospace", .string) { arguments in .string(withoutSpace(arguments.text(0))) }
    }

    /// As sprig's helper does: byte by byte, so that a text with anything beyond ASCII comes out as if it were Latin-1
    /// once a space was taken out.
    private static func withoutSpace(_ text: GoString) -> GoString {
        let kept = text.bytes.filter { !Letters.isSpace(UInt32($0)) }
        guard kept.count < text.count else { return text }
        var output: [UInt8] = []
        for byte in kept { GoRune.append(UInt32(byte), to: &output) }
        return GoString(bytes: output)
    }

    private static func addCase(to entries: inout FunctionEntries) {
        entries.add("upper", .string) { arguments in .string(arguments.text(0).mapped(Letters.upper)) }
        entries.add("lower", .string) { arguments in .string(arguments.text(0).mapped(Letters.lower)) }
        entries.add("title", .string) { arguments in .string(WordCase.title(arguments.text(0))) }
        entries.add("untitle", .string) { arguments in .string(WordCase.untitle(arguments.text(0))) }
        entries.add("swapcase", .string) { arguments in .string(WordCase.swap(arguments.text(0))) }
        entries.add("initials", .string) { arguments in .string(WordCase.initials(arguments.text(0))) }
        entries.add("camelcase", .string) { arguments in .string(WordCase.pascal(arguments.text(0))) }
        entries.add("snakecase", .string) { arguments in
            .string(WordCase.connected(arguments.text(0), by: UInt8(ascii: "_")))
        }
        entries.add("kebabcase", .string) { arguments in
            .string(WordCase.connected(arguments.text(0), by: UInt8(ascii: "-")))
        }
    }

    private static func addShaping(to entries: inout FunctionEntries) {
        entries.add("trunc", .int, .string) { arguments in
            .string(truncated(arguments.text(1), to: arguments.int(0)))
        }
        entries.add("substr", .int, .int, .string) { arguments in
            .string(try substring(arguments.text(2), from: arguments.int(0), to: arguments.int(1)))
        }
        entries.add("repeat", .int, .string) { arguments in
            .string(try arguments.text(1).repeated(arguments.int(0), by: "repeat"))
        }
        entries.add("indent", .int, .string) { arguments in
            .string(try indented(arguments.text(1), by: arguments.int(0)))
        }
        entries.add("nindent", .int, .string) { arguments in
            .string(GoString("\n") + (try indented(arguments.text(1), by: arguments.int(0))))
        }
        entries.add("replace", .string, .string, .string) { arguments in
            .string(try arguments.text(2).replacing(arguments.text(0), with: arguments.text(1)))
        }
        entries.add("plural", .string, .string, .int) { arguments in
            arguments.int(2) == 1 ? arguments[0] : arguments[1]
        }
        entries.add("abbrev", .int, .string) { arguments in
            .string(WordWrap.abbreviated(arguments.text(1), offset: 0, width: arguments.int(0)))
        }
        entries.add("abbrevboth", .int, .int, .string) { arguments in
            let (offset, width, text) = (arguments.int(0), arguments.int(1), arguments.text(2))
            if width < 4 || offset > 0 && width < 7 { return .string(text) }
            return .string(WordWrap.abbreviated(text, offset: offset, width: width))
        }
        entries.add("wrap", .int, .string) { arguments in
            .string(try WordWrap.wrapped(arguments.text(1), width: arguments.int(0), by: "", breaksWords: false))
        }
        entries.add("wrapWith", .int, .string, .string) { arguments in
            .string(
                try WordWrap.wrapped(
                    arguments.text(2), width: arguments.int(0), by: arguments.text(1), breaksWords: true))
        }
    }

    private static func truncated(_ text: GoString, to length: Int) -> GoString {
        if length < 0, text.count + length > 0 { return text[(text.count + length)..<text.count] }
        return length >= 0 && text.count > length ? text[0..<length] : text
    }

    private static func substring(_ text: GoString, from start: Int, to end: Int) throws(GoError) -> GoString {
        let bounds = start < 0 ? (0, end) : end < 0 || end > text.count ? (start, text.count) : (start, end)
        guard bounds.1 >= 0, bounds.1 <= text.count else {
            let length = bounds.1 < 0 ? "" : " with length \(text.count)"
            throw GoError("runtime error: slice bounds out of range [:\(bounds.1)]\(length)")
        }
        guard bounds.0 <= bounds.1 else {
            throw GoError("runtime error: slice bounds out of range [\(bounds.0):\(bounds.1)]")
        }
        return text[bounds.0..<bounds.1]
    }

    private static func indented(_ text: GoString, by spaces: Int) throws(GoError) -> GoString {
        guard spaces >= 0 else { throw GoError("strings: negative Repeat count") }
        let newline = UInt8(ascii: "\n")
        let lines = text.bytes.reduce(1) { $1 == newline ? $0 + 1 : $0 }
        let (padding, overflows) = spaces.multipliedReportingOverflow(by: lines)
        try FunctionBounds.check(bytes: overflows ? .max : padding &+ text.count, of: "indent")
        var output: [UInt8] = []
        output.reserveCapacity(padding + text.count + 1)
        var rest = text.bytes[...]
        while true {
            output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: spaces))
            guard let end = rest.firstIndex(of: newline) else { break }
            output.append(contentsOf: rest[...end])
            rest = rest[(end + 1)...]
        }
        output.append(contentsOf: rest)
        return GoString(bytes: output)
    }

    private static func addQuoting(to entries: inout FunctionEntries) {
        entries.add("quote", variadic: .any) { arguments in
            .string(try joined(arguments) { (value) throws(GoError) in GoQuote.quote(try value.spelled()) })
        }
        entries.add("squote", variadic: .any) { arguments in
            .string(
                try joined(arguments) { (value) throws(GoError) in
                    GoString("'") + GoString(bytes: try GoFormat.text(value)) + GoString("'")
                })
        }
        entries.add("cat", variadic: .any) { arguments in
            .string(try joined(arguments) { (value) throws(GoError) in GoString(bytes: try GoFormat.text(value)) })
        }
        entries.add("toString", .any) { arguments in .string(try arguments[0].spelled()) }
    }

    /// The texts of all that is not nil, with spaces between them.
    private static func joined(
        _ values: [GoValue], by text: (GoValue) throws(GoError) -> GoString
    ) throws(GoError) -> GoString {
        var output = GoString()
        for (index, value) in values.filter({ !$0.isNull }).enumerated() {
            if index > 0 { output += " " }
            output += try text(value)
            try FunctionBounds.check(bytes: output.count, of: "quote")
        }
        return output
    }

    private static func addSplitting(to entries: inout FunctionEntries) {
        entries.add("contains", .string, .string) { arguments in
            .bool(arguments.text(1).contains(arguments.text(0)))
        }
        entries.add("hasPrefix", .string, .string) { arguments in
            .bool(arguments.text(1).hasPrefix(arguments.text(0)))
        }
        entries.add("hasSuffix", .string, .string) { arguments in
            .bool(arguments.text(1).hasSuffix(arguments.text(0)))
        }
        addSplit("split", to: &entries, bytesPerPart: 320) { numbered($0) }
        entries.add("splitn", .string, .int, .string) { arguments in
            let limit = min(arguments.int(1), FunctionBounds.elements)
            return numbered(arguments.text(2).split(arguments.text(0), limit: limit) ?? [])
        }
        addSplit("splitList", to: &entries, bytesPerPart: 40) { .strings($0) }
        entries.add("join", .string, .any) { arguments in
            .string(try GoString.join(try arguments[1].spelledElements(), separator: arguments.text(0)))
        }
        entries.add("toStrings", .any) { arguments in
            if case .list(let list) = arguments[0], list.type == .string { return arguments[0] }
            return .strings(try arguments[0].spelledElements())
        }
        entries.add("hello") { _ in .string("Hello!") }
    }

    /// Adds a function that takes a text apart, and counts the parts before it makes them.
    private static func addSplit(
        _ name: String, to entries: inout FunctionEntries, bytesPerPart: Int,
        _ result: @escaping @Sendable ([GoString]) -> GoValue
    ) {
        entries.addCalling(name, [.string, .string]) { invocation, arguments in
            let (separator, text) = (arguments.text(0), arguments.text(1))
            let count = separator.isEmpty ? GoRune.count(text.bytes) : text.count(of: separator) + 1
            // A part of one byte takes no memory of its own.
            let bytes = bytesPerPart + (text.count > count ? GoMemory.text : 0)
            try invocation.session.requireRoom(for: count * bytes)
            try invocation.session.charge(steps: count)
            try invocation.session.charge(bytes: text.count)
            return result(text.split(separator) ?? [])
        }
    }

    private static func numbered(_ parts: [GoString]) -> GoValue {
        var entries: [GoString: GoValue] = [:]
        for (index, part) in parts.enumerated() { entries[GoString("_\(index)")] = .string(part) }
        return .map(GoMap(entries, type: .string))
    }
}

extension GoValue {
    /// The value as sprig's `toString` writes it: bytes as their text, anything else as `%v`.
    func spelled() throws(GoError) -> GoString {
        switch self {
        case .string(let text): text
        case .bytes(let bytes): GoString(bytes: bytes)
        default: GoString(bytes: try GoFormat.text(self))
        }
    }

    /// The elements of a list, nil ones left out, as sprig's `toString` writes them; anything else as the only one.
    func spelledElements() throws(GoError) -> [GoString] {
        guard let elements = sequence else { return isNull ? [] : [try spelled()] }
        var texts: [GoString] = []
        texts.reserveCapacity(elements.count)
        var bytes = 0
        for element in elements where !element.isNull {
            texts.append(try element.spelled())
            bytes += texts[texts.count - 1].count
            try FunctionBounds.check(bytes: bytes, of: "toStrings")
        }
        return texts
    }

    /// The elements of anything that Go's `reflect` calls a slice.
    var sequence: [GoValue]? {
        switch underlying {
        case .list(let list): list.elements
        case .bytes(let bytes): GoByte.elements(of: bytes)
        default: nil
        }
    }
}
