package import FoundationEssentials
package import Surroundings

/// A moment as Kubernetes writes it: RFC 3339 in UTC, with seconds (`Time`) or microseconds (`MicroTime`).
///
/// Formatting and parsing are arithmetic on the proleptic Gregorian calendar: no locale, no time zone database.
package struct KubeTime: Sendable, Hashable {
    /// Since 1970-01-01T00:00:00Z; negative before it.
    package var microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    package init(seconds: Int64) { self.init(microseconds: seconds * 1_000_000) }

    package init(_ date: Date) {
        self.init(microseconds: Int64((date.timeIntervalSince1970 * 1_000_000).rounded(.down)))
    }

    package init(_ surroundings: Surroundings) {
        self.init(microseconds: Int64((surroundings.secondsSince1970 * 1_000_000).rounded(.down)))
    }

    package var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

    /// The same moment without the fraction of its second, as `Time` fields hold it.
    package var wholeSeconds: KubeTime { KubeTime(seconds: Self.floorDivide(microseconds, 1_000_000).quotient) }

    static func floorDivide(_ dividend: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension KubeTime: Comparable {
    package static func < (left: KubeTime, right: KubeTime) -> Bool { left.microseconds < right.microseconds }
}

extension KubeTime {
    package static func + (time: KubeTime, duration: Duration) -> KubeTime {
        let (seconds, attoseconds) = duration.components
        return KubeTime(microseconds: time.microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }

    package static func - (left: KubeTime, right: KubeTime) -> Duration {
        .microseconds(left.microseconds - right.microseconds)
    }
}

extension KubeTime: CustomStringConvertible {
    /// `2026-11-21T09:00:00Z`: the form of `metav1.Time`.
    package var description: String { text(withMicroseconds: false) }

    /// `2026-11-21T09:00:00.000000Z`: the form of `metav1.MicroTime`, in Leases and Events.
    package var microDescription: String { text(withMicroseconds: true) }

    private func text(withMicroseconds: Bool) -> String {
        let (seconds, fraction) = Self.floorDivide(microseconds, 1_000_000)
        let (days, second) = Self.floorDivide(seconds, 86_400)
        let date = CivilDate(daysSinceEpoch: days)
        var text = "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
        text += "\(Self.padded(second / 3600, 2)):\(Self.padded(second / 60 % 60, 2)):\(Self.padded(second % 60, 2))"
        if withMicroseconds { text += ".\(Self.padded(fraction, 6))" }
        return text + "Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
