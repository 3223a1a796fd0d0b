import Calendar
import GoValues

extension GoTime {
    /// Reads a moment as the layout shows it, in the zone where the text names none.
    ///
    /// - Throws: what Go's `time.ParseInLocation` says.
    init(_ text: GoString, layout: GoString, in zone: TimeZone) throws(GoError) {
        var parser = TimeParser(text, layout: layout)
        try parser.run()
        self = try parser.moment(in: zone)
    }
}

/// Why a part of the text could not be read.
private enum TimeProblem: Error {
    case syntax
    case range(String)
}

private struct TimeParser {
    private let text: GoString
    private let layout: GoString
    private var rest: ArraySlice<UInt8>

    private var year = 0
    private var month: Int?
    private var day: Int?
    private var dayOfYear: Int?
    private var hour = 0
    private var minute = 0
    private var second = 0
    private var nanoseconds = 0
    private var isAfternoon: Bool?
    private var isUniversal = false
    private var zoneOffset: Int?
    private var zoneName = GoString()

    init(_ text: GoString, layout: GoString) {
        self.text = text
        self.layout = layout
        rest = text.bytes[...]
    }

    private func failure(element: ArraySlice<UInt8>, value: ArraySlice<UInt8>) -> GoError {
        GoError(
            "parsing time \(TimeQuote.quote(text)) as \(TimeQuote.quote(layout)): "
                + "cannot parse \(TimeQuote.quote(GoString(value))) as \(TimeQuote.quote(GoString(element)))")
    }

    private func failure(_ message: String) -> GoError { GoError("parsing time \(TimeQuote.quote(text)): \(message)") }

    mutating func run() throws(GoError) {
        let chunks = TimeLayout(layout).chunks
        for (index, chunk) in chunks.enumerated() {
            guard skip(chunk.prefix) else { throw failure(element: chunk.prefix, value: rest) }
            guard let element = chunk.element else {
                guard rest.isEmpty else { throw failure("extra text: \(TimeQuote.quote(GoString(rest)))") }
                return
            }
            let start = rest
            do throws(TimeProblem) {
                try read(element, next: chunks[index + 1].element)
            } catch {
                switch error {
                case .syntax: throw failure(element: chunk.text, value: start)
                case .range(let name): throw failure("\(name) out of range")
                }
            }
        }
    }

    /// The layout's text; runs of spaces are all alike. Leaves in `rest` what did not match.
    private mutating func skip(_ prefix: ArraySlice<UInt8>) -> Bool {
        let space = UInt8(ascii: " ")
        var prefix = prefix
        while let byte = prefix.first {
            if byte == space {
                if let next = rest.first, next != space { return false }
                prefix = prefix.drop { $0 == space }
                rest = rest.drop { $0 == space }
                continue
            }
            guard rest.first == byte else { return false }
            prefix.removeFirst()
            rest.removeFirst()
        }
        return true
    }

    private mutating func read(_ element: TimeLayout.Element, next: TimeLayout.Element?) throws(TimeProblem) {
        switch element {
        case .longMonth: month = try name(among: CivilDate.months)
        case .month: month = try name(among: CivilDate.months.map { String($0.prefix(3)) })
        case .numberedMonth, .paddedMonth:
            month = try number(fixed: element == .paddedMonth, in: 1...12, "month")
        case .longWeekday: _ = try name(among: CivilDate.weekdays)
        case .weekday: _ = try name(among: CivilDate.weekdays.map { String($0.prefix(3)) })
        case .day, .spacedDay, .paddedDay:
            if element == .spacedDay, rest.first == UInt8(ascii: " ") { rest.removeFirst() }
            day = try number(fixed: element == .paddedDay, in: 0...99, "day")
        case .spacedDayOfYear, .paddedDayOfYear: try readDayOfYear(isSpaced: element == .spacedDayOfYear)
        case .longYear: year = try digits(4, isSigned: false)
        case .year:
            let short = try digits(2, isSigned: true)
            year = short + (short >= 69 ? 1_900 : 2_000)
        case .hour: hour = try number(fixed: false, in: 0...23, "hour")
        case .hour12, .paddedHour12: hour = try number(fixed: element == .paddedHour12, in: 0...12, "hour")
        case .minute, .paddedMinute: minute = try number(fixed: element == .paddedMinute, in: 0...59, "minute")
        case .second, .paddedSecond: try readSecond(fixed: element == .paddedSecond, next: next)
        case .upperHalf: try readHalf("AM", "PM")
        case .lowerHalf: try readHalf("am", "pm")
        case .zoneName: try readZoneName()
        case .zone(let form): try readZone(form)
        case .fraction(let digits, _, let isTrimmed): try readFraction(digits: isTrimmed ? nil : digits)
        }
    }

    private func digit(at index: Int) -> Bool { rest.dropFirst(index).first.map(VersionReader.isDigit) ?? false }

    /// One or two digits, two where they are fixed.
    private mutating func number(
        fixed: Bool, in range: ClosedRange<Int>, _ name: String
    ) throws(TimeProblem) -> Int {
        guard digit(at: 0), digit(at: 1) || !fixed else { throw .syntax }
        let value = take(digit(at: 1) ? 2 : 1)
        guard range.contains(value) else { throw .range(name) }
        return value
    }

    /// The value of digits that are known to be there.
    private mutating func take(_ count: Int) -> Int {
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private mutating func digits(_ count: Int, isSigned: Bool) throws(TimeProblem) -> Int {
        guard rest.count >= count, isSigned || digit(at: 0),
            let value = Int(String(decoding: rest.prefix(count), as: UTF8.self))
        else { throw .syntax }
        rest = rest.dropFirst(count)
        return value
    }

    private mutating func readDayOfYear(isSpaced: Bool) throws(TimeProblem) {
        for _ in 0..<2 where isSpaced && rest.first == UInt8(ascii: " ") { rest.removeFirst() }
        let count = (0..<3).first { !digit(at: $0) } ?? 3
        guard count == 3 || isSpaced && count > 0 else { throw .syntax }
        dayOfYear = take(count)
    }

    /// From 1.
    private mutating func name(among names: [String]) throws(TimeProblem) -> Int {
        for (index, name) in names.enumerated() {
            let bytes = Array(name.utf8)
            let found = rest.prefix(bytes.count)
            guard found.count == bytes.count, zip(found, bytes).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else { continue }
            rest = rest.dropFirst(bytes.count)
            return index + 1
        }
        throw .syntax
    }

    /// A fraction may follow even where the layout has none.
    private mutating func readSecond(fixed: Bool, next: TimeLayout.Element?) throws(TimeProblem) {
        second = try number(fixed: fixed, in: 0...59, "second")
        if case .fraction = next { return }
        if isFractionNext { try readFraction(digits: nil) }
    }

    private var isFractionNext: Bool {
        (rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",")) && digit(at: 1)
    }

    private mutating func readFraction(digits: Int?) throws(TimeProblem) {
        if digits == nil, !isFractionNext { return }
        let count = digits ?? rest.dropFirst().prefix(while: VersionReader.isDigit).count
        guard rest.count > count, rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ","),
            rest.dropFirst().prefix(count).allSatisfy(VersionReader.isDigit)
        else { throw .syntax }
        let kept = rest.dropFirst().prefix(min(count, 9))
        nanoseconds = kept.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        for _ in 0..<(9 - kept.count) { nanoseconds *= 10 }
        rest = rest.dropFirst(count + 1)
    }

    private mutating func readHalf(_ morning: String, _ afternoon: String) throws(TimeProblem) {
        if rest.starts(with: afternoon.utf8) {
            isAfternoon = true
        } else if rest.starts(with: morning.utf8) {
            isAfternoon = isAfternoon ?? false
        } else {
            throw .syntax
        }
        rest = rest.dropFirst(2)
    }

    private mutating func readZone(_ form: TimeLayout.ZoneForm) throws(TimeProblem) {
        if form.isISO, rest.first == UInt8(ascii: "Z") {
            rest.removeFirst()
            isUniversal = true
            return
        }
        guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { throw .syntax }
        rest.removeFirst()
        let hours = try number(fixed: true, in: 0...24, "time zone offset hour")
        var seconds = hours * 3_600
        if form.hasMinutes {
            try skipColon(form)
            seconds += try number(fixed: true, in: 0...60, "time zone offset minute") * 60
        }
        if form.hasSeconds {
            try skipColon(form)
            seconds += try number(fixed: true, in: 0...60, "time zone offset second")
        }
        zoneOffset = sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    private mutating func skipColon(_ form: TimeLayout.ZoneForm) throws(TimeProblem) {
        guard form.hasColons else { return }
        guard rest.first == UInt8(ascii: ":") else { throw .syntax }
        rest.removeFirst()
    }

    private mutating func readZoneName() throws(TimeProblem) {
        if rest.starts(with: "UTC".utf8) {
            rest = rest.dropFirst(3)
            isUniversal = true
            return
        }
        guard let length = ZoneName.length(rest) else { throw .syntax }
        zoneName = GoString(rest.prefix(length))
        rest = rest.dropFirst(length)
    }

    /// Puts the parts together.
    func moment(in zone: TimeZone) throws(GoError) -> GoTime {
        var hour = hour
        if isAfternoon == true, hour < 12 { hour += 12 }
        if isAfternoon == false, hour == 12 { hour = 0 }
        let date = try date()
        func moment(_ zone: TimeZone) -> GoTime {
            GoTime(date, hour: hour, minute: minute, second: second, nanoseconds: nanoseconds, zone: zone)
        }
        if isUniversal { return moment(.utc) }
        if let zoneOffset {
            let fixed = moment(.fixed(name: zoneName.string, seconds: zoneOffset))
            let usual = zone.offset(at: fixed.seconds)
            let isUsual = usual.seconds == zoneOffset && (zoneName.isEmpty || zoneName == GoString(usual.name))
            return isUsual ? GoTime(seconds: fixed.seconds, nanoseconds: nanoseconds, zone: zone) : fixed
        }
        if zoneName.isEmpty || zoneName == GoString(moment(zone).offset.name) { return moment(zone) }
        // The offset of a name that is unknown here is only shown: the moment is read as if it were in UTC.
        var named = moment(.utc)
        named.zone = .fixed(name: zoneName.string, seconds: ZoneName.offset(zoneName))
        return named
    }

    private func date() throws(GoError) -> CivilDate {
        guard let dayOfYear else {
            let date = CivilDate(year: year, month: month ?? 1, day: day ?? 1)
            guard (1...CivilDate.days(inMonth: date.month, of: year)).contains(date.day) else {
                throw failure("day out of range")
            }
            return date
        }
        guard (1...(CivilDate.isLeap(year) ? 366 : 365)).contains(dayOfYear) else {
            throw failure("day-of-year out of range")
        }
        let first = CivilDate(year: year, month: 1, day: 1).daysSince1970
        let date = CivilDate(daysSince1970: first + Int64(dayOfYear - 1))
        if let month, month != date.month { throw failure("day-of-year does not match month") }
        if let day, day != date.day { throw failure("day-of-year does not match day") }
        return date
    }
}

/// Abbreviations of time zones in texts.
private enum ZoneName {
    /// How many bytes of the text are one; nil where none is there.
    static func length(_ text: ArraySlice<UInt8>) -> Int? {
        guard text.count >= 3 else { return nil }
        if text.starts(with: "ChST".utf8) || text.starts(with: "MeST".utf8) { return 4 }
        if text.starts(with: "GMT".utf8) { return 3 + signedHours(text.dropFirst(3)) }
        if text.first == UInt8(ascii: "+") || text.first == UInt8(ascii: "-") {
            let length = signedHours(text)
            return length > 0 ? length : nil
        }
        let capitals = text.prefix(6).prefix { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
        let endsInT = capitals.last == UInt8(ascii: "T")
        switch capitals.count {
        case 3: return 3
        case 4: return endsInT || capitals.elementsEqual("WITA".utf8) ? 4 : nil
        case 5: return endsInT ? 5 : nil
        default: return nil
        }
    }

    /// How long a sign with up to 23 hours is; 0 where there is none.
    private static func signedHours(_ text: ArraySlice<UInt8>) -> Int {
        guard text.first == UInt8(ascii: "+") || text.first == UInt8(ascii: "-") else { return 0 }
        let digits = text.dropFirst().prefix(while: VersionReader.isDigit)
        guard let hours = Int(String(decoding: digits, as: UTF8.self)), hours <= 23 else { return 0 }
        return digits.count + 1
    }

    /// Of `GMT+3` and the like; other names have no known one.
    static func offset(_ name: GoString) -> Int {
        guard name.count > 3, name.hasPrefix("GMT") else { return 0 }
        return (Int(name[3..<name.count].string) ?? 0) * 3_600
    }
}
