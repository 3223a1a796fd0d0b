import Documents
import GoRegexp
import GoTemplate
import GoValues

/// sprig's regular expressions: Go's package `regexp`. Those without `must` put the pattern into the error where they fail
/// at all.
enum RegexFunctions {
    static func add(to entries: inout FunctionEntries) {
        addMatch(to: &entries)
        entries.add("regexQuoteMeta", .string) { arguments in
            .string(GoRegexp.quoted(arguments.text(0)))
        }
        add("RegexFind", [.string, .string], to: &entries) { pattern, arguments, _ in
            .string(pattern.find(in: arguments.text(1)))
        }
        add("RegexFindAll", [.string, .string, .int], to: &entries) { pattern, arguments, progress in
            let found = try pattern.findAll(in: arguments.text(1), limit: arguments.int(2), progress: progress)
            return found.isEmpty ? .list(.absent(.string)) : .strings(found)
        }
        add("RegexReplaceAll", [.string, .string, .string], to: &entries) { pattern, arguments, progress in
            .string(try pattern.replacingAll(in: arguments.text(1), with: arguments.text(2), progress: progress))
        }
        add("RegexReplaceAllLiteral", [.string, .string, .string], to: &entries) { pattern, arguments, progress in
            .string(
                try pattern.replacingAllLiterally(in: arguments.text(1), with: arguments.text(2), progress: progress))
        }
        add("RegexSplit", [.string, .string, .int], to: &entries) { pattern, arguments, progress in
            let parts = try pattern.split(arguments.text(1), limit: arguments.int(2), progress: progress)
            return parts.map { .strings($0) } ?? .list(.absent(.string))
        }
    }

    private static func addMatch(to entries: inout FunctionEntries) {
        entries.addCalling("regexMatch", [.string, .string]) { invocation, arguments in
            try invocation.session.requireRoom(for: arguments.text(1).bytesToSearch)
            return .bool((try? GoRegexp.compiled(arguments.text(0)))?.matches(arguments.text(1)) ?? false)
        }
        entries.addCalling("mustRegexMatch", [.string, .string]) { invocation, arguments in
            try invocation.session.requireRoom(for: arguments.text(1).bytesToSearch)
            return .bool(try GoRegexp.compiled(arguments.text(0)).matches(arguments.text(1)))
        }
    }

    private typealias Body =
        @Sendable (GoRegexp, [GoValue], _ progress: (Int) throws -> Void) throws -> GoValue

    /// Adds `regexX` and `mustRegexX`. Each search is charged for, so that many long ones end with the render's time.
    private static func add(
        _ name: String, _ parameters: [GoType], to entries: inout FunctionEntries, body: @escaping Body
    ) {
        for isStrict in [true, false] {
            entries.addCalling(isStrict ? "must" + name : "r" + name.dropFirst(), parameters) { invocation, arguments in
                let source = arguments.text(0)
                let pattern = isStrict ? try GoRegexp.compiled(source) : try compiledOrFailing(source)
                let session = invocation.session
                try session.requireRoom(for: arguments.text(1).bytesToSearch)
                // All matches are held before anything is made of them.
                var bytesOfMatches = 0
                defer { session.memory.giveBack(bytesOfMatches) }
                let result = try body(pattern, arguments) { length in
                    try session.charge(steps: 1 + length >> 12)
                    try session.hold(bytes: pattern.bytesOfMatch)
                    bytesOfMatches += pattern.bytesOfMatch
                }
                switch result {
                case .string(let text): try session.charge(bytes: text.count)
                case .list(let list): try session.charge(bytes: list.bytesOfTexts)
                default: break
                }
                return result
            }
        }
    }

    /// As `regexp.MustCompile` fails.
    private static func compiledOrFailing(_ pattern: GoString) throws(GoError) -> GoRegexp {
        do {
            return try GoRegexp.compiled(pattern)
        } catch {
            let shown =
                GoQuote.canBackquote(pattern) ? GoString("`") + pattern + GoString("`") : GoQuote.quote(pattern)
            throw GoError("regexp: Compile(\(shown)): \(error.message)")
        }
    }
}

extension GoString {
    /// The memory that it takes to search the text: where it is no UTF-8, each byte's place in it has to be known.
    fileprivate var bytesToSearch: Int { bytes.contains { $0 >= 0x80 } ? count * 32 : 0 }
}

extension GoRegexp {
    /// What one match takes with its groups.
    fileprivate var bytesOfMatch: Int { 64 + 24 * groupNames.count }
}
