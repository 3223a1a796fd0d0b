import CRE2
package import GoValues
import Synchronization

// SAFETY: one RE2 pattern with one owner: made in `init`, freed in `deinit`, and only read between, which RE2 allows from
// several threads at once. Pointers into texts are used inside one call only.

/// A regular expression of Go's package `regexp`: the same syntax and the same leftmost-first matches, in time linear in
/// the text. RE2 does the matching.
@safe package final class GoRegexp: @unchecked Sendable {
    private let pattern: OpaquePointer
    /// The groups' names by index; empty for the whole match and for groups without a name.
    package let groupNames: [GoString]
    /// What was compiled.
    package let source: GoString

    /// How much memory one pattern and its tables may take.
    private static let memory: Int64 = 8 << 20

    /// - Throws: what Go's `regexp.Compile` says.
    package init(_ source: GoString) throws(GoError) {
        self.source = source
        let syntax = try GoRegexpSyntax(source)
        let bytes = syntax.translated
        // SAFETY: RE2 copies the pattern.
        let compiled = unsafe bytes.withUnsafeBytes { buffer in
            unsafe cre2_compile(buffer.bindMemory(to: CChar.self).baseAddress, buffer.count, Self.memory)
        }
        guard let compiled = unsafe compiled else { throw GoError("regexp: out of memory") }
        unsafe pattern = compiled
        // SAFETY: the pattern lives until `deinit`; texts of it are copied at once.
        let code = unsafe cre2_error_code(compiled)
        guard code == 0 else {
            groupNames = []
            var length = 0
            // SAFETY: as above.
            let argument = unsafe Self.copy(cre2_error_argument(compiled, &length), length)
            throw syntax.error(code: Int(code), argument: GoString(bytes: argument))
        }
        // SAFETY: as above.
        groupNames = (0...Int(unsafe cre2_group_count(compiled))).map { group in
            var length = 0
            guard let name = unsafe cre2_group_name(compiled, Int32(group), &length) else { return GoString() }
            return GoString(bytes: unsafe Self.copy(name, length))
        }
    }

    deinit {
        // SAFETY: nobody else has the pattern.
        unsafe cre2_free(pattern)
    }

    private static func copy(_ start: UnsafePointer<CChar>, _ length: Int) -> [UInt8] {
        // SAFETY: the caller passes a text of that length, which outlives the call.
        unsafe UnsafeRawBufferPointer(start: start, count: length).map { $0 }
    }

    /// Where the whole match and then each group are; nil where a group took no part. Looks at or after the start, and
    /// before it for what stands before a word's or line's begin.
    ///
    /// The text has to be UTF-8.
    func firstMatch(in text: [UInt8], from start: Int, groups: Int) -> [Range<Int>?]? {
        let count = min(groups, groupNames.count)
        var ranges = [cre2_range](repeating: cre2_range(start: -1, end: -1), count: count)
        // SAFETY: the text and the ranges live during the call, and RE2 writes `count` ranges.
        let found = unsafe text.withUnsafeBytes { buffer in
            unsafe ranges.withUnsafeMutableBufferPointer { output in
                unsafe cre2_match(
                    pattern, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count, start, output.baseAddress,
                    Int32(count))
            }
        }
        guard found == 1 else { return nil }
        return ranges.map { $0.start < 0 ? nil : $0.start..<$0.end }
    }
}

/// Patterns that were compiled lately: charts use few, and the same in every render.
private let cache = Mutex<[GoString: GoRegexp]>([:])

extension GoRegexp {
    /// How many patterns are kept: each may come to take all the memory that it is allowed. When there are more, all are forgotten.
    private static let cacheSize = 8
    /// Longer patterns are compiled anew: they come from values, if at all, and their tables are large.
    private static let longestKept = 1_024

    /// The compiled pattern, from the ones that were compiled lately where it is among them.
    package static func compiled(_ source: GoString) throws(GoError) -> GoRegexp {
        if let known = cache.withLock({ $0[source] }) { return known }
        let made = try GoRegexp(source)
        guard source.count <= longestKept else { return made }
        cache.withLock { known in
            if known.count >= cacheSize { known.removeAll() }
            known[source] = made
        }
        return made
    }
}
