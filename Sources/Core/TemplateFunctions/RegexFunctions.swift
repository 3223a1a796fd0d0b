import GoRegexp
import GoValues

/// sprig's regular expressions: Go's package `regexp`. Those without `must` put the pattern into the error where they fail
/// at all.
enum RegexFunctions {
    static func add(to entries: inout FunctionEntries) {
        entries.add("regexMatch", .string, .string) { arguments in
            .bool((try? GoRegexp.compiled(arguments.text(0)))?.matches(arguments.text(1)) ?? false)
        }
        entries.add("mustRegexMatch", .string, .string) { arguments in
            .bool(try GoRegexp.compiled(arguments.text(0)).matches(arguments.text(1)))
        }
        entries.add("regexQuoteMeta", .string) { arguments in
            .string(GoRegexp.quoted(arguments.text(0)))
        }
        add("RegexFind", [.string, .string], to: &entries) { pattern, arguments in
            .string(pattern.find(in: arguments.text(1)))
        }
        add("RegexFindAll", [.string, .string, .int], to: &entries) { pattern, arguments in
            let found = pattern.findAll(in: arguments.text(1), limit: arguments.int(2))
            return found.isEmpty ? .list(.absent(.string)) : .strings(found)
        }
        add("RegexReplaceAll", [.string, .string, .string], to: &entries) { pattern, arguments in
            .string(try pattern.replacingAll(in: arguments.text(1), with: arguments.text(2)))
        }
        add("RegexReplaceAllLiteral", [.string, .string, .string], to: &entries) { pattern, arguments in
            .string(try pattern.replacingAllLiterally(in: arguments.text(1), with: arguments.text(2)))
        }
        add("RegexSplit", [.string, .string, .int], to: &entries) { pattern, arguments in
            pattern.split(arguments.text(1), limit: arguments.int(2)).map { .strings($0) } ?? .list(.absent(.string))
        }
    }

    /// Adds `regexX` and `mustRegexX`.
    private static func add(
        _ name: String, _ parameters: [GoType], to entries: inout FunctionEntries,
        body: @escaping @Sendable (GoRegexp, [GoValue]) throws -> GoValue
    ) {
        entries.add("must" + name, parameters) { arguments in
            try body(try GoRegexp.compiled(arguments.text(0)), arguments)
        }
        entries.add("r" + name.dropFirst(), parameters) { arguments in
            try body(try compiledOrFailing(arguments.text(0)), arguments)
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
