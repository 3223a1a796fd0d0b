internal import Documents
internal import Previewing

/// Plans for people to read. Pure; nothing in it is secret, and all of it is fit to be shown.
package enum MigrationReport {
    /// Lines of fields, of one application.
    private static let mostFields = 200

    /// All of a plan, with a newline at the end.
    package static func text(of plan: MigrationPlan) -> String {
        var lines = plan.entries.flatMap(lines)
        if !plan.otherNotes.isEmpty {
            lines += ["What becomes no application:"] + plan.otherNotes.map { "  \($0.line)" } + [""]
        }
        let blocked = plan.entries.count(where: \.isBlocked)
        let total = "\(plan.entries.count) application\(plan.entries.count == 1 ? "" : "s")"
        lines.append(blocked == 0 ? "Plan: \(total), nothing blocks" : "Plan: \(total), \(blocked) blocked")
        return lines.map { $0 + "\n" }.joined()
    }

    private static func lines(of entry: MigrationPlan.Entry) -> [String] {
        let application = entry.application
        let head = "\(application.origin) → GitOpsApplication \(application.key): \(verdict(on: entry))"
        let fields = (entry.preview?.objects ?? []).filter { $0.action == .update && $0.isChangedBesidesMarks }
            .flatMap { object in ["  ~ \(object.name)"] + object.changesBesidesMarks.map { "      \($0.line)" } }
        let cut = fields.count > mostFields ? ["  … and \(fields.count - mostFields) lines more"] : []
        return [head.visible] + entry.notes.map { "  \($0.line)" } + fields.prefix(mostFields) + cut + [""]
    }

    private static func verdict(on entry: MigrationPlan.Entry) -> String {
        if entry.isBlocked { return "blocked" }
        let objects = "\(entry.targets.count) object\(entry.targets.count == 1 ? "" : "s")"
        let changes = (entry.preview?.objects ?? []).count(where: \.isChangedBesidesMarks)
        return changes == 0 ? "\(objects), nothing would change" : "\(objects), \(changes) would change"
    }
}
