import Calendar
import GoValues

/// A moment in a time zone, as Go's `time.Time`.
struct GoTime: Sendable {
    /// Since 1970 in UTC.
    var seconds: Int64
    /// Below a thousand million.
    var nanoseconds: Int
    var zone: TimeZone

    /// Go's zero time: the year 1.
    static let zero = GoTime(seconds: -62_135_596_800, nanoseconds: 0, zone: .utc)

    /// A date of the Gregorian calendar and a time of day in a zone; the numbers may lie outside their ranges. Beyond what
    /// the seconds can count they wrap, as in Go.
    init(_ date: CivilDate, hour: Int, minute: Int, second: Int, nanoseconds: Int, zone: TimeZone) {
        let local = date.daysSince1970 &* 86_400 &+ Int64(hour * 3_600 + minute * 60 + second)
        self.init(seconds: zone.universal(local), nanoseconds: nanoseconds, zone: zone)
    }

    init(seconds: Int64, nanoseconds: Int, zone: TimeZone) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.zone = zone
    }

    /// The zone's abbreviation and its seconds east of UTC at the moment.
    var offset: (name: String, seconds: Int) { zone.offset(at: seconds) }

    private var localSeconds: Int64 { seconds &+ Int64(offset.seconds) }

    var date: CivilDate { CivilDate(daysSince1970: localSeconds.dividedDown(by: 86_400)) }
    var secondOfDay: Int { Int((localSeconds % 86_400 + 86_400) % 86_400) }
    var hour: Int { secondOfDay / 3_600 }
    var minute: Int { secondOfDay / 60 % 60 }
    var second: Int { secondOfDay % 60 }

    /// The same moment where clocks are set otherwise.
    func `in`(_ zone: TimeZone) -> GoTime { GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone) }

    /// The moment that is a multiple of a duration after the beginning of the year 1: the last before, or the nearest.
    func divided(by duration: GoDuration, rounds: Bool) -> GoTime {
        guard duration.nanoseconds > 0 else { return self }
        let divisor = Int128(duration.nanoseconds)
        let since = (Int128(seconds) - Int128(GoTime.zero.seconds)) * 1_000_000_000 + Int128(nanoseconds)
        let remainder = (since % divisor + divisor) % divisor
        let isUp = rounds && remainder * 2 >= divisor
        return adding(GoDuration(nanoseconds: Int64(isUp ? divisor - remainder : -remainder)))
    }

    func adding(_ duration: GoDuration) -> GoTime {
        let (whole, part) = duration.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        var result = self
        result.seconds &+= whole
        result.nanoseconds += Int(part)
        if result.nanoseconds < 0 {
            result.nanoseconds += 1_000_000_000
            result.seconds &-= 1
        } else if result.nanoseconds >= 1_000_000_000 {
            result.nanoseconds -= 1_000_000_000
            result.seconds &+= 1
        }
        return result
    }

    /// How long after the other moment, as far as a duration reaches.
    func since(_ other: GoTime) -> GoDuration {
        let (difference, overflows) = seconds.subtractingReportingOverflow(other.seconds)
        let (scaled, overflowsToo) = difference.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowsAtLast) = scaled.addingReportingOverflow(Int64(nanoseconds - other.nanoseconds))
        guard !overflows, !overflowsToo, !overflowsAtLast else {
            return GoDuration(nanoseconds: seconds < other.seconds ? .min : .max)
        }
        return GoDuration(nanoseconds: sum)
    }

    func isBefore(_ other: GoTime) -> Bool { (seconds, nanoseconds) < (other.seconds, other.nanoseconds) }
    func isSame(as other: GoTime) -> Bool { (seconds, nanoseconds) == (other.seconds, other.nanoseconds) }
}
