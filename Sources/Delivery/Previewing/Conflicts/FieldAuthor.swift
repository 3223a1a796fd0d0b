package import Documents
internal import KubeModel

/// Who wrote a field of a live object, as the server noted it.
package struct FieldAuthor: Sendable, Hashable {
    /// The name of the field manager, fit to be shown: `kubectl-edit`.
    package var manager: String
    /// `Apply` or `Update`.
    package var operation: String
    /// As the server wrote it; empty where it did not.
    package var time: String
    /// Whether a person changed it by hand.
    package var isPerson: Bool
    /// Whether it is the manager that the object is applied by.
    package var isOwn: Bool

    /// `kubectl-edit (Update, 2026-11-30T02:00:00Z)`
    package var description: String {
        "\(manager) (\([operation, time].filter { !$0.isEmpty }.joined(separator: ", ")))"
    }

    fileprivate init(_ entry: FieldsEntry, isOwn: Bool, _ mask: Mask) {
        manager = mask.told(entry.manager.cut(to: 128))
        operation = entry.isApply ? "Apply" : "Update"
        time = entry.time.cut(to: 40).visible
        isPerson = Hands(entry) == .person
        self.isOwn = isOwn
    }
}

/// Finds out who wrote the fields of one live object.
package struct FieldAuthors {
    /// An object with more entries has been made to have them.
    private static let mostEntries = 200

    private let live: Value
    private let entries: [FieldsEntry]

    package init(of live: Value) {
        self.live = live
        entries = FieldsEntry.all(of: live).prefix(FieldAuthors.mostEntries)
            .sorted { $0.time.utf8.lexicographicallyPrecedes($1.time.utf8) }
    }

    /// Who has it: of several, and of those who have parts of it, the latest; others than `manager` before that one.
    func author(of path: FieldPath, besides manager: String, _ mask: Mask) -> FieldAuthor? {
        let owners = entries.filter { owns($0.fields, path) }
        let owner = owners.last { $0.manager != manager } ?? owners.last
        return owner.map { FieldAuthor($0, isOwn: $0.manager == manager, mask) }
    }

    /// All who have it, or parts of it, the latest last.
    ///
    /// - Parameter manager: as whom the object is applied.
    package func authors(of path: FieldPath, for manager: String, _ mask: Mask) -> [FieldAuthor] {
        entries.filter { owns($0.fields, path) }.map { FieldAuthor($0, isOwn: $0.manager == manager, mask) }
    }

    private func owns(_ set: Object, _ path: FieldPath) -> Bool {
        var (set, value) = (set, Optional(live))
        for step in path.steps {
            // The field is held as a whole, or from here on.
            guard !set.isEmpty else { return true }
            guard let (field, below) = descend(set, step, value) else { return false }
            set = field
            value = below
        }
        return true
    }

    private func descend(_ set: Object, _ step: FieldPath.Step, _ value: Value?) -> (Object, Value?)? {
        switch step {
        case .member(let name): return set["f:\(name)"].map { ($0.object ?? Object(), value?[name]) }
        case .element(_, let index):
            guard let index, let element = value?[index] else { return nil }
            let name = ElementNames(set).name(of: element, at: index)
            return set[name].map { ($0.object ?? Object(), element) }
        }
    }
}
