/// Where two sequences differ: what stands between is the same in both.
package struct Gap: Sendable, Hashable {
    package var old: Range<Int>
    package var new: Range<Int>
}

/// The shortest way from one sequence to another: Myers' greedy algorithm, within bounds. Past them, everything between the
/// first and the last difference counts as one.
package enum Alignment {
    /// Sequences that differ in more are not worth telling apart by elements; also how much memory it may take, as a square.
    private static let mostDifferences = 600
    /// How many elements may be compared.
    private static let work = 4_000_000

    /// In ascending order.
    package static func gaps(_ old: [Int], _ new: [Int]) -> [Gap] {
        var start = 0
        while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
        var (oldEnd, newEnd) = (old.count, new.count)
        while oldEnd > start, newEnd > start, old[oldEnd - 1] == new[newEnd - 1] {
            oldEnd -= 1
            newEnd -= 1
        }
        guard start < oldEnd || start < newEnd else { return [] }
        let whole = Gap(old: start..<oldEnd, new: start..<newEnd)
        guard !whole.old.isEmpty, !whole.new.isEmpty else { return [whole] }
        var search = Search(old: old[whole.old], new: new[whole.new], work: work)
        guard let runs = search.commonRuns(within: mostDifferences) else { return [whole] }
        return between(runs, whole)
    }

    /// What is the same: so many elements from these places on.
    fileprivate struct Run {
        var old: Int
        var new: Int
        var count: Int
    }

    private static func between(_ runs: [Run], _ whole: Gap) -> [Gap] {
        var gaps: [Gap] = []
        var (old, new) = (whole.old.lowerBound, whole.new.lowerBound)
        let end = Run(old: whole.old.upperBound, new: whole.new.upperBound, count: 0)
        for run in runs + [end] {
            if old < run.old || new < run.new { gaps.append(Gap(old: old..<run.old, new: new..<run.new)) }
            (old, new) = (run.old + run.count, run.new + run.count)
        }
        return gaps
    }

    private struct Search {
        let old: ArraySlice<Int>
        let new: ArraySlice<Int>
        var work: Int
        /// For each number of differences, how far each diagonal reaches in `old`; the first is that of `-differences`.
        private var reaches: [[Int]] = []

        init(old: ArraySlice<Int>, new: ArraySlice<Int>, work: Int) {
            self.old = old
            self.new = new
            self.work = work
        }

        mutating func commonRuns(within limit: Int) -> [Run]? {
            for differences in 0...limit {
                var reach = Array(repeating: 0, count: 2 * differences + 1)
                for diagonal in stride(from: -differences, through: differences, by: 2) {
                    let start = differences == 0 ? 0 : from(diagonal, differences).old
                    guard let end = follow(start, on: diagonal) else { return nil }
                    reach[diagonal + differences] = end
                    if end >= old.count, end - diagonal >= new.count {
                        reaches.append(reach)
                        return way(back: diagonal, differences)
                    }
                }
                reaches.append(reach)
            }
            return nil
        }

        /// Over what is the same; nil where it takes too much.
        private mutating func follow(_ start: Int, on diagonal: Int) -> Int? {
            var place = start
            while place < old.count, place - diagonal < new.count,
                old[old.startIndex + place] == new[new.startIndex + place - diagonal]
            { place += 1 }
            work -= place - start + 1
            return work > 0 ? place : nil
        }

        /// Where the step with this many differences onto a diagonal comes from, and where it leads.
        private func from(_ diagonal: Int, _ differences: Int) -> (diagonal: Int, old: Int) {
            func reach(_ diagonal: Int) -> Int {
                let index = diagonal + differences - 1
                return reaches[differences - 1].indices.contains(index) ? reaches[differences - 1][index] : -1
            }
            let isInsertion =
                diagonal == -differences
                || (diagonal != differences && reach(diagonal - 1) < reach(diagonal + 1))
            return isInsertion ? (diagonal + 1, reach(diagonal + 1)) : (diagonal - 1, reach(diagonal - 1) + 1)
        }

        private func way(back last: Int, _ count: Int) -> [Run] {
            var runs: [Run] = []
            var diagonal = last
            for differences in stride(from: count, through: 0, by: -1) {
                let end = reaches[differences][diagonal + differences]
                let step = differences == 0 ? (diagonal: diagonal, old: 0) : from(diagonal, differences)
                if end > step.old {
                    let place = old.startIndex + step.old
                    runs.append(Run(old: place, new: new.startIndex + step.old - diagonal, count: end - step.old))
                }
                diagonal = step.diagonal
            }
            return runs.reversed()
        }
    }
}
