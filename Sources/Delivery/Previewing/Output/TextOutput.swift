internal import Documents

/// A preview for a terminal.
package struct TextOutput {
    /// Whether the terminal shows colours.
    private let isColored: Bool
    private var lines: [String] = []

    /// All of it, with a newline at the end.
    package static func text(of preview: Preview, isColored: Bool) -> String {
        var output = TextOutput(isColored: isColored)
        output.write(preview)
        return output.lines.map { $0 + "\n" }.joined()
    }

    private init(isColored: Bool) { self.isColored = isColored }

    private enum Color: String {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case dim = "2"
        case bold = "1"
    }

    private func colored(_ text: String, _ color: Color?) -> String {
        guard isColored, let color else { return text }
        return "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
    }

    // MARK: Objects

    private mutating func write(_ preview: Preview) {
        for object in preview.objects { write(object) }
        for warning in preview.otherWarnings {
            lines.append(colored("! \(warning.object.description.visible): \(warning.words)", .yellow))
        }
        if !preview.otherWarnings.isEmpty { lines.append("") }
        for conflict in preview.conflicts {
            lines.append(colored("Conflict: \(conflict.object.description.visible) \(conflict.description)", .red))
            lines += conflict.suggestions.map { "  - \($0)" }
        }
        if !preview.conflicts.isEmpty { lines.append("") }
        lines.append(colored(Self.totals(of: preview), .bold))
        lines += preview.reasons.map { "It \($0.words) (\($0.impact.rawValue))." }
        lines += CostAndRisk.lines(of: preview)
    }

    private mutating func write(_ object: ObjectPreview) {
        let (sign, color) = Self.sign(of: object.action)
        lines.append(colored("\(sign) \(object.name) \(Self.predicate(of: object))", color))
        for warning in object.warnings { lines.append(colored("    ! \(warning)", .yellow)) }
        for change in object.fields.changes { write(change) }
        lines += Self.rest(of: object.fields).map { "    \($0)" }
        lines.append("")
    }

    private mutating func write(_ change: FieldChange) {
        let color: Color =
            switch change.kind {
            case .added: .green
            case .removed: .red
            case .changed, .lines, .reordered: .yellow
            }
        lines.append("    \(colored(change.line, color))")
        if case .lines(let difference) = change.kind {
            for line in Self.lines(of: difference) { lines.append("      \(colored(line.text, line.color))") }
        }
        if let author = change.author, !author.isOwn {
            lines.append(colored("      written by \(author.description)", .dim))
        }
    }

    private static func lines(of difference: LineDifference) -> [(text: String, color: Color?)] {
        let hunks = difference.hunks.flatMap { hunk -> [(text: String, color: Color?)] in
            [("@ line \(hunk.start)", .dim)]
                + hunk.lines.map { line in
                    switch line {
                    case .kept(let text): ("  \(text)", nil)
                    case .removed(let text): ("- \(text)", .red)
                    case .added(let text): ("+ \(text)", .green)
                    }
                }
        }
        return hunks + (difference.isCut ? [("…", .dim)] : [])
    }

    // MARK: Words

    private static func sign(of action: PreviewAction) -> (String, Color?) {
        switch action {
        case .create: ("+", .green)
        case .update: ("~", .yellow)
        case .delete: ("-", .red)
        case .replace: ("±", .red)
        case .keep: ("=", nil)
        case .blocked: ("!", .red)
        }
    }

    private static func predicate(of object: ObjectPreview) -> String {
        let words = object.action.future
        guard object.action.isChange else { return words }
        let reasons = object.reasons.map(\.words).joined(separator: "; ")
        return "\(words) (\(object.impact.rawValue)\(reasons.isEmpty ? "" : ": \(reasons)"))"
    }

    static func rest(of fields: FieldChanges) -> [String] {
        (fields.leftOut > 0 ? ["… and \(fields.leftOut) more changes"] : [])
            + (fields.isCut ? ["… the object is too large to be compared further"] : [])
    }

    /// `2 to create, 1 to update; impact high; 1 conflict, 2 warnings`
    static func totals(of preview: Preview) -> String {
        let actions = [PreviewAction.create, .update, .replace, .delete].compactMap { action in
            let count = preview.count(action)
            return count > 0 ? "\(count) to \(action.word)" : nil
        }
        guard !actions.isEmpty else { return "Nothing would change." }
        func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
        return "Plan: \(actions.joined(separator: ", ")); impact \(preview.impact.rawValue); "
            + "\(counted(preview.conflicts.count, "conflict")), \(counted(preview.warnings.count, "warning"))"
    }
}

extension PreviewAction {
    /// A predicate: `will be created`.
    var future: String {
        switch self {
        case .create: "will be created"
        case .update: "will be updated"
        case .delete: "will be deleted"
        case .replace: "will be deleted and made again"
        case .keep(let reason): reason
        case .blocked(let reason): reason
        }
    }
}
