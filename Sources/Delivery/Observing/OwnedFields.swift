package import Documents
internal import KubeModel

/// The fields that one field manager owns in a live object, as the server recorded them in `metadata.managedFields`.
///
/// Source: the `FieldsV1` format of structured-merge-diff: `f:NAME` is a member, `k:{…}` the element of a list with
/// these keys, `v:VALUE` an element of a set, `i:INDEX` an element by place, and `.` the element itself.
package struct OwnedFields {
    private let sets: [Object]

    /// The fields that `manager` owns by server-side apply.
    static func applied(by manager: String, in object: Value) -> OwnedFields {
        OwnedFields(in: object) { $0.isApplied(by: manager) }
    }

    /// The fields that any of `managers` owns, by whatever operation, and by whatever way but status: autoscalers write
    /// replicas by the subresource `scale`.
    static func held(by managers: Set<String>, in object: Value) -> OwnedFields {
        OwnedFields(in: object) { managers.contains($0.manager) && $0.subresource != "status" }
    }

    /// The fields that anybody owns but by way of status; some more than once.
    static func held(in object: Value) -> OwnedFields { OwnedFields(in: object) { $0.subresource != "status" } }

    /// Whether somebody owns parts of a field.
    func isDivided(_ fields: [String]) -> Bool {
        sets.contains { set in
            var below = set
            for field in fields {
                guard let next = below[field]?.object else { return false }
                below = next
            }
            return below.contains { $0.key != "." }
        }
    }

    private init(in object: Value, where isWanted: (FieldsEntry) -> Bool) {
        sets = FieldsEntry.all(of: object).filter(isWanted).map(\.fields)
    }

    var isEmpty: Bool { sets.allSatisfy(\.isEmpty) }

    /// One owned field.
    struct Leaf {
        /// The way to it in the set: the same however the lists on the way are ordered.
        var fields: [String]
        /// The way to it as tokens of a pointer into the object.
        var path: [String]
        /// Nil where the object has it no more.
        var value: Value?
        /// Whether it stands for an element's being there rather than for a value.
        var isMembership: Bool { fields.last == "." }
    }

    /// Calls `visit` for each owned leaf, in an order that is the same for equal sets. `enter` may refuse a branch.
    func forEachLeaf(in object: Value, enter: ([String]) -> Bool, visit: (Leaf) -> Void) {
        for set in sets {
            var leaf = Leaf(fields: [], path: [], value: object)
            walk(set, &leaf, enter, visit)
        }
    }

    private func walk(_ set: Object, _ at: inout Leaf, _ enter: ([String]) -> Bool, _ visit: (Leaf) -> Void) {
        let here = at
        for (field, below) in set.sortedByKey() {
            at = here
            at.fields.append(field)
            guard field != "." else {
                at.value = here.value == nil ? nil : .bool(true)
                visit(at)
                continue
            }
            let (token, value) = OwnedFields.step(field, in: here.value)
            at.path.append(token)
            at.value = value
            guard enter(at.path) else { continue }
            let deeper = below.object ?? Object()
            if deeper.isEmpty { visit(at) } else { walk(deeper, &at, enter, visit) }
        }
        at = here
    }

    /// Where one step of a field path leads: the token it has in a pointer, and the value there.
    package static func step(_ field: String, in value: Value?) -> (token: String, value: Value?) {
        let body = String(field.dropFirst(2))
        switch field.prefix(2) {
        case "f:": return (body, value?[body])
        case "i:": return (body, Int(body).flatMap { value?[$0] })
        case "k:":
            guard let keys = (try? JSON.parse(body, limits: .file))?.object, let elements = value?.array else {
                return (body, nil)
            }
            let index = elements.firstIndex { element in keys.allSatisfy { element[$0.key] == $0.value } }
            return (index.map(String.init) ?? body, index.map { elements[$0] })
        case "v:":
            guard let wanted = try? JSON.parse(body, limits: .file), let elements = value?.array else {
                return (body, nil)
            }
            let index = elements.firstIndex(of: wanted)
            return (index.map(String.init) ?? body, index.map { elements[$0] })
        default: return (body, nil)
        }
    }
}
