import GoValues

/// A number in a template: every type that can hold it without loss, as Go's constants do.
struct NumberConstant: Sendable {
    var int: Int64?
    var uint: UInt64?
    var float: Double?
    /// Nil but for numbers with an imaginary part in their text.
    var complex: (real: Double, imaginary: Double)?
    let text: String

    /// A character such as `'a'`.
    init(character literal: [UInt8]) throws(GoError) {
        text = GoString(bytes: literal).string
        let rune = try GoQuote.unquoteRune(literal)
        int = Int64(rune)
        uint = UInt64(rune)
        float = Double(rune)
    }

    /// A real and an imaginary part, such as `1+2i`.
    init(complex literal: [UInt8]) throws(GoError) {
        text = GoString(bytes: literal).string
        let isSign = { (byte: UInt8) in byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }
        let signs = literal.indices.dropFirst().filter { index in
            isSign(literal[index]) && ![0x65, 0x45, 0x70, 0x50].contains(literal[index - 1])
        }
        guard let middle = signs.last else { throw GoError("syntax error scanning complex number") }
        let real = try GoNumber.parseFloat(GoString(literal[..<middle]))
        let imaginary = try GoNumber.parseFloat(GoString(literal[middle...].dropLast()))
        setComplex(real, imaginary)
    }

    init(_ literal: [UInt8]) throws(GoError) {
        let text = GoString(bytes: literal)
        self.text = text.string
        if literal.last == UInt8(ascii: "i"), let value = try? GoNumber.parseFloat(GoString(literal.dropLast())) {
            setComplex(0, value)
            return
        }
        uint = try? GoNumber.parseUint(text, base: 0)
        int = try? GoNumber.parseInt(text, base: 0)
        if int == 0 { uint = uint ?? 0 }
        float = int.map { Double($0) } ?? uint.map { Double($0) }
        if float == nil { try readFloat(text) }
        if int == nil, uint == nil, float == nil {
            throw GoError("illegal number syntax: \(GoQuote.quote(text))")
        }
    }

    /// Whether the text says that a fraction is meant.
    var looksLikeFloat: Bool {
        let bytes = Array(text.utf8)
        let isHexadecimal = bytes.starts(with: "0x".utf8) || bytes.starts(with: "0X".utf8)
        let isHexadecimalInteger = isHexadecimal && bytes.count > 2 && !bytes.contains { $0 == 0x70 || $0 == 0x50 }
        if isHexadecimalInteger || bytes.first == UInt8(ascii: "'") { return false }
        return bytes.contains { [0x2E, 0x65, 0x45, 0x70, 0x50].contains($0) }
    }

    private mutating func readFloat(_ text: GoString) throws(GoError) {
        guard let value = try? GoNumber.parseFloat(text) else { return }
        guard text.bytes.contains(where: { [0x2E, 0x65, 0x45, 0x70, 0x50].contains($0) }) else {
            throw GoError("integer overflow: \(GoQuote.quote(text))")
        }
        float = value
        int = Int64(exactly: value)
        uint = UInt64(exactly: value)
    }

    private mutating func setComplex(_ real: Double, _ imaginary: Double) {
        complex = (real, imaginary)
        guard imaginary == 0 else { return }
        float = real
        int = Int64(exactly: real)
        uint = UInt64(exactly: real)
    }
}
