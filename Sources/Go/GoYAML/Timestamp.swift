/// What go-yaml takes for a point in time, and so quotes where it is text.
enum Timestamp {
    /// `2006-1-2`, alone, with `T` or `t`, a time and a zone, or with a space and a time.
    static func isOne(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 8, bytes[4] == UInt8(ascii: "-"), bytes[..<4].allSatisfy(isDigit) else { return false }
        let year = bytes[..<4].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        var rest = bytes[5...]
        guard let month = number(&rest), (1...12).contains(month), take(UInt8(ascii: "-"), &rest),
            let day = number(&rest), day >= 1, day <= days(in: month, of: year)
        else { return false }
        guard let separator = rest.popFirst() else { return true }
        switch separator {
        case UInt8(ascii: "T"), UInt8(ascii: "t"): return takeTime(&rest) && isZone(rest)
        case UInt8(ascii: " "): return takeTime(&rest) && rest.isEmpty
        default: return false
        }
    }

    private static func takeTime(_ rest: inout ArraySlice<UInt8>) -> Bool {
        guard let hour = number(&rest), hour < 24, take(UInt8(ascii: ":"), &rest), let minute = number(&rest),
            minute < 60,
            take(UInt8(ascii: ":"), &rest), let second = number(&rest), second < 60
        else { return false }
        let isFraction = rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",")
        if isFraction, let digit = rest.dropFirst().first, isDigit(digit) {
            rest = rest.dropFirst().drop(while: isDigit)
        }
        return true
    }

    private static func isZone(_ rest: ArraySlice<UInt8>) -> Bool {
        let zone = Array(rest)
        if zone == [UInt8(ascii: "Z")] { return true }
        guard zone.count == 6, zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-"),
            zone[3] == UInt8(ascii: ":"),
            [zone[1], zone[2], zone[4], zone[5]].allSatisfy(isDigit)
        else { return false }
        let hours = (zone[1] - 0x30) * 10 + zone[2] - 0x30
        let minutes = (zone[4] - 0x30) * 10 + zone[5] - 0x30
        return hours <= 24 && minutes <= 60
    }

    /// One digit or two.
    private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard let first = rest.first, isDigit(first) else { return nil }
        rest.removeFirst()
        guard let second = rest.first, isDigit(second) else { return Int(first - 0x30) }
        rest.removeFirst()
        return Int(first - 0x30) * 10 + Int(second - 0x30)
    }

    private static func take(_ byte: UInt8, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
