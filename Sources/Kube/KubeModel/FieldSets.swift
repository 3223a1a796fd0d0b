package import Documents

/// Sets of fields in the form of `managedFields`, as trees.
///
/// Source: the `FieldsV1` format of structured-merge-diff: `f:NAME` is a member, `k:{…}` the element of a list with
/// these keys, `v:VALUE` an element of a set, `i:INDEX` an element by place, and `.` the element itself.
extension Object {
    /// What is in either set.
    package func union(_ other: Object) -> Object {
        var union = self
        for (field, below) in other {
            let (mine, theirs) = (union[field]?.object ?? Object(), below.object ?? Object())
            union[field] = .object(mine.union(theirs))
        }
        return union
    }
}

/// One entry of `metadata.managedFields`.
package struct FieldsEntry {
    package var value: Value

    /// All entries of an object, in the server's order.
    package static func all(of object: Value) -> [FieldsEntry] {
        object.at("metadata", "managedFields")?.array?.map(FieldsEntry.init) ?? []
    }

    package var manager: String { value["manager"]?.string ?? "" }
    package var isApply: Bool { value["operation"]?.string == "Apply" }
    package var version: String { value["apiVersion"]?.string ?? "" }
    /// When it was written, as the server says it; empty where it does not.
    package var time: String { value["time"]?.string ?? "" }
    package var subresource: String { value["subresource"]?.string ?? "" }
    package var fields: Object { value["fieldsV1"]?.object ?? Object() }

    /// Whether a manager has it by server-side apply of the object itself.
    package func isApplied(by manager: String) -> Bool { isApply && subresource.isEmpty && self.manager == manager }

    /// The same entry with other fields.
    package func with(_ fields: Object) -> FieldsEntry {
        var entry = self
        entry.value["fieldsV1"] = .object(fields)
        return entry
    }

    /// The same as an apply of ours.
    package func taken(by manager: String, _ fields: Object) -> FieldsEntry {
        var entry = with(fields)
        entry.value["manager"] = .string(manager)
        entry.value["operation"] = "Apply"
        return entry
    }
}
