import GoValues

/// A recursive-descent reader with the messages of Go's scanner; recursion is bounded by `GoBounds`.
///
/// It shares nothing with the reader of `Documents`, because Go has another word for each place of the grammar, other values
/// (all numbers are `float64`, and one that is too large does not end the reading), and other text for bytes that are no UTF-8.
struct GoJSONReader {
    private let bytes: [UInt8]
    private let nodeLimit: Int
    private var index = 0
    /// The first number that no `float64` holds. Go goes on reading, with nothing in its place.
    private(set) var problem: GoError?
    private var nodes = 0

    init(_ bytes: [UInt8], nodeLimit: Int) {
        self.bytes = bytes
        self.nodeLimit = nodeLimit
    }

    mutating func document() throws(GoError) -> GoValue {
        let value = try self.value(depth: 0)
        skipSpace()
        guard index == bytes.count else { throw unexpected("after top-level value") }
        return value
    }

    private mutating func value(depth: Int) throws(GoError) -> GoValue {
        guard depth < GoBounds.depth else { throw GoError("exceeded max depth") }
        try countNode()
        skipSpace()
        guard let byte else { throw unexpected("looking for beginning of value") }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected("looking for beginning of value")
        }
    }

    private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func object(depth: Int) throws(GoError) -> GoValue {
        index += 1
        var entries: [GoString: GoValue] = [:]
        skipSpace()
        if take(UInt8(ascii: "}")) { return .map(entries) }
        while true {
            skipSpace()
            guard byte == UInt8(ascii: "\"") else { throw unexpected("looking for beginning of object key string") }
            try countNode()
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw unexpected("after object key") }
            entries[key] = try value(depth: depth + 1)
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw unexpected("after object key:value pair") }
            return .map(entries)
        }
    }

    /// Keys count as well as values, as they do in YAML.
    private mutating func countNode() throws(GoError) {
        nodes += 1
        guard nodes <= nodeLimit else { throw .limit("json: the text has more than \(nodeLimit) values") }
    }

    private mutating func array(depth: Int) throws(GoError) -> GoValue {
        index += 1
        var elements: [GoValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .list(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw unexpected("after array element") }
            return .list(elements)
        }
    }

    private mutating func string() throws(GoError) -> GoString {
        index += 1
        var text: [UInt8] = []
        while let next = byte {
            switch next {
            case UInt8(ascii: "\""):
                index += 1
                return GoString(bytes: text)
            case UInt8(ascii: "\\"): try escape(to: &text)
            case 0..<0x20: throw unexpected("in string literal")
            case 0x20..<0x80:
                text.append(next)
                index += 1
            default:
                let rune = GoRune.decode(bytes, at: index)
                GoRune.append(rune.value, to: &text)
                index += rune.size
            }
        }
        throw unexpected("in string literal")
    }

    private mutating func escape(to text: inout [UInt8]) throws(GoError) {
        index += 1
        switch byte {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "\""): text.append(bytes[index])
        case UInt8(ascii: "u"): return try unicode(to: &text)
        default: throw unexpected("in string escape code", isInToken: true)
        }
        index += 1
    }

    private mutating func unicode(to text: inout [UInt8]) throws(GoError) {
        index += 1
        let first = try hexadecimal()
        guard (0xD800..<0xDC00).contains(first), index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { return GoRune.append(first, to: &text) }
        let start = index
        index += 2
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second) else {
            index = start
            return GoRune.append(GoRune.error, to: &text)
        }
        GoRune.append(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00), to: &text)
    }

    private mutating func hexadecimal() throws(GoError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let next = byte, let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
                throw unexpected("in \\u hexadecimal character escape", isInToken: true)
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    private mutating func number() throws(GoError) -> GoValue {
        let start = index
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits("in numeric literal") }
        if take(UInt8(ascii: ".")) { try digits("after decimal point in numeric literal") }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits("in exponent of numeric literal")
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            problem = problem ?? GoError("json: cannot unmarshal number \(text) into Go value of type float64")
            return .null
        }
        return .float(value)
    }

    private mutating func digits(_ place: String) throws(GoError) {
        let start = index
        while let next = byte, (0x30...0x39).contains(next) { index += 1 }
        guard index > start else { throw unexpected(place, isInToken: true) }
    }

    private mutating func literal(_ text: StaticString, _ value: GoValue) throws(GoError) -> GoValue {
        for expected in text.description.utf8 {
            guard byte == expected else {
                let letter = Character(Unicode.Scalar(expected))
                throw unexpected("in literal \(text) (expecting '\(letter)')", isInToken: true)
            }
            index += 1
        }
        return value
    }

    private mutating func take(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while let next = byte, next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 { index += 1 }
    }

    /// At its end Go's scanner looks whether a space could follow, so it complains about one inside a token.
    private func unexpected(_ place: String, isInToken: Bool = false) -> GoError {
        guard let byte = byte ?? (isInToken ? 0x20 : nil) else { return GoError("unexpected end of JSON input") }
        let character =
            switch byte {
            case UInt8(ascii: "'"): "'\\''"
            case UInt8(ascii: "\""): "'\"'"
            default:
                "'\(GoQuote.quote(GoString(String(Unicode.Scalar(byte)))).string.dropFirst().dropLast())'"
            }
        return GoError("invalid character \(character) \(place)")
    }
}
