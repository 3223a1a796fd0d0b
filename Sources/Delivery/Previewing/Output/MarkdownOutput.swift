internal import Documents

/// A preview for a comment on a pull request.
///
/// Whatever comes from objects stands in code, with a fence that is longer than any in it: there nothing is markup, a mention or
/// a reference.
package struct MarkdownOutput {
    /// What GitHub takes as one comment, in characters; others take more. Counted here in bytes, of which there are never less.
    package static let longest = 65_536
    /// For the last words.
    private static let reserve = 512

    private var text = ""
    private let limit: Int

    /// As much of it as fits; what is left out is counted.
    ///
    /// - Parameter bytes: how long it may be; at least 2,048.
    package static func text(of preview: Preview, bytes: Int) -> String {
        precondition(bytes >= 2_048, "a comment has room for its own words")
        var output = MarkdownOutput(limit: bytes - reserve)
        output.write(preview)
        return output.text
    }

    private init(limit: Int) { self.limit = limit }

    private mutating func add(_ block: String) -> Bool {
        guard text.utf8.count + block.utf8.count <= limit else { return false }
        text += block
        return true
    }

    private mutating func write(_ preview: Preview) {
        text += "**\(TextOutput.totals(of: preview))**\n"
        text += preview.reasons.map { "\nIt \(Self.code($0.words)) (\($0.impact.rawValue)).\n" }.joined()
        for line in CostAndRisk.lines(of: preview) { _ = add("\n\(Self.code(line))\n") }
        let conflicts = preview.conflicts.lazy.map(Self.block)
        let warnings = preview.warnings.lazy.map { "- \(Self.code($0.object.description)): \(Self.code($0.words))\n" }
        let sorted = Impact.allCases.reversed().flatMap { impact in preview.changes.filter { $0.impact == impact } }
        write(conflicts, "### Conflicts", "conflicts")
        write(warnings, "### Warnings", "warnings")
        write(sorted.lazy.map { Self.block($0) }, "### Changes", "changes")
        let left = preview.objects.filter { !$0.action.isChange }
        let words = left.lazy.map { "- \(Self.code($0.name)) \(Self.code($0.action.future))\n" }
        write(words, "### Left as it is", "objects")
    }

    /// Until one does not fit.
    private mutating func write(_ blocks: some Collection<String>, _ title: String, _ noun: String) {
        guard !blocks.isEmpty, add("\n\(title)\n\n") else { return }
        for (index, block) in blocks.enumerated() {
            guard add(block) else {
                let more = "\n… and \(blocks.count - index) more \(noun), for which there is no room\n"
                // Four times at most, which the reserve is for.
                text += more
                return
            }
        }
    }

    private static func block(_ conflict: Conflict) -> String {
        "- \(code(conflict.object.description)) \(code(conflict.description))\n"
            + conflict.suggestions.map { "  - \(code($0))\n" }.joined()
    }

    private static func block(_ object: ObjectPreview) -> String {
        let reasons = object.reasons.map { code($0.words) }.joined(separator: ", ")
        let title =
            "- **\(object.action.word)** \(code(object.name)): \(object.impact.rawValue)"
            + (reasons.isEmpty ? "" : ", \(reasons)")
        var lines = object.fields.changes.flatMap { change -> [String] in
            var lines = [change.line]
            if case .lines(let difference) = change.kind { lines += difference.unified.map { "    \($0)" } }
            return lines
        }
        lines += TextOutput.rest(of: object.fields)
        // Each as long as a line of code is read.
        let shown = lines.prefix(mostLines).map { diffLine($0).cut(to: 400) }
        let more = lines.count > shown.count ? ["… and \(lines.count - shown.count) more lines"] : []
        return shown.isEmpty ? "\(title)\n" : "\(title)\n\n\(fenced(shown + more))\n"
    }

    /// Of one object.
    private static let mostLines = 120

    /// Forges colour lines that begin with a sign; a change is an exclamation mark to them.
    private static func diffLine(_ line: String) -> String { line.hasPrefix("~ ") ? "! \(line.dropFirst(2))" : line }

    private static func fenced(_ lines: [String]) -> String {
        let fence = String(repeating: "`", count: max(3, lines.map(longestRun).max() ?? 0) + 1)
        // Belongs to the item of the list above.
        return ([fence + "diff"] + lines + [fence]).map { "  \($0)\n" }.joined()
    }

    /// In one line.
    static func code(_ text: String) -> String {
        let line = text.visible
        let fence = String(repeating: "`", count: longestRun(line) + 1)
        let isOpen = line.hasPrefix("`") || line.hasSuffix("`") || line.isEmpty || line.allSatisfy { $0 == " " }
        return isOpen ? "\(fence) \(line) \(fence)" : "\(fence)\(line)\(fence)"
    }

    /// How many backquotes stand together.
    private static func longestRun(_ text: String) -> Int {
        var (longest, current) = (0, 0)
        for byte in text.utf8 {
            current = byte == UInt8(ascii: "`") ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }
}
