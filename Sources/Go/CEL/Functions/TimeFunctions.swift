internal import Calendar
internal import GoValues

/// The parts of timestamps and durations.
enum TimeFunctions {
    static let member: [String: Function] = [
        "getFullYear": ofTimestamp("getFullYear") { date, _, _ in date.year },
        "getMonth": ofTimestamp("getMonth") { date, _, _ in date.month - 1 },
        "getDayOfYear": ofTimestamp("getDayOfYear") { date, _, _ in date.dayOfYear - 1 },
        "getDate": ofTimestamp("getDate") { date, _, _ in date.day },
        "getDayOfMonth": ofTimestamp("getDayOfMonth") { date, _, _ in date.day - 1 },
        "getDayOfWeek": ofTimestamp("getDayOfWeek") { date, _, _ in date.weekday },
        "getHours": ofBoth("getHours", 3_600_000_000_000) { _, second, _ in second / 3_600 },
        "getMinutes": ofBoth("getMinutes", 60_000_000_000) { _, second, _ in second / 60 % 60 },
        "getSeconds": ofBoth("getSeconds", 1_000_000_000) { _, second, _ in second % 60 },
        "getMilliseconds": ofBoth("getMilliseconds", 1_000_000) { _, _, nanosecond in nanosecond / 1_000_000 },
    ]

    /// Takes the day, the second of the day and the nanosecond of the second.
    private typealias Part = @Sendable (CivilDate, Int, Int) -> Int

    private static func ofTimestamp(_ name: String, _ part: @escaping Part) -> Function {
        Function(1...2) { (_, values) throws(Fault) in
            guard case .timestamp(let time) = values[0] else { throw Fault.noOverload(name, values) }
            let zone = values.count > 1 ? try offset(values[1], name, values) : 0
            let (date, second) = time.civil(offset: zone)
            return .int(Int64(part(date, second, Int(time.nanoseconds))))
        }
    }

    /// Of a duration it is all of it in that unit, as Kubernetes has it.
    private static func ofBoth(_ name: String, _ unit: Int64, _ part: @escaping Part) -> Function {
        Function.either(
            Function("\(name)") { value in
                guard case .duration(let duration) = value else { return nil }
                return .int(duration.nanoseconds / unit)
            }, or: ofTimestamp(name, part)
        ) { values in
            if case .duration = values[0], values.count == 1 { true } else { false }
        }
    }

    /// A time zone in seconds east of UTC. Zones by name would depend on the machine's database, which this module does not read.
    private static func offset(_ zone: CELValue, _ name: String, _ values: [CELValue]) throws(Fault) -> Int64 {
        guard case .string(let text) = zone else { throw Fault.noOverload(name, values) }
        if ["", "UTC"].contains(text.string) { return 0 }
        var rest = text.string[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(Lexer.isDigit) }),
            let hours = Int64(parts[0]), let minutes = Int64(parts[1]), hours < 24, minutes < 60
        else {
            throw Fault.evaluation(
                "unknown time zone \(text.string.quotedBriefly): UTC and offsets such as +02:00 are known")
        }
        return (isNegative ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }
}
