import Calendar

extension Formats {
    static func date(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        let reason = "parsing time \"\(text)\""
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            return bytes[range].reduce(Optional(0)) { sum, byte in
                guard let sum, (0x30...0x39).contains(byte) else { return nil }
                return sum * 10 + Int(byte - 0x30)
            }
        }
        guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), let year = number(0..<4),
            let month = number(5..<7), let day = number(8..<10)
        else { return "\(reason) as \"2006-01-02\": cannot parse \"\(text)\" as \"2006\"" }
        guard (1...12).contains(month) else { return "\(reason): month out of range" }
        guard bytes.count == 10 else {
            return "\(reason): extra text: \"\(String(decoding: bytes[10...], as: UTF8.self))\""
        }
        return CivilDate(year: year, month: month, day: day).isValid ? nil : "\(reason): day out of range"
    }

    static func time(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 9 else { return "less than 9 characters long" }
        guard bytes[2] == UInt8(ascii: ":"), bytes[5] == UInt8(ascii: ":") else {
            return "missing colon in correct place"
        }
        guard let hour = pair(bytes, 0), let minute = pair(bytes, 3), let second = pair(bytes, 6) else {
            return "invalid hour/min/sec"
        }
        guard hour <= 23, minute <= 59, second <= 60 else { return "hour/min/sec out of range" }
        var rest = bytes[8...]
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return "no digits in second fraction" }
            rest = rest.dropFirst(digits.count + 1)
        }
        var minutes = hour * 60 + minute
        if rest != [UInt8(ascii: "z")], rest != [UInt8(ascii: "Z")] {
            let (offset, problem) = offset(Array(rest))
            if let problem { return problem }
            minutes -= offset
            if minutes < 0 { minutes += 24 * 60 }
        }
        return second == 60 && minutes != 23 * 60 + 59 ? "invalid leap second" : nil
    }

    private static func offset(_ bytes: [UInt8]) -> (minutes: Int, problem: String?) {
        guard bytes.count == 6 else { return (0, "offset must be 6 characters long") }
        guard bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-") else {
            return (0, "offset must begin with plus/minus")
        }
        guard bytes[3] == UInt8(ascii: ":") else { return (0, "missing colon in offset in correct place") }
        guard let hours = pair(bytes, 1), let minutes = pair(bytes, 4) else { return (0, "invalid hour/min in offset") }
        guard hours <= 23, minutes <= 59 else { return (0, "hour/min in offset out of range") }
        return ((hours * 60 + minutes) * (bytes[0] == UInt8(ascii: "+") ? 1 : -1), nil)
    }

    private static func pair(_ bytes: [UInt8], _ index: Int) -> Int? {
        Int(String(decoding: bytes[index..<index + 2], as: UTF8.self))
    }

    static func dateTime(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20 else { return "less than 20 characters long" }
        guard bytes[10] | 0x20 == UInt8(ascii: "t") else { return "11th character must be t or T" }
        if let problem = date(String(decoding: bytes[..<10], as: UTF8.self)) {
            return "invalid date element: \(problem)"
        }
        return time(String(decoding: bytes[11...], as: UTF8.self)).map { "invalid time element: \($0)" }
    }

    static func duration(_ text: String) -> String? {
        guard text.hasPrefix("P") else { return "must start with P" }
        let rest = text.dropFirst()
        guard !rest.isEmpty else { return "nothing after P" }
        if rest.hasSuffix("W") {
            let weeks = rest.dropLast()
            return weeks.isEmpty ? "no number in week" : weeks.allSatisfy(isDigit) ? nil : "invalid week"
        }
        let parts = rest.split(separator: "T", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index > 0, part.isEmpty { return "no time elements" }
            if index > 1 { return "more than one T" }
            if let problem = elements(part, units: index == 0 ? "YMD" : "HMS") { return problem }
        }
        return nil
    }

    private static func elements(_ text: Substring, units: String) -> String? {
        var rest = text
        var left = units[...]
        while !rest.isEmpty {
            let digits = rest.prefix { isDigit($0) }
            if digits.isEmpty { return "missing number" }
            rest = rest.dropFirst(digits.count)
            guard let unit = rest.popFirst() else { return "missing unit" }
            guard let place = left.firstIndex(of: unit) else {
                return units.contains(unit) ? "unit '\(unit)' out of order" : "invalid unit '\(unit)'"
            }
            left = left[left.index(after: place)...]
        }
        return nil
    }

    static func period(_ text: String) -> String? {
        guard let slash = text.firstIndex(of: "/") else { return "missing slash" }
        let start = String(text[..<slash])
        let end = String(text[text.index(after: slash)...])
        if start.hasPrefix("P") {
            if let problem = duration(start) { return "invalid start duration: \(problem)" }
            return dateTime(end).map { "invalid end date-time: \($0)" }
        }
        if let problem = dateTime(start) { return "invalid start date-time: \(problem)" }
        if end.hasPrefix("P") { return duration(end).map { "invalid end duration: \($0)" } }
        return dateTime(end).map { "invalid end date-time: \($0)" }
    }
}
