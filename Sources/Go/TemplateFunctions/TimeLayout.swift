import Calendar
import GoValues

/// A layout of Go's package `time`, taken apart: the reference moment's parts stand for those of any other.
struct TimeLayout {
    enum Element: Equatable {
        case longMonth, month, numberedMonth, paddedMonth
        case longWeekday, weekday
        case day, spacedDay, paddedDay, spacedDayOfYear, paddedDayOfYear
        case hour, hour12, paddedHour12, minute, paddedMinute, second, paddedSecond
        case longYear, year
        case upperHalf, lowerHalf
        case zoneName
        case zone(ZoneForm)
        case fraction(digits: Int, separator: UInt8, isTrimmed: Bool)
    }

    struct ZoneForm: Equatable {
        /// Whether UTC is `Z`.
        var isISO: Bool
        var hasMinutes: Bool
        var hasSeconds: Bool
        var hasColons: Bool
    }

    struct Chunk {
        /// The text before the element.
        var prefix: ArraySlice<UInt8>
        /// Nil at the end.
        var element: Element?
        /// The element as it is written.
        var text: ArraySlice<UInt8>
    }

    private(set) var chunks: [Chunk] = []

    init(_ layout: GoString) {
        var rest = layout.bytes[...]
        while true {
            guard let (start, length, element) = Self.firstElement(in: rest) else {
                chunks.append(Chunk(prefix: rest, element: nil, text: []))
                return
            }
            let end = start + length
            chunks.append(Chunk(prefix: rest[..<start], element: element, text: rest[start..<end]))
            rest = rest[end...]
        }
    }

    private static func firstElement(in text: ArraySlice<UInt8>) -> (start: Int, length: Int, element: Element)? {
        for index in text.indices {
            // An underscore before a year is text.
            if text[index...].starts(with: "_2006".utf8) { return (index + 1, 4, .longYear) }
            if let (length, element) = element(at: text[index...]) { return (index, length, element) }
        }
        return nil
    }

    private static func element(at text: ArraySlice<UInt8>) -> (Int, Element)? {
        if text.first == UInt8(ascii: ".") || text.first == UInt8(ascii: ",") { return fraction(at: text) }
        for (name, element) in names where text.starts(with: name.utf8) {
            let isShortName = element == .month || element == .weekday
            let next = text.dropFirst(name.utf8.count).first
            if isShortName, let next, next >= UInt8(ascii: "a"), next <= UInt8(ascii: "z") { continue }
            return (name.utf8.count, element)
        }
        return nil
    }

    /// Equal digits 0 or 9 after a point or comma, with no other digit behind.
    private static func fraction(at text: ArraySlice<UInt8>) -> (Int, Element)? {
        guard let separator = text.first, let digit = text.dropFirst().first,
            digit == UInt8(ascii: "0") || digit == UInt8(ascii: "9")
        else { return nil }
        let count = text.dropFirst().prefix { $0 == digit }.count
        if let next = text.dropFirst(count + 1).first, VersionReader.isDigit(next) { return nil }
        return (
            count + 1,
            .fraction(digits: count, separator: separator, isTrimmed: digit == UInt8(ascii: "9"))
        )
    }

    private static func zone(_ isISO: Bool, minutes: Bool, seconds: Bool, colons: Bool) -> Element {
        .zone(ZoneForm(isISO: isISO, hasMinutes: minutes, hasSeconds: seconds, hasColons: colons))
    }

    /// The longer before the shorter with the same begin.
    private static let names: [(String, Element)] = [
        ("January", .longMonth), ("Jan", .month), ("Monday", .longWeekday), ("Mon", .weekday), ("MST", .zoneName),
        ("01", .paddedMonth), ("02", .paddedDay), ("03", .paddedHour12), ("04", .paddedMinute), ("05", .paddedSecond),
        ("06", .year), ("002", .paddedDayOfYear), ("15", .hour), ("1", .numberedMonth), ("2006", .longYear),
        ("2", .day), ("_2", .spacedDay), ("__2", .spacedDayOfYear), ("3", .hour12), ("4", .minute), ("5", .second),
        ("PM", .upperHalf), ("pm", .lowerHalf),
        ("-070000", zone(false, minutes: true, seconds: true, colons: false)),
        ("-07:00:00", zone(false, minutes: true, seconds: true, colons: true)),
        ("-0700", zone(false, minutes: true, seconds: false, colons: false)),
        ("-07:00", zone(false, minutes: true, seconds: false, colons: true)),
        ("-07", zone(false, minutes: false, seconds: false, colons: false)),
        ("Z070000", zone(true, minutes: true, seconds: true, colons: false)),
        ("Z07:00:00", zone(true, minutes: true, seconds: true, colons: true)),
        ("Z0700", zone(true, minutes: true, seconds: false, colons: false)),
        ("Z07:00", zone(true, minutes: true, seconds: false, colons: true)),
        ("Z07", zone(true, minutes: false, seconds: false, colons: false)),
    ]
}

extension GoTime {
    /// The moment as the layout shows it.
    func formatted(_ layout: GoString) -> GoString {
        let (date, offset) = (date, offset)
        var output: [UInt8] = []
        for chunk in TimeLayout(layout).chunks {
            output += chunk.prefix
            if let element = chunk.element { output += text(of: element, date: date, offset: offset).utf8 }
        }
        return GoString(bytes: output)
    }

    private func text(
        of element: TimeLayout.Element, date: CivilDate, offset: (name: String, seconds: Int)
    ) -> String {
        switch element {
        case .longMonth: CivilDate.months[date.month - 1]
        case .month: String(CivilDate.months[date.month - 1].prefix(3))
        case .numberedMonth: String(date.month)
        case .paddedMonth: padded(date.month, 2)
        case .longWeekday: CivilDate.weekdays[date.weekday]
        case .weekday: String(CivilDate.weekdays[date.weekday].prefix(3))
        case .day: String(date.day)
        case .spacedDay: spaced(date.day, 2)
        case .paddedDay: padded(date.day, 2)
        case .spacedDayOfYear: spaced(date.dayOfYear, 3)
        case .paddedDayOfYear: padded(date.dayOfYear, 3)
        case .longYear: padded(date.year, 4)
        case .year: padded(abs(date.year) % 100, 2)
        case .hour: padded(hour, 2)
        case .hour12: String((hour + 11) % 12 + 1)
        case .paddedHour12: padded((hour + 11) % 12 + 1, 2)
        case .minute: String(minute)
        case .paddedMinute: padded(minute, 2)
        case .second: String(second)
        case .paddedSecond: padded(second, 2)
        case .upperHalf: hour >= 12 ? "PM" : "AM"
        case .lowerHalf: hour >= 12 ? "pm" : "am"
        case .zoneName: offset.name.isEmpty ? zoneText(offset.seconds, form: .plain) : offset.name
        case .zone(let form): zoneText(offset.seconds, form: form)
        case .fraction(let digits, let separator, let isTrimmed):
            fractionText(digits: digits, separator: separator, isTrimmed: isTrimmed)
        }
    }

    private func padded(_ value: Int, _ width: Int, with filler: Character = "0") -> String {
        let digits = String(value.magnitude)
        return (value < 0 ? "-" : "") + String(repeating: filler, count: max(0, width - digits.utf8.count)) + digits
    }

    private func spaced(_ value: Int, _ width: Int) -> String { padded(value, width, with: " ") }

    private func zoneText(_ seconds: Int, form: TimeLayout.ZoneForm) -> String {
        if form.isISO, seconds == 0 { return "Z" }
        let minutes = seconds / 60
        let colon = form.hasColons ? ":" : ""
        return (minutes < 0 ? "-" : "+") + padded(abs(minutes) / 60, 2)
            + (form.hasMinutes ? colon + padded(abs(minutes) % 60, 2) : "")
            + (form.hasSeconds ? colon + padded(abs(seconds) % 60, 2) : "")
    }

    private func fractionText(digits: Int, separator: UInt8, isTrimmed: Bool) -> String {
        if isTrimmed, nanoseconds == 0 { return "" }
        var text = padded(nanoseconds, 9)
        text = digits < 9 ? String(text.prefix(digits)) : text
        while isTrimmed, text.last == "0" { text.removeLast() }
        return text.isEmpty ? "" : String(Unicode.Scalar(separator)) + text
    }
}

extension TimeLayout.ZoneForm {
    fileprivate static let plain = TimeLayout.ZoneForm(
        isISO: false, hasMinutes: true, hasSeconds: false, hasColons: false)
}
