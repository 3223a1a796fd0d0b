package import Documents

/// What stands against a change, and what can be done about it.
package struct Conflict: Sendable, Hashable {
    /// Its kind; the raw value is that of the JSON form.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The object is there, and is somebody else's or nobody's.
        case exists = "resource_exists"
        /// Fields that would change are held by somebody else.
        case heldFields = "out_of_sync"
        /// The server, or a policy that it asks, refuses the change.
        case refused = "validation"
    }

    package var object: ObjectID
    package var kind: Kind
    package var description: String
    /// What a person may do, best first.
    package var suggestions: [String]
}

/// Whose a live object is, before the change.
package enum Standing: Sendable, Hashable {
    /// The application's that is previewed, or there is none.
    case own
    /// There before, with no application's mark.
    case unowned
    /// Of another application, as far as it may be told: `the application shop/other`.
    case owned(by: String)
}

/// Finds what stands against the changes of one object.
struct ConflictFinder {
    /// How many fields a sentence names.
    private static let mostFields = 5

    let object: PreviewedObject
    let changes: [FieldChange]
    let mask: Mask

    func conflicts() -> [Conflict] { [standing, refusal].compactMap(\.self) + denials + held }

    private func conflict(_ kind: Conflict.Kind, _ description: String, _ suggestions: [String]) -> Conflict {
        Conflict(object: object.id, kind: kind, description: description, suggestions: suggestions)
    }

    private var standing: Conflict? {
        switch object.standing {
        case .own: nil
        case .unowned:
            conflict(
                .exists, "is there already, and carries no application's mark: it would be taken over",
                [
                    "take it over, if it is to be this application's from now on",
                    "give the object in the source another name, or leave it out",
                ])
        case .owned(let owner):
            conflict(
                .exists, "belongs to \(mask.told(owner))",
                [
                    "remove it from the source of one of the two",
                    "to hand it over, have its owner keep it when pruned, and take it out of that one's source first",
                ])
        }
    }

    private var refusal: Conflict? {
        guard let refusal = object.refusal else { return nil }
        let words = mask.told(refusal, of: object.id, [object.live, object.predicted])
        return conflict(
            .refused, "is refused by the server: \(words)",
            object.action == .update && refusal.contains("immutable")
                ? ["have it replaced, which deletes it first", "give the changed object another name"]
                : ["put the manifest right", "where a policy refuses it, ask whoever keeps the policy"])
    }

    private var denials: [Conflict] {
        object.denials.map {
            conflict(
                .refused, "is refused by \(mask.told($0, of: object.id, [object.live, object.predicted]))",
                ["put the manifest right", "ask whoever keeps the policy"])
        }
    }

    /// One for each of those who hold fields that would change.
    private var held: [Conflict] {
        guard object.action == .update || object.action == .replace else { return [] }
        let changed = changes.filter { $0.author?.isOwn == false }
        let groups = Dictionary(grouping: changed) { $0.author?.manager ?? "" }
        return groups.sorted { $0.key < $1.key }.compactMap { _, changes in
            changes.compactMap(\.author).max { $0.time < $1.time }.map { sentence($0, changes) }
        }
    }

    private func sentence(_ author: FieldAuthor, _ changes: [FieldChange]) -> Conflict {
        let names = changes.prefix(Self.mostFields).map { $0.path.description.cut(to: 200) }
        let more = changes.count > names.count ? " and \(changes.count - names.count) more" : ""
        let fields = names.joined(separator: ", ") + more
        guard author.isPerson else {
            return conflict(
                .heldFields, "\(fields): held by \(author.description), which would lose what it wrote",
                [
                    "leave the field out of the source, if \(author.manager) is to decide on it",
                    "name it in ignoreDifferences of the application",
                    "have \(author.manager) give it up, if the source is to decide",
                ])
        }
        return conflict(
            .heldFields, "\(fields): changed by hand, with \(author.description); the source would undo that",
            [
                "write the value into the source, if it is to stay",
                "let the source win: nothing is to be done, but whoever changed it should know",
            ])
    }
}
