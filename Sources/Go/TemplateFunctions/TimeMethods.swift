import Calendar
import GoValues

/// The methods of `time.Time` that write a moment for machines, and those about its zone.
extension TimeObject {
    func encodingMethod(_ name: String) -> GoMethod? {
        switch name {
        case "MarshalText", "MarshalJSON":
            return GoMethod(GoSignature()) { [time] (_) throws(GoError) in
                let text = try time.checked("Time.\(name)").bytes
                let quote = name == "MarshalJSON" ? [UInt8(ascii: "\"")] : []
                return .bytes(quote + text + quote)
            }
        case "MarshalBinary", "GobEncode": return GoMethod(GoSignature()) { [time] _ in .bytes(time.binary) }
        case "AppendFormat":
            return GoMethod(GoSignature(.bytes, .string)) { [time] (arguments) throws(GoError) in
                .bytes(arguments.bytes(0) + time.formatted(arguments.text(1)).bytes)
            }
        case "AppendText":
            return GoMethod(GoSignature(.bytes)) { [time] (arguments) throws(GoError) in
                .bytes(arguments.bytes(0) + (try time.checked("Time.MarshalText").bytes))
            }
        case "AppendBinary":
            return GoMethod(GoSignature(.bytes)) { [time] (arguments) throws(GoError) in
                .bytes(arguments.bytes(0) + time.binary)
            }
        default: return nil
        }
    }

    func zoneMethod(_ name: String) -> GoMethod? {
        switch name {
        case "Location":
            return GoMethod(GoSignature()) { [time] _ in .object(LocationObject(time.zone)) }
        case "In":
            return GoMethod(GoSignature(LocationObject.type)) { [time] (arguments) throws(GoError) in
                guard let location = arguments.object(0, as: LocationObject.self) else {
                    throw GoError("time: missing Location in call to Time.In")
                }
                return .object(TimeObject(time.in(location.zone)))
            }
        case "Clock", "Date": return .refused("function \(name) has 3 return values; should be 1 or 2")
        case "ISOWeek": return .refused(Self.secondValue(of: name, "int"))
        case "Zone": return .refused(Self.secondValue(of: name, "int"))
        case "ZoneBounds": return .refused(Self.secondValue(of: name, "time.Time"))
        default: return nil
        }
    }

    private static func secondValue(of name: String, _ type: String) -> String {
        "invalid function signature for \(name): second return value should be error; is \(type)"
    }
}

/// A `*time.Location`.
final class LocationObject: GoObject {
    let zone: TimeZone

    init(_ zone: TimeZone) { self.zone = zone }

    static let type = GoType.named("*time.Location", kind: "ptr")

    var typeName: String { "*time.Location" }
    var kindName: String { "ptr" }
    var text: GoString? { GoString(zone.name) }

    func method(_ name: String) -> GoMethod? {
        guard name == "String" else { return nil }
        return GoMethod(GoSignature()) { [zone] _ in .string(zone.name) }
    }
}

extension GoTime {
    /// As RFC 3339 has it, which knows four digits of a year.
    fileprivate func checked(_ function: String) throws(GoError) -> GoString {
        guard (0...9999).contains(date.year) else { throw GoError("\(function): year outside of range [0,9999]") }
        return formatted("2006-01-02T15:04:05.999999999Z07:00")
    }

    /// Version, seconds since the year 1, nanoseconds, and minutes east of UTC, where -1 is UTC itself. Offsets with
    /// seconds are written by another version.
    fileprivate var binary: [UInt8] {
        let offset = offset.seconds
        var minutes = Int16(truncatingIfNeeded: offset / 60)
        if case .utc = zone { minutes = -1 }
        let seconds = seconds &- GoTime.zero.seconds
        let rest = offset % 60
        return [rest == 0 ? 1 : 2] + Self.bytes(seconds) + Self.bytes(Int32(nanoseconds)) + Self.bytes(minutes)
            + (rest == 0 ? [] : [UInt8(truncatingIfNeeded: rest)])
    }

    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        stride(from: Number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// As Go's source has it.
    var expression: String {
        let place =
            switch zone {
            case .utc: "time.UTC"
            case .local: "time.Local"
            default: "time.Location(\(TimeQuote.quote(GoString(zone.name))))"
            }
        let numbers = [date.day, hour, minute, second, nanoseconds].map(String.init).joined(separator: ", ")
        return "time.Date(\(date.year), time.\(CivilDate.months[date.month - 1]), \(numbers), \(place))"
    }
}

extension [GoValue] {
    fileprivate func bytes(_ index: Int) -> [UInt8] {
        if case .bytes(let bytes) = self[index] { bytes } else { [] }
    }
}
