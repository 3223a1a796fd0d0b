import GoValues
import YAML

/// A string of a document that is written, and which styles it can have.
struct ScalarText {
    enum Style {
        case plain
        case singleQuoted
        case doubleQuoted
        case literal
    }

    let bytes: [UInt8]
    /// Whether it is the base64 text of bytes that are no UTF-8.
    let isBinary: Bool
    private(set) var style: Style
    /// Whether it holds a line break of any kind.
    private let hasBreaks: Bool
    /// Whether it is another text, or none, once JSON is read as YAML.
    let needsReading: Bool

    /// A text of more than this, or with line breaks, is no key without `?`.
    private static let longestSimpleKey = 128

    var isSimpleKey: Bool { !hasBreaks && bytes.count + (isBinary ? 8 : 0) <= ScalarText.longestSimpleKey }

    init(_ text: [UInt8], isVersion3: Bool) {
        if ScalarText.isWord(text) {
            // What most texts of charts are needs no closer look.
            isBinary = false
            bytes = text
            needsReading = false
            hasBreaks = false
            style = ScalarText.wouldBeMore(text) ? .doubleQuoted : .plain
            return
        }
        let isValid = ScalarText.isUTF8(text)
        isBinary = !isValid && isVersion3
        bytes = isBinary ? ScalarText.binary(text) : text
        let traits = ScalarTraits(bytes, isVersion3: isVersion3)
        needsReading = !isValid || traits.needsReading
        hasBreaks = traits.hasBreaks
        style = .plain
        style = wanted(traits)
        if style == .plain, !traits.allowsPlain { style = .singleQuoted }
        if style == .singleQuoted, !traits.allowsSingleQuotes { style = .doubleQuoted }
        if style == .literal, !traits.allowsBlock { style = .doubleQuoted }
    }

    /// Letters, digits and what joins them, the first a letter or digit.
    private static func isWord(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, isLetterOrDigit(first) else { return false }
        for byte in bytes where !isLetterOrDigit(byte) {
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"): continue
            default: return false
            }
        }
        return true
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte < 0x80 && (0x61...0x7A).contains(byte | 0x20)
    }

    private func wanted(_ traits: ScalarTraits) -> Style {
        if traits.hasNewline { return .literal }
        if isBinary { return .plain }
        return ScalarText.wouldBeMore(bytes) ? .doubleQuoted : .plain
    }

    /// Whether the text would be something else than a string without quotes.
    private static func wouldBeMore(_ bytes: [UInt8]) -> Bool {
        switch Scalar(plain: bytes) {
        case nil, .merge, .string:
            guard let first = bytes.first, first < 0x3A else { return false }
            return Timestamp.isOne(bytes) || isBase60(bytes)
        default: return true
        }
    }

    /// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`, a number in YAML 1.1.
    private static func isBase60(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        guard let first = rest.first, isDigit(first) else { return false }
        rest = rest.drop { isDigit($0) || $0 == UInt8(ascii: "_") }
        var count = 0
        while rest.first == UInt8(ascii: ":") {
            rest.removeFirst()
            guard let digit = rest.first, isDigit(digit) else { return false }
            rest.removeFirst()
            count += 1
            guard let next = rest.first, isDigit(next) else { continue }
            guard digit <= UInt8(ascii: "5") else { return false }
            rest.removeFirst()
        }
        guard count > 0 else { return false }
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop { isDigit($0) || $0 == UInt8(ascii: "_") } }
        return rest.isEmpty
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
    }

    /// In lines of 70 characters where one is not enough.
    private static func binary(_ bytes: [UInt8]) -> [UInt8] {
        let text = GoJSON.base64(bytes)
        guard text.count >= 70 else { return text }
        var lines: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 70) {
            lines += text[start..<min(start + 70, text.count)]
            lines.append(UInt8(ascii: "\n"))
        }
        return lines
    }
}

/// What the emitter of go-yaml finds in a text.
struct ScalarTraits {
    private(set) var allowsPlain = true
    private(set) var allowsSingleQuotes = true
    private(set) var allowsBlock = true
    private(set) var hasBreaks = false
    private(set) var hasNewline = false
    private(set) var needsReading = false

    private var isAfterSpace = false
    private var isAfterBreak = false
    private var isAfterBlank = true
    private var hasSpecial = false
    private var hasTab = false
    private var hasSpaceBreak = false
    private var hasBreakSpace = false

    init(_ bytes: [UInt8], isVersion3: Bool) {
        guard let first = bytes.first, let last = bytes.last else {
            allowsBlock = false
            return
        }
        if bytes.starts(with: "---".utf8) || bytes.starts(with: "...".utf8) { allowsPlain = false }
        if ScalarTraits.isIndicator(first, next: bytes.count > 1 ? bytes[1] : nil) { allowsPlain = false }
        var index = 0
        while index < bytes.count { index += look(at: index, of: bytes, isVersion3: isVersion3) }
        if first == 0x20 || last == 0x20 || isAfterBreak || hasBreaks { allowsPlain = false }
        if last == 0x20 { allowsBlock = false }
        if hasBreakSpace || hasTab { forbidLines() }
        if hasSpaceBreak || hasSpecial {
            forbidLines()
            allowsBlock = false
        }
    }

    private mutating func forbidLines() {
        allowsPlain = false
        allowsSingleQuotes = false
    }

    /// Looks at one character; gives its size.
    private mutating func look(at index: Int, of bytes: [UInt8], isVersion3: Bool) -> Int {
        let byte = bytes[index]
        let size = Utf8.width(byte)
        let isBreak = Utf8.isBreak(bytes, at: index)
        if index > 0 {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0x20
            if byte == UInt8(ascii: ":"), next == 0x20 || next == 0x09 { allowsPlain = false }
            if byte == UInt8(ascii: "#"), isAfterBlank { allowsPlain = false }
        }
        if byte == 0x09, isVersion3 {
            hasTab = true
        } else if !Utf8.isPrintable(bytes, at: index) {
            hasSpecial = true
            if Utf8.isLostInJSON(bytes, at: index) { needsReading = true }
        }
        if byte == 0x20 {
            if isAfterBreak { hasBreakSpace = true }
        } else if isBreak {
            hasBreaks = true
            if byte == 0x0A { hasNewline = true }
            if isAfterSpace { hasSpaceBreak = true }
        }
        isAfterSpace = byte == 0x20
        isAfterBreak = isBreak
        isAfterBlank = byte == 0x20 || byte == 0x09 || byte == 0 || isBreak
        return size
    }

    private static func isIndicator(_ first: UInt8, next: UInt8?) -> Bool {
        switch first {
        case UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
            UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
            UInt8(ascii: "`"):
            true
        case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "-"): next == nil || next == 0x20 || next == 0x09
        default: false
        }
    }
}

/// Characters as go-yaml classes them. The bytes are UTF-8 but for those that are lost in JSON.
enum Utf8 {
    static func width(_ byte: UInt8) -> Int { byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4 }

    static func isBreak(_ bytes: [UInt8], at index: Int) -> Bool {
        switch bytes[index] {
        case 0x0A, 0x0D: true
        case 0xC2: byte(bytes, index + 1) == 0x85
        case 0xE2: byte(bytes, index + 1) == 0x80 && (byte(bytes, index + 2) | 1) == 0xA9
        default: false
        }
    }

    static func isPrintable(_ bytes: [UInt8], at index: Int) -> Bool {
        switch bytes[index] {
        case 0x0A, 0x20...0x7E: true
        case 0xC2: byte(bytes, index + 1) >= 0xA0
        case 0xC3...0xEC, 0xEE: true
        case 0xED: byte(bytes, index + 1) < 0xA0
        case 0xEF:
            !(byte(bytes, index + 1) == 0xBB && byte(bytes, index + 2) == 0xBF)
                && !(byte(bytes, index + 1) == 0xBF && byte(bytes, index + 2) >= 0xBE)
        default: false
        }
    }

    /// Of those that are not printable: what YAML refuses, or takes for a line break, where JSON has no escape for it.
    static func isLostInJSON(_ bytes: [UInt8], at index: Int) -> Bool {
        switch bytes[index] {
        case 0x7F, 0xC2: true
        case 0xEF: byte(bytes, index + 1) == 0xBF
        default: false
        }
    }

    private static func byte(_ bytes: [UInt8], _ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }
}
