import GoTemplate
import GoValues

/// sprig's dates. Moments of the clock come from the render's sources.
enum DateFunctions {
    static func add(to entries: inout FunctionEntries) {
        entries.addCalling("now", []) { invocation, arguments in
            .object(TimeObject(try invocation.now("now", arguments)))
        }
        addFormatting(to: &entries)
        addReading(to: &entries)
        addDurations(to: &entries)
    }

    private static func addFormatting(to entries: inout FunctionEntries) {
        entries.addCalling("date", [.string, .any]) { invocation, arguments in
            try formatted(arguments.text(0), arguments[1], zone: "Local", invocation)
        }
        entries.addCalling("dateInZone", [.string, .any, .string]) { invocation, arguments in
            try formatted(arguments.text(0), arguments[1], zone: arguments.text(2), invocation)
        }
        entries.alias("dateInZone", as: "date_in_zone")
        entries.addCalling("htmlDate", [.any]) { invocation, arguments in
            try formatted("2006-01-02", arguments[0], zone: "Local", invocation)
        }
        entries.addCalling("htmlDateInZone", [.any, .string]) { invocation, arguments in
            try formatted("2006-01-02", arguments[0], zone: arguments.text(1), invocation)
        }
        entries.add("unixEpoch", [TimeObject.type]) { .string("\($0.time(0).seconds)") }
    }

    private static func formatted(
        _ layout: GoString, _ value: GoValue, zone: GoString, _ invocation: Invocation
    ) throws -> GoValue {
        try invocation.session.charge(bytes: layout.count * 4)
        var time = try moment(value, invocation)
        time.zone = TimeZone.named(zone.string)
        return .string(time.formatted(layout))
    }

    /// A date, or seconds since 1970; the present for anything else.
    private static func moment(_ value: GoValue, _ invocation: Invocation) throws -> GoTime {
        switch value {
        case .object(let object as TimeObject): object.time
        case .int(let seconds): GoTime(seconds: Int64(seconds), nanoseconds: 0, zone: .utc)
        case .int64(let seconds): GoTime(seconds: seconds, nanoseconds: 0, zone: .utc)
        default: try invocation.now("now", [])
        }
    }

    private static func addReading(to entries: inout FunctionEntries) {
        entries.add("toDate", .string, .string) { arguments in
            let time = try? GoTime(arguments.text(1), layout: arguments.text(0), in: .local)
            return .object(TimeObject(time ?? .zero))
        }
        entries.add("mustToDate", .string, .string) { arguments in
            .object(TimeObject(try GoTime(arguments.text(1), layout: arguments.text(0), in: .local)))
        }
        entries.add("dateModify", [.string, TimeObject.type]) { arguments in
            guard let duration = try? GoDuration(arguments.text(0)) else { return arguments[1] }
            return .object(TimeObject(arguments.time(1).adding(duration)))
        }
        entries.add("mustDateModify", [.string, TimeObject.type]) { arguments in
            .object(TimeObject(arguments.time(1).adding(try GoDuration(arguments.text(0)))))
        }
        entries.alias("dateModify", as: "date_modify")
        entries.alias("mustDateModify", as: "must_date_modify")
    }

    private static func addDurations(to entries: inout FunctionEntries) {
        entries.add("duration", .any) { arguments in
            let seconds: Int64 =
                switch arguments[0] {
                case .string(let text): text.clampedInteger
                case .int64(let value): value
                default: 0
                }
            return .string(GoDuration(nanoseconds: seconds &* 1_000_000_000).text)
        }
        entries.addCalling("ago", [.any]) { invocation, arguments in
            let passed = try invocation.now("now", []).since(try moment(arguments[0], invocation))
            return .string(passed.rounded(to: GoDuration(nanoseconds: 1_000_000_000)).text)
        }
        entries.addCalling("durationRound", [.any]) { invocation, arguments in
            switch arguments[0] {
            case .string(let text): return .string(rounded((try? GoDuration(text))?.nanoseconds ?? 0))
            case .int64(let value): return .string(rounded(value))
            case .object(let object as TimeObject):
                return .string(rounded(try invocation.now("now", []).since(object.time).nanoseconds))
            default: return .string(rounded(0))
            }
        }
    }

    private static let units: [(seconds: UInt64, name: String)] = [
        (31_536_000, "y"), (2_592_000, "mo"), (86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"),
    ]

    /// In the largest unit of which there is more than one.
    private static func rounded(_ nanoseconds: Int64) -> String {
        for unit in units where nanoseconds.magnitude > unit.seconds * 1_000_000_000 {
            return "\(nanoseconds.magnitude / (unit.seconds * 1_000_000_000))\(unit.name)"
        }
        return "0s"
    }
}

extension [GoValue] {
    fileprivate func time(_ index: Int) -> GoTime { object(index, as: TimeObject.self)?.time ?? .zero }
}
