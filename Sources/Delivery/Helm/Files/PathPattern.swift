/// A shell pattern as Go's `path.Match` reads it: `*` and `?` stop at a slash, `[a-z]` and `[^a-z]` do not, and `\` takes
/// the next character as it is.
struct PathPattern: Sendable {
    struct Malformed: Error {}

    private enum Token: Sendable {
        case character(Unicode.Scalar)
        case one
        case many
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    private let tokens: [Token]

    /// Far longer than any that is meant.
    private static let longest = 4_096

    init(_ pattern: String) throws(Malformed) {
        guard pattern.utf8.count <= Self.longest else { throw Malformed() }
        var tokens: [Token] = []
        var rest = Array(pattern.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": tokens.append(.many)
            case "?": tokens.append(.one)
            case "[": tokens.append(try PathPattern.set(&rest))
            case "\\":
                guard let next = rest.popFirst() else { throw Malformed() }
                tokens.append(.character(next))
            default: tokens.append(.character(scalar))
            }
        }
        self.tokens = tokens
    }

    /// Follows all ways through the pattern at once: time in proportion to the name's length times the pattern's.
    func matches(_ name: String) -> Bool {
        // Most names differ from most patterns at once.
        if case .character(let wanted)? = tokens.first, name.unicodeScalars.first != wanted { return false }
        if case .character(let wanted)? = tokens.last, name.unicodeScalars.last != wanted { return false }
        var places = [Bool](repeating: false, count: tokens.count + 1)
        places[0] = true
        skipStars(&places)
        for scalar in name.unicodeScalars { guard step(&places, scalar) else { return false } }
        return places[tokens.count]
    }

    /// Where the ways through the pattern are after one more character; false where all of them have ended.
    private func step(_ places: inout [Bool], _ scalar: Unicode.Scalar) -> Bool {
        var isAlive = false
        // From the end, so that no place is overwritten before it has been left.
        for index in places.indices.reversed() {
            let stays = index < tokens.count && places[index] && isMany(index) && allows(tokens[index], scalar)
            let comes = index > 0 && places[index - 1] && !isMany(index - 1) && allows(tokens[index - 1], scalar)
            places[index] = stays || comes
            isAlive = isAlive || places[index]
        }
        skipStars(&places)
        return isAlive
    }

    private func skipStars(_ places: inout [Bool]) {
        for index in tokens.indices where places[index] && isMany(index) { places[index + 1] = true }
    }

    private func isMany(_ index: Int) -> Bool {
        if case .many = tokens[index] { true } else { false }
    }

    private func allows(_ token: Token, _ scalar: Unicode.Scalar) -> Bool {
        switch token {
        case .character(let wanted): scalar == wanted
        case .one, .many: scalar != "/"
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }

    /// The rest of a set, after its `[`.
    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) throws(Malformed) -> Token {
        var isNegated = false
        if rest.first == "^" {
            isNegated = true
            rest.removeFirst()
        }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while true {
            if rest.first == "]", !ranges.isEmpty {
                rest.removeFirst()
                return .set(ranges, isNegated: isNegated)
            }
            let low = try member(&rest)
            guard rest.first == "-" else {
                ranges.append(low...low)
                continue
            }
            rest.removeFirst()
            let high = try member(&rest)
            // Go takes a range that runs backwards, and nothing is in it.
            ranges.append(low <= high ? low...high : "\u{10FFFF}"..."\u{10FFFF}")
        }
    }

    private static func member(_ rest: inout ArraySlice<Unicode.Scalar>) throws(Malformed) -> Unicode.Scalar {
        guard let first = rest.popFirst(), first != "-", first != "]" else { throw Malformed() }
        guard first == "\\" else { return first }
        guard let next = rest.popFirst() else { throw Malformed() }
        return next
    }
}
