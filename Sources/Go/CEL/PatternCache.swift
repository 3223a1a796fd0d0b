internal import GoRegexp
internal import GoValues

/// The regular expressions that one evaluation has compiled.
struct PatternCache {
    fileprivate var known: [GoString: GoRegexp] = [:]

    /// What compiling costs apart from what the pattern weighs.
    fileprivate static let costOfOne = 1_000
    /// For each unit of `PatternWeight`.
    fileprivate static let costOfWeight = 3
    /// How many are kept: RE2 may come to use some megabytes for each.
    fileprivate static let size = 8

    fileprivate static func compile(_ source: GoString) throws(Fault) -> GoRegexp {
        do {
            return try GoRegexp.compiled(source)
        } catch {
            throw Fault.evaluation(error.message)
        }
    }
}

extension Meter {
    mutating func pattern(_ source: GoString) throws(Fault) -> GoRegexp {
        try charge(bytes: source.count)
        if let known = patterns.known[source] { return known }
        try charge(PatternCache.costOfOne)
        try charge(product: PatternWeight.of(source), PatternCache.costOfWeight)
        let pattern = try PatternCache.compile(source)
        if patterns.known.count >= PatternCache.size { patterns.known.removeAll() }
        patterns.known[source] = pattern
        return pattern
    }

    /// For a search, which takes time linear in the text, and at the worst in the pattern as well.
    mutating func charge(searchOf text: Int, pattern: Int) throws(Fault) {
        try charge(product: text / 10 + 1, pattern / 4 + 1)
    }
}
