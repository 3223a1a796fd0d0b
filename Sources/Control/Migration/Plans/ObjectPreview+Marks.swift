internal import Documents
internal import GitOpsAPI
internal import Previewing
internal import YAML

extension ObjectPreview {
    /// What would change besides the marks: theirs go and ours come, whatever else is so.
    var changesBesidesMarks: [FieldChange] { fields.changes.filter { !$0.isOfMarks } }

    /// Whether something would be written that is not only marks.
    var isChangedBesidesMarks: Bool {
        guard action == .update else { return action.isChange }
        return !changesBesidesMarks.isEmpty || fields.leftOut > 0 || fields.isCut
    }
}

extension FieldChange {
    fileprivate var isOfMarks: Bool {
        let path = path.description
        for place in ["metadata.annotations", "metadata.labels"] where path.hasPrefix(place) {
            let rest = path.dropFirst(place.count)
            guard !rest.isEmpty else { return holdsMarksOnly }
            return Self.isMark(rest.filter { !"[]\"".contains($0) })
        }
        return false
    }

    /// Of all labels or annotations together, as they are told; what is cut is none.
    private var holdsMarksOnly: Bool {
        switch kind {
        case .added(let text), .removed(let text):
            let members = (try? YAML.parse(text))?.first?.value.object
            return members?.keys.allSatisfy(Self.isMark) ?? false
        case .changed, .lines, .reordered: return false
        }
    }

    private static func isMark(_ name: String) -> Bool {
        TheirMarks.isOfATool(name) || name.hasPrefix("\(APIGroup.name)/")
    }
}
