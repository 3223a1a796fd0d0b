/// A span of time as people write it in our resources: `30s`, `1m30s`, `1.5h`, `0s`. Never negative, at most a year,
/// exact to the millisecond.
package struct APIDuration: Sendable, Hashable {
    package let milliseconds: Int

    /// The longest that is accepted. It keeps every sum of a few durations far from overflow.
    package static let maximum = APIDuration(milliseconds: 365 * 24 * 3_600_000)

    /// What `init(_:)` accepts, apart from the upper bound: for the schema.
    package static let pattern = #"^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$"#

    private static let units = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)]

    private init(milliseconds: Int) {
        self.milliseconds = milliseconds
    }

    /// So many seconds, up to a year of them; more is a fault of the program.
    package static func seconds(_ count: Int) -> APIDuration { scaled(count, 1_000) }
    /// So many minutes, up to a year of them; more is a fault of the program.
    package static func minutes(_ count: Int) -> APIDuration { scaled(count, 60_000) }
    /// So many hours, up to a year of them; more is a fault of the program.
    package static func hours(_ count: Int) -> APIDuration { scaled(count, 3_600_000) }

    private static func scaled(_ count: Int, _ unit: Int) -> APIDuration {
        precondition((0...maximum.milliseconds / unit).contains(count), "a duration lies between zero and a year")
        return APIDuration(milliseconds: count * unit)
    }

    package var isZero: Bool { milliseconds == 0 }
    package var duration: Duration { .milliseconds(milliseconds) }
}

extension APIDuration: Comparable {
    package static func < (left: APIDuration, right: APIDuration) -> Bool { left.milliseconds < right.milliseconds }
}

extension APIDuration: CustomStringConvertible {
    /// Whole numbers, largest unit first: `1h`, `2m30s`, `0s`. Below two minutes in seconds, as `kubectl` has it: `60s`.
    package var description: String {
        guard milliseconds > 0 else { return "0s" }
        var rest = milliseconds
        var text = ""
        for (name, unit) in APIDuration.units where rest >= unit && (name != "m" || milliseconds >= 120_000) {
            text += "\(rest / unit)\(name)"
            rest %= unit
        }
        return text
    }
}

extension APIDuration {
    /// Nil where the text is no duration, is negative, or is longer than a year.
    package init?(_ text: String) {
        var rest = Substring(text).utf8
        var total = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            guard let part = APIDuration.part(&rest) else { return nil }
            total += part
            // Each part is at most a year, so that the sum cannot overflow before it is refused.
            guard total <= APIDuration.maximum.milliseconds else { return nil }
        }
        self.init(milliseconds: total)
    }

    /// Takes a number and its unit from the front; nil where there is none, or where it is longer than a year.
    private static func part(_ rest: inout Substring.UTF8View) -> Int? {
        let whole = digits(&rest)
        guard !whole.isEmpty, let number = Int(whole) else { return nil }
        var fraction = ""
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = digits(&rest)
            guard !fraction.isEmpty else { return nil }
        }
        let letters = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        guard let unit = units.first(where: { $0.0.utf8.elementsEqual(letters) })?.1 else { return nil }
        rest.removeFirst(letters.count)
        let (scaled, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow, scaled <= maximum.milliseconds else { return nil }
        return scaled + milliseconds(fraction: fraction, of: unit)
    }

    /// Nine digits decide about less than a millisecond of an hour; the rest is left out.
    private static func milliseconds(fraction: String, of unit: Int) -> Int {
        var (sum, scale) = (0, 1)
        for digit in fraction.utf8.prefix(9) {
            sum = sum * 10 + Int(digit - UInt8(ascii: "0"))
            scale *= 10
        }
        return sum * unit / scale
    }

    private static func digits(_ rest: inout Substring.UTF8View) -> String {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest.removeFirst(digits.count)
        return String(Substring(digits))
    }
}
