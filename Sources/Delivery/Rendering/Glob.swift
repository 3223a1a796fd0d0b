/// A shell pattern over whole texts: `*`, `?`, `[a-z]`, `[!a]`, `{a,b}`, `**`, and `\` before a character that is meant
/// itself.
///
/// Matching follows all ways through the pattern at once, so it takes time in proportion to the text's length times the
/// pattern's, whatever the pattern.
package struct Glob: Sendable {
    /// What `*` and `?` may stand for.
    package enum Style: Sendable {
        /// Anything but `/`; `**` stands for anything, and `**/` also for nothing.
        case path
        /// Anything.
        case text
    }

    /// Why a pattern is none.
    package struct Malformed: Error, Hashable {
        /// What is wrong with the pattern, behind which it is put.
        package let message: String
    }

    private enum Token: Sendable, Hashable {
        case character(Unicode.Scalar)
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool, matchesSlash: Bool)
        /// Any one character, and never a slash in a path.
        case one(matchesSlash: Bool)
        case many(matchesSlash: Bool)
        /// Folders and their slashes, or nothing. Stands before `.insideFolder`.
        case folders
        case insideFolder
    }

    /// What `{a,b}` may come to: more would be no pattern that a person wrote.
    private static let alternativeLimit = 256

    private var alternatives: [[Token]] = []

    private init(_ alternatives: [[Token]]) { self.alternatives = alternatives }

    /// Matches whatever there is.
    package static let anything = Glob([[.many(matchesSlash: true)]])

    /// Throws where the pattern is none.
    package init(_ pattern: String, style: Style) throws(Malformed) {
        guard style == .path else {
            alternatives = [try Glob.tokens(Array(pattern.unicodeScalars), style)]
            return
        }
        for scalars in try Glob.expandBraces(Array(pattern.unicodeScalars)) {
            alternatives.append(try Glob.tokens(scalars, style))
        }
    }

    /// The pattern that matches a text backwards.
    func reversed() -> Glob {
        var glob = self
        glob.alternatives = alternatives.map { $0.reversed() }
        return glob
    }

    /// Whether a whole text is what the pattern stands for.
    package func matches(_ text: some StringProtocol) -> Bool {
        let count = text.unicodeScalars.count
        return prefixes(of: Array(text.unicodeScalars)).last == count
    }

    /// The lengths of all beginnings of a text that match, ascending.
    func prefixes(of text: [Unicode.Scalar]) -> [Int] {
        var lengths = Set<Int>()
        for tokens in alternatives { lengths.formUnion(Glob.prefixes(of: text, tokens)) }
        return lengths.sorted()
    }

    private static func prefixes(of text: [Unicode.Scalar], _ tokens: [Token]) -> [Int] {
        var places = Array(repeating: false, count: tokens.count + 1)
        places[0] = true
        skipEmpty(&places, tokens)
        var lengths = places[tokens.count] ? [0] : []
        for (index, scalar) in text.enumerated() {
            var next = Array(repeating: false, count: tokens.count + 1)
            for place in tokens.indices where places[place] {
                for follower in followers(of: place, tokens[place], over: scalar) { next[follower] = true }
            }
            guard next.contains(true) else { break }
            skipEmpty(&next, tokens)
            if next[tokens.count] { lengths.append(index + 1) }
            places = next
        }
        return lengths
    }

    private static func skipEmpty(_ places: inout [Bool], _ tokens: [Token]) {
        for place in tokens.indices where places[place] {
            switch tokens[place] {
            case .many: places[place + 1] = true
            case .folders: places[place + 2] = true
            default: break
            }
        }
    }

    private static func followers(of place: Int, _ token: Token, over scalar: Unicode.Scalar) -> [Int] {
        switch token {
        case .character(let wanted): return wanted == scalar ? [place + 1] : []
        case .one(let matchesSlash): return matchesSlash || scalar != "/" ? [place + 1] : []
        case .many(let matchesSlash): return matchesSlash || scalar != "/" ? [place] : []
        case .folders: return [scalar == "/" ? place : place + 1]
        case .insideFolder: return [scalar == "/" ? place - 1 : place]
        case .set(let ranges, let isNegated, let matchesSlash):
            guard matchesSlash || scalar != "/" else { return [] }
            return ranges.contains { $0.contains(scalar) } != isNegated ? [place + 1] : []
        }
    }
}

extension Glob {
    private static func tokens(_ pattern: [Unicode.Scalar], _ style: Style) throws(Malformed) -> [Token] {
        let matchesSlash = style == .text
        var tokens: [Token] = []
        var index = 0
        while index < pattern.count {
            switch pattern[index] {
            case "*" where style == .path && pattern[index...].starts(with: ["*", "*", "/"]):
                tokens += [.folders, .insideFolder]
                index += 2
            case "*" where pattern[index...].starts(with: ["*", "*"]):
                tokens.append(.many(matchesSlash: true))
                index += 1
            case "*": tokens.append(.many(matchesSlash: matchesSlash))
            case "?": tokens.append(.one(matchesSlash: matchesSlash))
            case "[": tokens.append(try set(pattern, &index, matchesSlash: matchesSlash))
            case "\\":
                index += 1
                guard index < pattern.count else { throw Malformed(message: "ends in a lone backslash") }
                tokens.append(.character(pattern[index]))
            default: tokens.append(.character(pattern[index]))
            }
            index += 1
        }
        return tokens
    }

    /// Leaves `index` on the closing bracket.
    private static func set(
        _ pattern: [Unicode.Scalar], _ index: inout Int, matchesSlash: Bool
    ) throws(Malformed) -> Token {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        index += 1
        let isNegated = index < pattern.count && (pattern[index] == "!" || pattern[index] == "^")
        if isNegated { index += 1 }
        while index < pattern.count, pattern[index] != "]" || ranges.isEmpty {
            let low = try member(pattern, &index)
            var high = low
            if index + 1 < pattern.count, pattern[index] == "-", pattern[index + 1] != "]" {
                index += 1
                high = try member(pattern, &index)
            }
            guard low <= high else { throw Malformed(message: "has a range that ends before it begins") }
            ranges.append(low...high)
        }
        guard index < pattern.count else { throw Malformed(message: "has a '[' without its ']'") }
        return .set(ranges, isNegated: isNegated, matchesSlash: matchesSlash)
    }

    private static func member(_ pattern: [Unicode.Scalar], _ index: inout Int) throws(Malformed) -> Unicode.Scalar {
        if pattern[index] == "\\" { index += 1 }
        guard index < pattern.count else { throw Malformed(message: "has a '[' without its ']'") }
        defer { index += 1 }
        return pattern[index]
    }

    /// All patterns that `{a,b}` stands for.
    private static func expandBraces(_ pattern: [Unicode.Scalar]) throws(Malformed) -> [[Unicode.Scalar]] {
        var finished: [[Unicode.Scalar]] = []
        var pending = [pattern]
        while let pattern = pending.popLast() {
            guard let (range, choices) = try firstBraces(pattern) else {
                finished.append(pattern)
                continue
            }
            guard pending.count + finished.count + choices.count <= alternativeLimit else {
                throw Malformed(message: "stands for more than \(alternativeLimit) patterns")
            }
            for choice in choices {
                pending.append(Array(pattern[..<range.lowerBound] + choice + pattern[range.upperBound...]))
            }
        }
        return finished
    }

    private static func firstBraces(
        _ pattern: [Unicode.Scalar]
    ) throws(Malformed) -> (range: Range<Int>, choices: [[Unicode.Scalar]])? {
        var start: Int?
        var depth = 0
        var choices: [[Unicode.Scalar]] = [[]]
        var index = 0
        while index < pattern.count {
            let scalar = pattern[index]
            let isEscape = scalar == "\\" && index + 1 < pattern.count
            let taken = isEscape ? Array(pattern[index...index + 1]) : [scalar]
            switch scalar {
            case "{" where start == nil: start = index
            case "}" where depth == 0 && start != nil: return ((start ?? 0)..<index + 1, choices)
            case "," where depth == 0 && start != nil: choices.append([])
            default:
                if scalar == "{" { depth += 1 }
                if scalar == "}" { depth -= 1 }
                if start != nil { choices[choices.count - 1] += taken }
            }
            index += taken.count
        }
        guard start == nil else { throw Malformed(message: "has a '{' without its '}'") }
        return nil
    }
}
