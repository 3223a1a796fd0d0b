internal import GoRegexp
internal import GoValues

/// The regular expressions that one evaluation has compiled.
struct PatternCache {
    fileprivate var known: [GoString: GoRegexp] = [:]

    /// A pattern of a few characters may take RE2 milliseconds to compile, so that one counts for much. Of the standard
    /// allowance 50 can be had.
    fileprivate static let costOfOne = 20_000

    static func compile(_ source: GoString) throws(Fault) -> GoRegexp {
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
        let pattern = try PatternCache.compile(source)
        patterns.known[source] = pattern
        return pattern
    }

    /// For a search, which takes time linear in the text, and at the worst in the pattern as well.
    mutating func charge(searchOf text: Int, pattern: Int) throws(Fault) {
        try charge(product: text / 10 + 1, pattern / 4 + 1)
    }
}
