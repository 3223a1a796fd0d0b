/// JSON (RFC 8259) to and from documents.
public enum JSON {
    /// Reads one JSON text. Of two equal keys the later wins, as in Kubernetes.
    ///
    /// - Parameter kept: which members stay; all where nil.
    public static func parse(
        _ bytes: [UInt8], file: String? = nil, limits: DocumentLimits, keeping kept: MemberChoice? = nil
    ) throws(DocumentError) -> Value {
        guard bytes.count <= limits.bytes else {
            throw DocumentError(.limit, "is larger than \(limits.bytes) bytes", file: file)
        }
        var reader = JSONReader(bytes: bytes, file: file, limits: limits, kept: kept)
        return try reader.document()
    }

    /// The same for a text that is already one.
    public static func parse(
        _ text: String, file: String? = nil, limits: DocumentLimits
    ) throws(DocumentError) -> Value {
        try parse(Array(text.utf8), file: file, limits: limits)
    }
}

/// Says of a member, by its key and the number of lists and mappings around its mapping, whether it stays in what is read.
/// One that does not counts only while it is read: of a large document somebody may want little.
public typealias MemberChoice = @Sendable (_ key: String, _ depth: Int) -> Bool

/// A recursive-descent reader over bytes; recursion and memory are bounded by the limits.
///
/// `GoJSONReader` reads the same grammar apart from it: what charts read answers with Go's values and Go's messages, while here
/// a failure has a line and a column, integers stay integers, and text is taken as a whole, which is what watches live on.
struct JSONReader {
    private let bytes: [UInt8]
    private let file: String?
    private let limits: DocumentLimits
    private let kept: MemberChoice?
    private var index = 0
    private var nodesLeft: Int

    init(bytes: [UInt8], file: String?, limits: DocumentLimits, kept: MemberChoice?) {
        self.bytes = bytes
        self.file = file
        self.limits = limits
        self.kept = kept
        nodesLeft = limits.nodes
    }

    mutating func document() throws(DocumentError) -> Value {
        skipSpace()
        let value = try self.value(depth: 0)
        skipSpace()
        guard index == bytes.count else { throw failure("has text after the end of the document") }
        return value
    }

    private mutating func value(depth: Int) throws(DocumentError) -> Value {
        guard depth < limits.depth else { throw failure("nests deeper than \(limits.depth) levels", code: .limit) }
        try countNode()
        guard index < bytes.count else { throw failure("ends too early") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("expects a value here")
        }
    }

    /// Keys count as well as values, as they do in YAML.
    private mutating func countNode() throws(DocumentError) {
        nodesLeft -= 1
        guard nodesLeft >= 0 else { throw failure("has more than \(limits.nodes) values", code: .limit) }
    }

    private mutating func object(depth: Int) throws(DocumentError) -> Value {
        index += 1
        var object = Object()
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(object) }
        while true {
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                throw failure("expects a key in quotes")
            }
            let before = nodesLeft
            try countNode()
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("expects ':' after a key") }
            skipSpace()
            let member = try value(depth: depth + 1)
            if kept.map({ $0(key, depth) }) ?? true { object[key] = member } else { nodesLeft = before }
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw failure("expects ',' or '}'") }
            return .object(object)
        }
    }

    private mutating func array(depth: Int) throws(DocumentError) -> Value {
        index += 1
        var elements: [Value] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            skipSpace()
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw failure("expects ',' or ']'") }
            return .array(elements)
        }
    }

    private mutating func string() throws(DocumentError) -> String {
        index += 1
        let start = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                let text = String(decoding: bytes[start..<index], as: UTF8.self)
                index += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            if byte < 0x20 { throw failure("has a control character in a string") }
            index += 1
        }
        throw failure("has a string without an end")
    }

    private mutating func escapedString(from start: Int) throws(DocumentError) -> String {
        var text = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            case 0..<0x20: throw failure("has a control character in a string")
            default: text.append(byte)
            }
        }
        throw failure("has a string without an end")
    }

    private mutating func escape() throws(DocumentError) -> [UInt8] {
        guard index < bytes.count else { throw failure("ends too early") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(try unicodeScalar()).utf8)
        default: throw failure("has an escape that JSON does not know")
        }
    }

    /// A `\uXXXX` escape, or two that make a surrogate pair; half a pair becomes U+FFFD, as Go decodes it.
    private mutating func unicodeScalar() throws(DocumentError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = try fourHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let isHigh = (0xD800..<0xDC00).contains(first)
        guard isHigh, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
        else { return replacement }
        let afterFirst = index
        index += 2
        let second = try fourHexDigits()
        guard (0xDC00..<0xE000).contains(second) else {
            index = afterFirst
            return replacement
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    private mutating func fourHexDigits() throws(DocumentError) -> UInt32 {
        guard index + 4 <= bytes.count else { throw failure("ends too early") }
        var code: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("has a \\u escape without four hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
        }
        index += 4
        return code
    }

    private mutating func number() throws(DocumentError) -> Value {
        let start = index
        var isInteger = true
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        let digitsStart = index
        skipDigits()
        guard index > digitsStart else { throw failure("expects a digit") }
        guard bytes[digitsStart] != UInt8(ascii: "0") || index == digitsStart + 1 else {
            throw failure("has a number with a leading zero")
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            isInteger = false
            index += 1
            try requireDigits()
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            index += 1
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try requireDigits()
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isInteger, let integer = Int(text) { return .integer(integer) }
        guard let double = Double(text), double.isFinite else { throw failure("has a number that is too large") }
        return .double(double)
    }

    private mutating func requireDigits() throws(DocumentError) {
        let start = index
        skipDigits()
        guard index > start else { throw failure("expects a digit") }
    }

    private mutating func skipDigits() {
        while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
    }

    private mutating func literal(_ word: StaticString, _ value: Value) throws(DocumentError) -> Value {
        let text = Array(String(describing: word).utf8)
        guard bytes[index...].starts(with: text) else { throw failure("expects a value here") }
        index += text.count
        return value
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    private func failure(_ message: String, code: DocumentError.Code = .syntax) -> DocumentError {
        let before = bytes[..<min(index, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let column = String(decoding: before[lineStart...], as: UTF8.self).count + 1
        return DocumentError(code, message, file: file, line: line, column: column)
    }
}
