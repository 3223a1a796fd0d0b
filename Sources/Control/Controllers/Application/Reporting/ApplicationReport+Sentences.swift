internal import Applying
internal import Documents
internal import GitOpsAPI
internal import Observing
internal import Operating

extension Report {
    /// How many objects a sentence names.
    static let named = 3

    static func waiting(count: Int, for leaving: [String]) -> String {
        let objects = count == 1 ? "1 object is" : "\(count) objects are"
        return "waits until \(objects) deleted" + (leaving.isEmpty ? "" : ": \(leaving.joined(separator: ", "))")
    }

    /// Names what an application lives by and is among its objects.
    static func holders(_ compared: ApplicationReport.Comparison) -> String {
        guard !compared.holders.isEmpty else { return "" }
        let some = compared.holders.prefix(named).map(\.description).joined(separator: ", ")
        let rest = compared.holders.count > named ? " and \(compared.holders.count - named) more" : ""
        return "; lives by some of them, which are never deleted with it: \(some)\(rest)"
    }
}

extension Report {
    /// Up to three objects by name.
    static func names(_ ids: [ObjectID]) -> String {
        let rest = ids.count > named ? " and \(ids.count - named) more" : ""
        return ids.prefix(named).map(\.description).joined(separator: ", ") + rest
    }

    /// Which fields of an object others had changed: up to three, with who holds them and when that one last wrote.
    static func repair(_ id: ObjectID, _ lost: [LostField]) -> String {
        let fields = lost.prefix(named).map { field in
            guard let holder = field.holder else { return "\(field.name) was gone" }
            return "\(field.name) was set by \(holder.manager)" + (holder.time.isEmpty ? "" : " at \(holder.time)")
        }
        let rest = lost.count > named ? ", and \(lost.count - named) more fields" : ""
        return "\(id): \(fields.joined(separator: ", "))\(rest)"
    }

    /// Where an application stays, why, and what ends it.
    static func rolledBack(_ pin: Pin) -> String {
        let why = pin.reason.isEmpty ? "" : " (\(pin.reason))"
        let end = pin.cause == .request ? "take the annotation \(Annotations.rollback) away" : "ask for a sync"
        return
            "is at \(RevisionText.short(pin.revision))\(why); \(RevisionText.short(pin.skipped.revision)) is passed over until "
            + "a newer commit changes what is rendered: commit one, or \(end)"
    }

    static func fight(_ opponents: [ObjectPacing.Opponent]) -> String {
        guard let first = opponents.first else { return "is changed again and again" }
        let rest = opponents.count > 1 ? " (and \(opponents.count - 1) more fields)" : ""
        return "\(first.field) is set again and again by \(first.manager)\(rest); leave it out of the source, or list "
            + "the field or its manager under ignoreDifferences"
    }
}
