/// Texts to look for, all at once.
struct Needles: Sendable {
    /// What a search may compare. More takes needles that are made to resemble each other.
    private static let work = 5_000_000
    private static let ellipsis = Array("…".utf8)

    /// By their first four bytes, which each has.
    private var byStart: [UInt32: Set<[UInt8]>] = [:]
    private(set) var bytes = 0
    private(set) var longest = 0

    mutating func add(_ needle: [UInt8]) {
        guard let start = Needles.start(needle, at: 0), byStart[start, default: []].insert(needle).inserted else {
            return
        }
        bytes += needle.count
        longest = max(longest, needle.count)
    }

    /// Which bytes of a text belong to needles, to the beginning of one where an ellipsis follows and to the end of one where
    /// an ellipsis stands before it, for messages are cut anywhere; nil where finding out takes too long.
    func covered(_ text: [UInt8]) -> IndexSpans? {
        var spans = IndexSpans()
        let cuts = Needles.cuts(in: text)
        let ends = Set(cuts.map(\.lowerBound))
        var left = Needles.work
        for index in text.indices {
            guard let start = Needles.start(text, at: index) else { break }
            var found = 0
            for needle in byStart[start] ?? [] {
                let common = Needles.common(needle[...], text, at: index)
                left -= common + 1
                guard left > 0 else { return nil }
                if common == needle.count || ends.contains(index + common) { found = max(found, common) }
            }
            if found > 0 { spans.add(index..<index + found) }
        }
        for cut in cuts {
            guard let rest = rest(of: text, after: cut.upperBound, ends, &left) else { return nil }
            if rest > 0 { spans.add(cut.upperBound..<cut.upperBound + rest) }
        }
        return spans
    }

    /// How many bytes after a cut are the rest of a needle, to its end or the next cut.
    private func rest(of text: [UInt8], after cut: Int, _ ends: Set<Int>, _ left: inout Int) -> Int? {
        guard let start = Needles.start(text, at: cut) else { return 0 }
        var found = 0
        for needle in byStart.values.joined() {
            left -= needle.count
            guard left > 0 else { return nil }
            for offset in needle.indices where Needles.start(needle, at: offset) == start {
                let common = Needles.common(needle[offset...], text, at: cut)
                left -= common
                if offset + common == needle.count || ends.contains(cut + common) { found = max(found, common) }
            }
        }
        return found
    }

    /// Where the ellipses stand.
    private static func cuts(in text: [UInt8]) -> [Range<Int>] {
        text.indices.compactMap { index in
            guard text[index] == ellipsis[0], text[index...].starts(with: ellipsis) else { return nil }
            return index..<index + ellipsis.count
        }
    }

    private static func start(_ text: [UInt8], at index: Int) -> UInt32? {
        guard index + 4 <= text.count else { return nil }
        return text[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// How many bytes of a needle stand there.
    private static func common(_ needle: ArraySlice<UInt8>, _ text: [UInt8], at index: Int) -> Int {
        var count = 0
        while count < needle.count, index + count < text.count,
            needle[needle.startIndex + count] == text[index + count]
        { count += 1 }
        return count
    }
}

/// Parts of a text, in any order and with overlaps.
struct IndexSpans: Sendable {
    private var spans: [Range<Int>] = []

    mutating func add(_ span: Range<Int>) { spans.append(span) }

    func union(_ other: IndexSpans) -> IndexSpans {
        var union = self
        union.spans += other.spans
        return union
    }

    /// In order, and what overlaps or touches as one.
    var merged: [Range<Int>] {
        spans.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { merged, span in
            guard let last = merged.last, last.upperBound >= span.lowerBound else { return merged.append(span) }
            merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
        }
    }
}
