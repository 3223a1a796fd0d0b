/// When a zone's clocks show what: the offset from UTC at every instant, past and future. All times are seconds since 1970, offsets
/// seconds east of UTC.
package struct ZoneRules: Sendable, Hashable {
    /// Clocks are put to another offset.
    struct Transition: Sendable, Hashable {
        var at: Int64
        var offset: Int64
    }

    /// Before the first transition.
    let initial: Int64
    /// In their order.
    let transitions: [Transition]
    /// What holds after the last of them; nil where it is for good.
    let yearly: YearlyRule?

    init(initial: Int64, transitions: [Transition], yearly: YearlyRule?) {
        (self.initial, self.transitions, self.yearly) = (initial, transitions, yearly)
    }

    package static let utc = ZoneRules(initial: 0, transitions: [], yearly: nil)

    /// The offset at an instant.
    package func offset(at instant: Int64) -> Int64 {
        if yearly?.summer != nil, instant > transitions.last?.at ?? .min {
            return spans(from: instant, to: instant).last?.offset ?? initial
        }
        let next = transitions.partitionIndex { $0.at > instant }
        return next > 0 ? transitions[next - 1].offset : initial
    }

    /// What clocks show at an instant: the seconds since 1970 that they would count if they had always shown this offset.
    package func wall(at instant: Int64) -> Int64 { instant + offset(at: instant) }

    /// The instant at which clocks show something. What they show twice is the first time; what they leave out is the instant at
    /// which they are put forward over it. Never goes back where `wall` does not.
    package func instant(showing wall: Int64) -> Int64 {
        var found = wall - initial
        for span in spans(from: wall - Self.widest, to: wall + Self.widest) {
            found = max(wall - span.offset, span.start)
            if found < span.end { return found }
        }
        return found
    }

    /// The least and the greatest offset that count near an instant, so that `wall` lies between.
    package func offsets(near instant: Int64) -> ClosedRange<Int64> {
        let offsets = spans(from: instant - Self.widest, to: instant + Self.widest).map(\.offset)
        return (offsets.min() ?? initial)...(offsets.max() ?? initial)
    }

    /// No offset is farther from UTC than that, in either direction, and none changes by more.
    package static let widest: Int64 = 26 * 3_600

    private struct Span {
        var start: Int64
        var end: Int64
        var offset: Int64
    }

    /// The times of one offset each that a range of instants meets.
    private func spans(from first: Int64, to last: Int64) -> [Span] {
        let next = transitions.partitionIndex { $0.at > first }
        var spans = [
            Span(
                start: next > 0 ? transitions[next - 1].at : .min, end: .max,
                offset: next > 0 ? transitions[next - 1].offset : initial)
        ]
        func add(_ transition: Transition) {
            spans[spans.count - 1].end = transition.at
            spans.append(Span(start: transition.at, end: .max, offset: transition.offset))
        }
        for transition in transitions[next...].prefix(while: { $0.at <= last }) { add(transition) }
        guard let yearly else { return spans }
        let known = transitions.last?.at ?? .min
        guard last > known else { return spans }
        // The rule counts from the last transition on; of those before `first` only the newest does.
        for transition in yearly.transitions(from: first, to: last) where transition.at > known {
            if transition.at <= first, let span = spans.first, spans.count == 1, transition.at >= span.start {
                spans = [Span(start: transition.at, end: .max, offset: transition.offset)]
            } else {
                add(transition)
            }
        }
        return spans
    }
}

extension [ZoneRules.Transition] {
    /// The first index from which on all elements belong to the second part.
    fileprivate func partitionIndex(where belongsToSecond: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongsToSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
