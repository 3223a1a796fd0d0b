/// What is wrong with a window's time, in words that follow the name of the field.
package struct WindowError: Error, Hashable {
    package var message: String
}

extension CronSchedule {
    /// The longest text that is read, in bytes.
    package static let longest = 256

    private static let macros = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    /// Reads five fields, or a word such as `@daily`. What names no day that any year has is refused.
    package init(_ text: String) throws(WindowError) {
        guard text.utf8.count <= Self.longest else { throw WindowError(message: "is too long") }
        let trimmed = text.split { $0 == " " || $0 == "\t" }
        let words =
            trimmed.count == 1 ? Self.macros[trimmed[0].lowercased()]?.split(separator: " ") ?? trimmed : trimmed
        guard words.count == 5 else {
            throw WindowError(
                message: "must have five fields: minute, hour, day of the month, month, day of the week, such as "
                    + "\"0 22 * * 1-5\"; or be one of \(Self.macros.keys.sorted().joined(separator: ", "))")
        }
        minutes = try CronField.minute.read(words[0])
        hours = try CronField.hour.read(words[1])
        days = try CronField.day.read(words[2])
        months = try CronField.month.read(words[3])
        let weekdays = try CronField.weekday.read(words[4])
        // Sunday is 0, and 7.
        self.weekdays = (weekdays | (weekdays.has(7) ? 1 : 0)) & 0x7F
        isAnyDay = CronField.isAny(words[2])
        isAnyWeekday = CronField.isAny(words[4])
        guard !isAnyWeekday || hasDay else {
            throw WindowError(message: "names a day that no year has: \(words[2]) of \(words[3])")
        }
    }

    /// Whether one of the days is in one of the months.
    private var hasDay: Bool {
        let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return lengths.indices.contains { month in
            months.has(month + 1) && (1...lengths[month]).contains(where: days.has)
        }
    }
}

/// One of the five: which numbers it may have, and which names stand for them.
private struct CronField {
    var name: String
    var range: ClosedRange<Int>
    var names: [String] = []
    /// What the first of the names means.
    var firstName = 0

    static let minute = CronField(name: "minute", range: 0...59)
    static let hour = CronField(name: "hour", range: 0...23)
    static let day = CronField(name: "day of the month", range: 1...31)
    static let month = CronField(
        name: "month", range: 1...12,
        names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], firstName: 1)
    static let weekday = CronField(
        name: "day of the week", range: 0...7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])

    static func isAny(_ text: Substring) -> Bool { text == "*" || text == "?" }

    /// A list of parts such as `5`, `1-5`, `*/15` or `mon-fri`, as bits.
    func read(_ text: Substring) throws(WindowError) -> UInt64 {
        var bits: UInt64 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) { bits |= try self.part(part) }
        return bits
    }

    private func part(_ text: Substring) throws(WindowError) -> UInt64 {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        var step = 1
        if halves.count > 1 {
            guard let number = self.number(halves[1]), number > 0 else { throw wrong(text) }
            step = number
        }
        var bits: UInt64 = 0
        for number in stride(from: try bounds(of: halves[0], hasStep: halves.count > 1, in: text), by: step) {
            bits |= 1 << UInt64(number)
        }
        return bits
    }

    private func bounds(
        of text: Substring, hasStep: Bool, in part: Substring
    ) throws(WindowError) -> ClosedRange<Int> {
        if Self.isAny(text) { return range.lowerBound...min(range.upperBound, names.count == 7 ? 6 : range.upperBound) }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = value(ends[0]) else { throw wrong(part) }
        guard ends.count > 1 else { return first...(hasStep ? range.upperBound : first) }
        guard var last = value(ends[1]) else { throw wrong(part) }
        // From a day to Sunday, which is the last of a week there.
        if names.count == 7, last == 0, first > 0 { last = 7 }
        guard first <= last else { throw wrong(part) }
        return first...last
    }

    private func value(_ text: Substring) -> Int? {
        if let index = names.firstIndex(of: text.lowercased()) { return index + firstName }
        return number(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private func number(_ text: Substring) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    private func wrong(_ part: Substring) -> WindowError {
        WindowError(
            message: "has '\(part)' for the \(name), which is to be a number from \(range.lowerBound) to "
                + "\(range.upperBound)\(names.isEmpty ? "" : ", a name such as \(names[1])"), a range such as 2-4, a step "
                + "such as */2, or a list of these")
    }
}

private func stride(from range: ClosedRange<Int>, by step: Int) -> StrideThrough<Int> {
    Swift.stride(from: range.lowerBound, through: range.upperBound, by: step)
}
