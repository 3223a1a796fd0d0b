import Calendar

/// Times, as go-yaml knows them: `2006-1-2`, alone, with `T` or `t`, a time and a zone, or with blanks and a time.
package enum Timestamp {
    /// Whether a text is a time by these rules.
    package static func isOne(_ bytes: [UInt8]) -> Bool { json(bytes) != nil }

    /// RFC 3339 as Go writes it: no fraction where it is zero, `Z` for UTC. Nil for what is no time.
    package static func json(_ bytes: [UInt8]) -> String? {
        guard bytes.count >= 8, bytes[4] == UInt8(ascii: "-"), bytes[..<4].allSatisfy(isDigit) else { return nil }
        var rest = bytes[5...]
        let year = String(decoding: bytes[..<4], as: UTF8.self)
        guard let month = number(&rest), take("-", &rest), let day = number(&rest),
            CivilDate(year: Int(year) ?? 0, month: month, day: day).isValid
        else { return nil }
        let date = "\(year)-\(two(month))-\(two(day))"
        if rest.isEmpty { return "\(date)T00:00:00Z" }
        let hasZone = !take(" ", &rest)
        rest = rest.drop { $0 == 0x20 }
        if hasZone, !take("T", &rest), !take("t", &rest) { return nil }
        guard let time = takeTime(&rest) else { return nil }
        guard hasZone else { return rest.isEmpty ? "\(date)T\(time)Z" : nil }
        return zone(rest).map { "\(date)T\(time)\($0)" }
    }

    private static func takeTime(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let hour = number(&rest), hour < 24, take(":", &rest), let minute = number(&rest), minute < 60,
            take(":", &rest), let second = number(&rest), second < 60
        else { return nil }
        var text = "\(two(hour)):\(two(minute)):\(two(second))"
        guard let separator = rest.first, separator == UInt8(ascii: ".") || separator == UInt8(ascii: ","),
            let digit = rest.dropFirst().first, isDigit(digit)
        else { return text }
        let digits = rest.dropFirst().prefix(while: isDigit)
        rest = rest.dropFirst(digits.count + 1)
        let fraction = String(decoding: digits.prefix(9), as: UTF8.self).reversed().drop { $0 == "0" }
        if !fraction.isEmpty { text += "." + String(fraction.reversed()) }
        return text
    }

    private static func zone(_ rest: ArraySlice<UInt8>) -> String? {
        let text = Array(rest)
        if text == [UInt8(ascii: "Z")] { return "Z" }
        guard text.count == 6, text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
            text[3] == UInt8(ascii: ":"),
            [text[1], text[2], text[4], text[5]].allSatisfy(isDigit)
        else { return nil }
        let digits = text.map { Int($0) - 0x30 }
        guard digits[1] * 10 + digits[2] <= 24, digits[4] * 10 + digits[5] <= 60 else { return nil }
        let isUTC = [1, 2, 4, 5].allSatisfy { digits[$0] == 0 }
        return isUTC ? "Z" : String(decoding: text, as: UTF8.self)
    }

    /// One digit or two.
    private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let digits = rest.prefix(2).prefix(while: isDigit)
        rest = rest.dropFirst(digits.count)
        return Int(String(decoding: digits, as: UTF8.self))
    }

    private static func take(_ character: Character, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == character.asciiValue else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
