import Documents

/// Which mappings of an object stand between brackets in kustomize's own form of it, as far as that shows in the end.
///
/// An empty mapping can be written no other way, and keeps its brackets when something is put into it. Nothing at all,
/// where it is written between brackets, is read as an empty text, and elsewhere as a null.
struct Brackets {
    private var paths: Set<[String]> = []

    /// Has to come before something is put below a path.
    mutating func note(_ body: Value, _ names: [String]) {
        var value = body
        for (index, name) in names.enumerated() {
            guard let members = value.object else { return }
            if members.isEmpty { paths.insert(Array(names[..<index])) }
            guard let member = members[name] else { return }
            value = member
        }
    }

    /// Whether what a path leads to stands between brackets.
    func contain(_ names: [String]) -> Bool { paths.contains { names.count > $0.count && names.starts(with: $0) } }

    /// Has to come after an object has gone through JSON, from which all mappings come without brackets.
    mutating func forget() { paths = [] }
}
