import Calendar
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
    package var wholeSeconds: KubeTime { KubeTime(seconds: microseconds.dividedDown(by: 1_000_000)) }
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
        let seconds = microseconds.dividedDown(by: 1_000_000)
        let days = seconds.dividedDown(by: 86_400)
        let second = seconds - days * 86_400
        let date = CivilDate(daysSince1970: days)
        var text = "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
        text += "\(Self.padded(second / 3600, 2)):\(Self.padded(second / 60 % 60, 2)):\(Self.padded(second % 60, 2))"
        if withMicroseconds { text += ".\(Self.padded(microseconds - seconds * 1_000_000, 6))" }
        return text + "Z"
    }

    private static func padded(_ number: some BinaryInteger, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
