internal import Directives
package import Documents
package import Previewing
package import Rendering

/// Judges what would come of an application that takes over from another tool: nothing may restart, go, or be made anew by that.
/// Pure.
package struct TakeOverCheck: Sendable {
    private let application: ConvertedApplication

    package init(_ application: ConvertedApplication) { self.application = application }

    /// Below these, a change makes new Pods.
    private static let templates = ["spec.template", "spec.jobTemplate", "spec.volumeClaimTemplates"]
    /// Of objects that are left over.
    private static let mostTold = 100
    /// Of the fields that differ in one.
    private static let mostFields = 5

    /// What of a preview keeps the application from being taken over, and what else is to be known.
    /// - Parameter applied: all that ours would apply.
    package func notes(on preview: Preview, applied: Set<ObjectID>) -> [MigrationNote] {
        let refused = preview.conflicts.filter { $0.kind == .refused }.map { note(.blocks, $0.object, $0.description) }
        let missing = (application.managed ?? []).subtracting(applied).sorted { "\($0)" < "\($1)" }
        let left = missing.prefix(Self.mostTold).map {
            note(.dropped, $0, "is managed by theirs, and would not be by ours: it stays as it is")
        }
        let more =
            missing.count > Self.mostTold
            ? [note(.dropped, application.origin, "so it is with \(missing.count - Self.mostTold) more")] : []
        return preview.objects.compactMap(note) + refused + left + more
    }

    private func note(on object: ObjectPreview) -> MigrationNote? {
        switch object.action {
        case .delete: note(.blocks, object.id, "would be deleted")
        case .replace: note(.blocks, object.id, "would be deleted and made anew")
        case .blocked(let why): note(.blocks, object.id, why)
        case .create: note(.remark, object.id, "is not there, and would be made")
        case .update: noteOnFields(of: object)
        case .keep: nil
        }
    }

    private func noteOnFields(of object: ObjectPreview) -> MigrationNote? {
        let paths = object.changesBesidesMarks.map(\.path.description)
        let restarting = paths.first { path in
            Self.templates.contains { path == $0 || path.hasPrefix("\($0).") || path.hasPrefix("\($0)[") }
        }
        if let restarting {
            return note(
                .blocks, object.id,
                "its Pods would be made anew, because \(restarting) differs; make git say what is there")
        }
        guard object.fields.leftOut == 0, !object.fields.isCut else {
            return note(
                .blocks, object.id, "differs in too much to be sure that nothing restarts; make git say what is there")
        }
        guard !paths.isEmpty else { return nil }
        let told = paths.prefix(Self.mostFields).joined(separator: ", ")
        return note(.remark, object.id, "would be changed: \(told)\(paths.count > Self.mostFields ? ", …" : "")")
    }

    /// Says whose an object is by its marks, where that is not the application that is migrated.
    package func note(onMarksOf live: Value, _ id: ObjectID) -> MigrationNote? {
        TheirMarks.owner(of: live, as: application.origin).map { note(.blocks, id, "is marked as managed by \($0)") }
    }

    /// What runs with the first sync: there, a chart has been installed long ago.
    package func notes(on hooks: [Hook]) -> [MigrationNote] {
        hooks.compactMap { hook in
            func runs(_ change: HookRole.Change) -> Bool {
                [.preSync, .sync, .postSync].contains { hook.role.runs(in: $0, of: change) }
            }
            guard runs(.install) else { return nil }
            guard application.origin.group == FluxRelease.group, !runs(.upgrade) else {
                return note(.remark, hook.id, "is a hook, and runs with the take-over")
            }
            return note(
                .blocks, hook.id,
                "is a hook for installing, and would run once more; annotate it with gitops.martlet.dev/hook: Skip")
        }
    }

    private func note(_ severity: MigrationNote.Severity, _ id: ObjectID, _ message: String) -> MigrationNote {
        MigrationNote(severity, application.origin, "", id == application.origin ? message : "\(id) \(message)")
    }
}
