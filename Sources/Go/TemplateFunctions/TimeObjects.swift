import Calendar
import GoValues
import GoYAML

/// A `time.Time` in a template.
final class TimeObject: GoJSONObject {
    let time: GoTime

    init(_ time: GoTime) { self.time = time }

    static let type = GoType.named("time.Time", kind: "struct")

    var typeName: String { "time.Time" }
    var kindName: String { "struct" }
    var text: GoString? { time.formatted("2006-01-02 15:04:05.999999999 -0700 MST") }

    var json: GoJSONForm { .value(.string(time.formatted("2006-01-02T15:04:05.999999999Z07:00"))) }
    /// What makes moments deeply equal. None of it can be reached from a template.
    var fields: [(name: String, value: GoValue)] {
        let (name, offset) = time.offset
        return [
            ("seconds", .int64(time.seconds)), ("nanoseconds", .int(time.nanoseconds)), ("zone", .string(name)),
            ("offset", .int(offset)),
        ]
    }

    func field(_ name: String) -> GoValue? { nil }

    func method(_ name: String) -> GoMethod? {
        plainMethod(name) ?? comparingMethod(name) ?? changingMethod(name) ?? encodingMethod(name) ?? zoneMethod(name)
    }

    private func plainMethod(_ name: String) -> GoMethod? {
        let (date, time) = (time.date, time)
        let value: GoValue
        switch name {
        case "Year": value = .int(date.year)
        case "Month": value = .object(NamedNumber("time.Month", date.month, CivilDate.months[date.month - 1]))
        case "Day": value = .int(date.day)
        case "Weekday": value = .object(NamedNumber("time.Weekday", date.weekday, CivilDate.weekdays[date.weekday]))
        case "YearDay": value = .int(date.dayOfYear)
        case "Hour": value = .int(time.hour)
        case "Minute": value = .int(time.minute)
        case "Second": value = .int(time.second)
        case "Nanosecond": value = .int(time.nanoseconds)
        case "Unix": value = .int64(time.seconds)
        case "UnixMilli": value = .int64(time.seconds &* 1_000 &+ Int64(time.nanoseconds / 1_000_000))
        case "UnixMicro": value = .int64(time.seconds &* 1_000_000 &+ Int64(time.nanoseconds / 1_000))
        case "UnixNano": value = .int64(time.seconds &* 1_000_000_000 &+ Int64(time.nanoseconds))
        case "UTC": value = .object(TimeObject(time.in(.utc)))
        case "Local": value = .object(TimeObject(time.in(.local)))
        case "IsDST": value = .bool(false)
        case "IsZero": value = .bool(time.isSame(as: .zero))
        case "String": value = .string(text ?? GoString())
        case "GoString": value = .string(time.expression)
        default: return nil
        }
        return GoMethod(GoSignature()) { (_) throws(GoError) in value }
    }

    private func comparingMethod(_ name: String) -> GoMethod? {
        let result: (GoTime, GoTime) -> GoValue
        switch name {
        case "After": result = { .bool($1.isBefore($0)) }
        case "Before": result = { .bool($0.isBefore($1)) }
        case "Equal": result = { .bool($0.isSame(as: $1)) }
        case "Compare": result = { .int($0.isBefore($1) ? -1 : $1.isBefore($0) ? 1 : 0) }
        case "Sub": result = { .object(DurationObject($0.since($1))) }
        default: return nil
        }
        return GoMethod(GoSignature(Self.type)) { [time] (arguments) throws(GoError) in
            guard let other = arguments.object(0, as: TimeObject.self) else { throw .nilDereference }
            return result(time, other.time)
        }
    }

    private func changingMethod(_ name: String) -> GoMethod? {
        switch name {
        case "Format":
            return GoMethod(GoSignature(.string)) { [time] (arguments) throws(GoError) in
                .string(time.formatted(arguments.text(0)))
            }
        case "Add":
            return GoMethod(GoSignature(DurationObject.type)) { [time] (arguments) throws(GoError) in
                .object(TimeObject(time.adding(arguments.duration(0))))
            }
        case "Round", "Truncate":
            return GoMethod(GoSignature(DurationObject.type)) { [time] (arguments) throws(GoError) in
                .object(TimeObject(time.divided(by: arguments.duration(0), rounds: name == "Round")))
            }
        case "AddDate":
            return GoMethod(GoSignature(.int, .int, .int)) { [time] (arguments) throws(GoError) in
                let date = CivilDate(
                    year: time.date.year &+ arguments.int(0) % 1_000_000,
                    month: time.date.month + arguments.int(1) % 10_000_000,
                    day: time.date.day + arguments.int(2) % 1_000_000_000)
                return .object(
                    TimeObject(
                        GoTime(
                            date, hour: time.hour, minute: time.minute, second: time.second,
                            nanoseconds: time.nanoseconds, zone: time.zone)))
            }
        default: return nil
        }
    }
}

/// A `time.Duration` in a template.
final class DurationObject: GoObject {
    let duration: GoDuration

    init(_ duration: GoDuration) { self.duration = duration }

    static let type = GoType.named("time.Duration", kind: "int64")

    var typeName: String { "time.Duration" }
    var kindName: String { "int64" }
    var underlying: GoValue? { .int64(duration.nanoseconds) }
    var text: GoString? { GoString(duration.text) }

    func method(_ name: String) -> GoMethod? {
        let nanoseconds = duration.nanoseconds
        let value: GoValue
        switch name {
        case "Hours": value = .float(duration.value(in: 3_600_000_000_000))
        case "Minutes": value = .float(duration.value(in: 60_000_000_000))
        case "Seconds": value = .float(duration.value(in: 1_000_000_000))
        case "Milliseconds": value = .int64(nanoseconds / 1_000_000)
        case "Microseconds": value = .int64(nanoseconds / 1_000)
        case "Nanoseconds": value = .int64(nanoseconds)
        case "Abs": value = .object(DurationObject(GoDuration(nanoseconds: Int64(clamping: nanoseconds.magnitude))))
        case "String": value = .string(duration.text)
        case "Round", "Truncate":
            return GoMethod(GoSignature(Self.type)) { [duration] (arguments) throws(GoError) in
                let multiple = arguments.duration(0)
                let result = name == "Round" ? duration.rounded(to: multiple) : duration.truncated(to: multiple)
                return .object(DurationObject(result))
            }
        default: return nil
        }
        return GoMethod(GoSignature()) { (_) throws(GoError) in value }
    }
}

/// A `time.Month` or `time.Weekday`.
private final class NamedNumber: GoObject {
    let typeName: String
    private let number: Int
    private let name: String

    init(_ typeName: String, _ number: Int, _ name: String) {
        self.typeName = typeName
        self.number = number
        self.name = name
    }

    var kindName: String { "int" }
    var underlying: GoValue? { .int(number) }
    var text: GoString? { GoString(name) }

    func method(_ method: String) -> GoMethod? {
        guard method == "String" else { return nil }
        return GoMethod(GoSignature()) { [name] (_) throws(GoError) in .string(name) }
    }
}

extension [GoValue] {
    func duration(_ index: Int) -> GoDuration {
        GoDuration(nanoseconds: self[index].underlying.asInt64)
    }
}
