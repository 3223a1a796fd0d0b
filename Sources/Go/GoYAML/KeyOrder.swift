import GoValues

/// The order in which go-yaml writes keys: numbers inside them count as numbers, letters come after other characters.
struct KeyOrder {
    let isVersion3: Bool

    func sorted(_ keys: some Collection<GoString>) -> [GoString] {
        keys.sorted { precedes($0.bytes, $1.bytes) }
    }

    func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        var index = 0
        let count = min(left.count, right.count)
        while index < count, left[index] == right[index] { index += 1 }
        guard index < count else { return left.count < right.count }
        // Most keys differ in a letter of ASCII, which is its own code point.
        let (first, second) = (left[index], right[index])
        if KeyOrder.isLetter(first), KeyOrder.isLetter(second) { return first < second }
        if left.allSatisfy({ $0 < 0x80 }), right.allSatisfy({ $0 < 0x80 }) { return decide(left, right) }
        return decide(GoString(bytes: left).runes, GoString(bytes: right).runes)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) && byte < 0x80 }

    private func decide<Rune: UnsignedInteger & FixedWidthInteger>(_ left: [Rune], _ right: [Rune]) -> Bool {
        let count = min(left.count, right.count)
        guard let index = (0..<count).first(where: { left[$0] != right[$0] }) else { return left.count < right.count }
        let (leftRune, rightRune) = (UInt32(left[index]), UInt32(right[index]))
        let (isLeft, isRight) = (GoRune.isLetter(leftRune), GoRune.isLetter(rightRune))
        if isLeft, isRight { return leftRune < rightRune }
        if isLeft || isRight {
            let isInNumber = isVersion3 && index > 0 && GoRune.isDigit(UInt32(left[index - 1]))
            return isInNumber ? isLeft : isRight
        }
        // A zero inside a number has to count.
        var start: Int64 = 0
        if leftRune == 0x30 || rightRune == 0x30 {
            let digits = left[..<index].reversed().prefix { GoRune.isDigit(UInt32($0)) }
            if digits.contains(where: { $0 != 0x30 }) { start = 1 }
        }
        let leftNumber = number(left, from: index, start)
        let rightNumber = number(right, from: index, start)
        if leftNumber.value != rightNumber.value { return leftNumber.value < rightNumber.value }
        if leftNumber.end != rightNumber.end { return leftNumber.end < rightNumber.end }
        return leftRune < rightRune
    }

    /// The digits at an index, as a number that wraps around.
    private func number<Rune: UnsignedInteger>(_ runes: [Rune], from index: Int, _ start: Int64) -> (
        value: Int64, end: Int
    ) {
        var value = start
        var end = index
        while end < runes.count, GoRune.isDigit(UInt32(runes[end])) {
            value = value &* 10 &+ (Int64(runes[end]) - 0x30)
            end += 1
        }
        return (value, end)
    }
}
