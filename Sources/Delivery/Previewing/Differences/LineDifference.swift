internal import Documents

/// How a text of several lines changes, line for line.
package struct LineDifference: Sendable, Hashable {
    /// One line of it, fit to be shown.
    package enum Line: Sendable, Hashable {
        case kept(String)
        case removed(String)
        case added(String)
    }

    /// Lines that stand together.
    package struct Hunk: Sendable, Hashable {
        /// From 1, in the text as it will be.
        package var start: Int
        package var lines: [Line]
    }

    package private(set) var added = 0
    package private(set) var removed = 0
    package private(set) var hunks: [Hunk] = []
    /// Whether there is more than the hunks show.
    package private(set) var isCut = false

    /// Of each text: a longer one is not taken apart.
    private static let longestText = 1 << 20
    private static let mostLines = 80
    private static let longestLine = 240
    /// How many lines that are the same stand around those that are not.
    private static let context = 2

    /// Nil where neither has several lines, or one is too long.
    init?(_ old: String, _ new: String) {
        let newline = UInt8(ascii: "\n")
        guard old.utf8.contains(newline) || new.utf8.contains(newline) else { return nil }
        guard old.utf8.count <= Self.longestText, new.utf8.count <= Self.longestText else { return nil }
        var symbols = Symbols<[UInt8]>()
        let texts = [old, new].map { Array($0.utf8).split(separator: newline, omittingEmptySubsequences: false) }
        let (before, after) = (texts[0], texts[1])
        let gaps = Alignment.gaps(before.map { symbols[Array($0)] }, after.map { symbols[Array($0)] })
        removed = gaps.reduce(0) { $0 + $1.old.count }
        added = gaps.reduce(0) { $0 + $1.new.count }
        show(gaps, before, after)
    }

    private mutating func show(_ gaps: [Gap], _ before: [ArraySlice<UInt8>], _ after: [ArraySlice<UInt8>]) {
        var left = Self.mostLines
        var shown = 0
        for (index, gap) in gaps.enumerated() {
            let from = max(shown, gap.new.lowerBound - Self.context)
            let next = index + 1 < gaps.count ? gaps[index + 1].new.lowerBound : after.count
            let to = min(next, gap.new.upperBound + Self.context)
            let lines =
                after[from..<gap.new.lowerBound].map { Line.kept(Self.text($0)) }
                + before[gap.old].prefix(left).map { .removed(Self.text($0)) }
                + after[gap.new].prefix(left).map { .added(Self.text($0)) }
                + after[gap.new.upperBound..<to].map { .kept(Self.text($0)) }
            isCut = isCut || lines.count > left || gap.old.count > left || gap.new.count > left
            guard left > 0 else { return }
            if from == shown, let last = hunks.indices.last {
                hunks[last].lines += lines.prefix(left)
            } else {
                hunks.append(Hunk(start: from + 1, lines: Array(lines.prefix(left))))
            }
            left -= min(left, lines.count)
            shown = to
        }
    }

    private static func text(_ line: ArraySlice<UInt8>) -> String {
        // Cut before it is made fit to be shown, which may make it longer, and after.
        String(decoding: line.prefix(longestLine + 1), as: UTF8.self).cut(to: longestLine).visible.cut(to: longestLine)
    }
}

/// Numbers for values, the same for the same.
struct Symbols<Element: Hashable> {
    private var numbers: [Element: Int] = [:]

    subscript(element: Element) -> Int {
        mutating get {
            let number = numbers[element] ?? numbers.count
            numbers[element] = number
            return number
        }
    }
}
