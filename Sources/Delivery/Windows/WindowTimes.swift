package import KubeModel
package import TimeZones

/// When a window is open.
package enum WindowTimes: Sendable, Hashable {
    /// Once, from an instant on, and up to another one that does not belong to it.
    case once(from: KubeTime, to: KubeTime)
    case recurring(Recurrence)
    /// For good, or never: nobody knows when it should be.
    case fixed(isOpen: Bool)

    /// Open for so long from each time on that a schedule names. All in one zone.
    ///
    /// A time that clocks leave out, as they are put forward, is the instant at which that happens; one that they show twice is the
    /// first. How long it is open is time that passes, whatever clocks show.
    package struct Recurrence: Sendable, Hashable {
        package var schedule: CronSchedule
        package var zone: ZoneRules
        /// In seconds.
        fileprivate let length: Int64

        /// - Parameter length: whole seconds of it count; at least one.
        package init(schedule: CronSchedule, length: Duration, zone: ZoneRules) {
            self.schedule = schedule
            self.zone = zone
            self.length = max(1, length.components.seconds)
        }
    }

    /// How it is at an instant, and until when.
    package func span(at instant: KubeTime) -> WindowSpan {
        switch self {
        case .fixed(let isOpen): return WindowSpan(isOpen: isOpen, until: nil)
        case .once(let from, let to):
            if instant < from { return WindowSpan(isOpen: false, until: from) }
            return instant < to ? WindowSpan(isOpen: true, until: to) : WindowSpan(isOpen: false, until: nil)
        case .recurring(let recurrence): return recurrence.span(at: instant)
        }
    }

    /// Whether it is not the same for good, even where it is not known when it changes.
    package var mayChange: Bool {
        switch self {
        case .fixed: false
        case .once, .recurring: true
        }
    }
}

/// A time in which a window is open, or shut, without a break.
package struct WindowSpan: Sendable, Hashable {
    package var isOpen: Bool
    /// When it ends; nil where it does not, as far ahead as is looked: a year.
    package var until: KubeTime?
}

extension WindowTimes.Recurrence {
    /// How far ahead is looked, in seconds.
    private static let horizon: Int64 = 366 * 86_400
    /// How many times that follow each other without a break are put together. One that begins anew each minute and is open for
    /// one is so for good, which nobody needs to find out.
    private static let longestChain = 10_000

    fileprivate func span(at instant: KubeTime) -> WindowSpan {
        let now = instant.wholeSeconds.microseconds / 1_000_000
        guard let start = lastStart(atOrBefore: now), start + length > now else {
            return WindowSpan(isOpen: false, until: nextStart(after: now).map { KubeTime(seconds: $0) })
        }
        var end = start + length
        for _ in 0..<Self.longestChain {
            guard end - now <= Self.horizon else { break }
            guard let next = lastStart(atOrBefore: end), next + length > end else {
                return WindowSpan(isOpen: true, until: KubeTime(seconds: end))
            }
            end = next + length
        }
        return WindowSpan(isOpen: true, until: nil)
    }

    /// The last start that can matter: an earlier one is over.
    private func lastStart(atOrBefore instant: Int64) -> Int64? {
        let limit = instant - length - ZoneRules.widest
        var wall = instant + zone.offsets(near: instant).upperBound
        while let found = schedule.last(from: wall, downTo: limit) {
            let start = zone.instant(showing: found)
            if start <= instant { return start }
            wall = found - 1
        }
        return nil
    }

    private func nextStart(after instant: Int64) -> Int64? {
        var wall = instant + zone.offsets(near: instant).lowerBound
        while let found = schedule.next(from: wall, to: instant + Self.horizon) {
            let start = zone.instant(showing: found)
            if start > instant { return start }
            wall = found + 1
        }
        return nil
    }
}
