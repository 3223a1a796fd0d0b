internal import Documents
internal import Origins
internal import Previewing

extension Explanation {
    /// For people, with a newline at the end.
    package var text: String {
        let name = "\(object)".visible
        var lines = [
            "\(name)", "  application: \(application.visible)", "  revision:    \(revision.visible)",
            "  made by:     \(origin.isEmpty ? "unknown" : origin.map(\.text).joined(separator: ", then "))",
        ]
        if !isThere { lines.append("  It is not in the cluster.") }
        lines.append("")
        if isTable { lines += table } else { lines += fields.flatMap(\.lines) }
        if isPartial { lines += ["", "There is too much to tell all of it; name a field."] }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Path, value, verdict and what made it, a line each.
    private var table: [String] {
        let rows = fields.map { field in
            [
                field.path.description, ValueText.of(field.value ?? field.wanted ?? .null, bytes: 40),
                field.verdict == .ours ? "ours" : field.verdict.words, field.short,
            ]
        }
        let widths = (0..<3).map { column in min(60, rows.map { $0[column].count }.max() ?? 0) }
        return rows.map { row in
            let cells = zip(row, widths).map { $0.padded(to: $1) }
            return "  " + (cells + [row[3]]).joined(separator: "  ")
        }
    }
}

extension FieldExplanation {
    /// What decided on it last, apart from functions and steps around.
    fileprivate var short: String {
        let best =
            chain.last { [.values, .step, .variable].contains($0.kind) && $0.source != "not set" } ?? chain.first
        return best?.text ?? (wanted == nil ? "" : "unknown")
    }

    fileprivate var lines: [String] {
        var lines = ["\(path)"]
        if let value { lines.append("  value:    \(ValueText.of(value))") }
        if let wanted { lines.append("  wanted:   \(ValueText.of(wanted))") }
        lines.append("  verdict:  \(verdict.words)")
        if wanted != nil {
            lines.append("  made by:\(chain.isEmpty ? "  unknown" : "")")
            for (index, step) in chain.enumerated() {
                lines.append("    \(index + 1). \(step.text)")
                if let change = step.change { lines.append("       last changed by \(change.text)") }
            }
        }
        lines += authors.map { "  held by:  \($0.description)\($0.isOwn ? ", which is this operator" : "")" }
        return lines
    }
}

extension OriginStep {
    /// `values .Values.image.tag, charts/web/values.yaml:3:8, of spec.source.helm.valueFiles[0]`
    fileprivate var text: String {
        "\(kind.rawValue): "
            + [what, place.map { "at \($0)" }, source.map { "from \($0)" }].compactMap(\.self)
            .joined(separator: ", ").visible
    }
}

extension OriginChange {
    /// `9f2c1b7, Ada, 2026-11-30T02:00:00Z: Raise the limit`
    fileprivate var text: String { "\(commit.prefix(7)), \(author), \(time): \(subject)".visible }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
