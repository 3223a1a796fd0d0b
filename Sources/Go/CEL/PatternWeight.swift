internal import GoValues

/// Reckons how large the program of a regular expression is, from its text: a class of Unicode's takes RE2 a millisecond, and a
/// repetition makes as many copies of what it repeats.
struct PatternWeight {
    /// A class such as `\pL` is made of several hundred ranges of bytes.
    private static let unicodeClass = 400
    /// Nothing that RE2 accepts is heavier than this, and sums of it do not overflow.
    private static let most = 100_000_000

    /// By group, from the outermost: what the items in it weigh, without the last.
    private var sums = [0]
    /// What the last item weighs.
    private var item = 0

    static func of(_ pattern: GoString) -> Int {
        var weight = PatternWeight()
        var rest = pattern.bytes[...]
        while let byte = rest.popFirst() { weight.take(byte, &rest) }
        while weight.sums.count > 1 { weight.endGroup() }
        return min(weight.sums[0] + weight.item, most)
    }

    private mutating func take(_ byte: UInt8, _ rest: inout ArraySlice<UInt8>) {
        switch byte {
        case UInt8(ascii: "("):
            begin(0)
            sums.append(0)
        case UInt8(ascii: ")"): endGroup()
        case UInt8(ascii: "["): begin(Self.takeClass(&rest))
        case UInt8(ascii: "\\"): begin(Self.takeEscape(&rest))
        case UInt8(ascii: "{"): if let times = Self.takeTimes(&rest) { item = min(item * times, Self.most) }
        default: begin(1)
        }
    }

    /// A new item begins.
    private mutating func begin(_ weight: Int) {
        sums[sums.count - 1] = min(sums[sums.count - 1] + item, Self.most)
        item = weight
    }

    /// The group becomes an item of the one around it. A parenthesis too many counts for nothing: RE2 refuses it.
    private mutating func endGroup() {
        guard sums.count > 1 else { return }
        item = min(sums.removeLast() + item, Self.most)
    }

    /// What a backslash makes of what follows it.
    private static func takeEscape(_ rest: inout ArraySlice<UInt8>) -> Int {
        guard let letter = rest.popFirst(), letter | 0x20 == UInt8(ascii: "p") else { return 1 }
        // `\pL` or `\p{Greek}`
        if rest.first == UInt8(ascii: "{") { rest = rest.drop { $0 != UInt8(ascii: "}") } }
        rest = rest.dropFirst()
        return unicodeClass
    }

    /// A class in brackets, up to its end.
    private static func takeClass(_ rest: inout ArraySlice<UInt8>) -> Int {
        var weight = 1
        var isFirst = true
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "]"), !isFirst { break }
            isFirst = isFirst && byte == UInt8(ascii: "^")
            weight += byte == UInt8(ascii: "\\") ? takeEscape(&rest) : 1
        }
        return weight
    }

    /// The higher of the numbers in `{n,m}`; nil where this is no repetition, but a brace.
    private static func takeTimes(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let inner = rest.prefix { Lexer.isDigit($0) || $0 == UInt8(ascii: ",") }
        let numbers = inner.split(separator: UInt8(ascii: ",")).map { Int(String(decoding: $0, as: UTF8.self)) ?? most }
        guard rest.dropFirst(inner.count).first == UInt8(ascii: "}"), let times = numbers.max() else { return nil }
        rest = rest.dropFirst(inner.count + 1)
        return min(max(times, 1), most)
    }
}
