import GoValues

/// A replacement text, taken apart: `$1`, `${1}` and `$name` stand for groups, `$$` for a dollar sign, and a dollar sign
/// that is followed by nothing of this for itself.
struct GoRegexpTemplate {
    private enum Piece {
        case text([UInt8])
        case group(Int)
    }

    private var pieces: [Piece] = []
    /// How many groups have to be known, the whole match included.
    private(set) var groups = 1

    init(_ template: GoString, names: [GoString]) {
        var rest = template.bytes[...]
        var text: [UInt8] = []
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            text += rest[..<dollar]
            rest = rest[(dollar + 1)...]
            if rest.first == UInt8(ascii: "$") {
                text.append(UInt8(ascii: "$"))
                rest = rest.dropFirst()
            } else if let name = Self.takeName(&rest) {
                pieces.append(.text(text))
                text = []
                addGroup(named: name, among: names)
            } else {
                text.append(UInt8(ascii: "$"))
            }
        }
        pieces.append(.text(text + rest))
    }

    /// Groups that there are not stand for nothing.
    private mutating func addGroup(named name: [UInt8], among names: [GoString]) {
        if let number = Self.number(name) {
            guard number < names.count else { return }
            pieces.append(.group(number))
            groups = max(groups, number + 1)
            return
        }
        for index in names.indices where names[index].bytes == name {
            pieces.append(.group(index))
            groups = max(groups, index + 1)
            return
        }
    }

    func append(to output: inout [UInt8], group: (Int) -> ArraySlice<UInt8>) {
        for piece in pieces {
            switch piece {
            case .text(let text): output += text
            case .group(let index): output += group(index)
            }
        }
    }

    /// The name after a dollar sign, with or without braces.
    private static func takeName(_ text: inout ArraySlice<UInt8>) -> [UInt8]? {
        let isBraced = text.first == UInt8(ascii: "{")
        // No more than what can be of the name: the rest may be long.
        let bytes = Array(
            text.dropFirst(isBraced ? 1 : 0).prefix { byte in
                byte >= 0x80 || byte == UInt8(ascii: "_") || GoRune.isLetter(UInt32(byte))
                    || GoRune.isDigit(UInt32(byte))
            })
        var length = 0
        while length < bytes.count {
            let rune = GoRune.decode(bytes, at: length)
            let isUnderscore = rune.value == UInt32(UInt8(ascii: "_"))
            guard GoRune.isLetter(rune.value) || GoRune.isDigit(rune.value) || isUnderscore else { break }
            length += rune.size
        }
        guard length > 0 else { return nil }
        if isBraced, text.dropFirst(length + 1).first != UInt8(ascii: "}") { return nil }
        text = text.dropFirst(length + (isBraced ? 2 : 0))
        return Array(bytes[..<length])
    }

    /// Nil where the name is no number, or begins with a zero that is not all of it.
    private static func number(_ name: [UInt8]) -> Int? {
        guard name.count <= 9, name.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            name.count == 1 || name.first != UInt8(ascii: "0")
        else { return nil }
        return name.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}
