import GoValues

/// A text to be searched for, by the two-way algorithm of Crochemore and Perrin: in time linear in both texts, and without
/// tables, whatever a template looks for.
struct TextSearch {
    private let needle: [UInt8]
    /// Where the needle is cut in two: first the right part is compared, from left to right, then the left one, backwards.
    private let cut: Int
    /// How far the needle may be moved where the right part was found.
    private let shift: Int
    /// Whether the needle repeats itself after `shift`, so that what is known to match need not be compared again.
    private let isPeriodic: Bool

    /// - Parameter needle: not empty.
    init(_ needle: [UInt8]) {
        self.needle = needle
        let (first, second) = (Self.greatestSuffix(of: needle, <), Self.greatestSuffix(of: needle, >))
        let (cut, period) = first.start > second.start ? first : second
        self.cut = cut
        isPeriodic = needle[..<cut].elementsEqual(needle[period..<(period + cut)])
        shift = isPeriodic ? period : max(cut, needle.count - cut) + 1
    }

    /// Where the needle first stands at or after an index.
    func firstIndex(in text: [UInt8], from start: Int) -> Int? {
        var place = start
        /// How much of the needle's begin is known to match.
        var known = 0
        while place + needle.count <= text.count {
            var index = max(cut, known)
            while index < needle.count, needle[index] == text[place + index] { index += 1 }
            guard index == needle.count else {
                place += index - cut + 1
                known = 0
                continue
            }
            index = cut
            while index > known, needle[index - 1] == text[place + index - 1] { index -= 1 }
            if index <= known { return place }
            place += shift
            known = isPeriodic ? needle.count - shift : 0
        }
        return nil
    }

    /// The suffix that comes last in the order of bytes or in the opposite one, and its period.
    private static func greatestSuffix(
        of bytes: [UInt8], _ isBefore: (UInt8, UInt8) -> Bool
    ) -> (start: Int, period: Int) {
        var (start, candidate, offset, period) = (0, 1, 0, 1)
        while candidate + offset < bytes.count {
            let (new, old) = (bytes[candidate + offset], bytes[start + offset])
            if new == old {
                offset += 1
                if offset == period {
                    candidate += period
                    offset = 0
                }
            } else if isBefore(new, old) {
                candidate += offset + 1
                offset = 0
                period = candidate - start
            } else {
                start = candidate
                candidate += 1
                (offset, period) = (0, 1)
            }
        }
        return (start, period)
    }
}
