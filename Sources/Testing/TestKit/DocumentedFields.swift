package import Documents

/// Which fields JSON has, each with its type: as a page describes them in rows of a table, or as they are found.
package struct DocumentedFields: Equatable, CustomStringConvertible {
    /// By path: members behind dots, elements of lists as `[]`.
    package private(set) var types: [String: String] = [:]

    /// What one section of a page describes.
    ///
    /// - Parameter heading: of the second level, without its marks.
    package init(_ page: String, section heading: String) {
        let parts = page.split(separator: "\n## ")
        let section = parts.first { $0.hasPrefix("\(heading)\n") } ?? ""
        for line in section.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.filter { $0 != "`" && $0 != " " } }
            if cells.count > 2 { types[cells[0]] = cells[1] }
        }
    }

    /// What some documents have.
    ///
    /// - Parameters:
    ///   - open: paths where anything may be; `*` stands for any member.
    ///   - again: a list whose elements are as the whole is.
    package init(_ documents: [Value], open: Set<String> = [], again: String? = nil) {
        for document in documents { add(document, at: "", open, again) }
    }

    private mutating func add(_ value: Value, at path: String, _ open: Set<String>, _ again: String?) {
        func below(_ member: String) -> String {
            if open.contains("\(path).*") { return "\(path).*" }
            return path.isEmpty || path == again ? member : "\(path).\(member)"
        }
        if open.contains(path), !path.hasSuffix("*") {
            types[path] = "any"
            return
        }
        switch value {
        case .object(let members): for (name, member) in members { add(member, at: below(name), open, again) }
        case .array(let elements):
            if path + "[]" == again { types[path + "[]"] = "again" }
            for element in elements { add(element, at: path + "[]", open, again) }
        case .bool: types[path] = "boolean"
        case .string: types[path] = "string"
        case .null: types[path] = "null"
        default: types[path] = "number"
        }
    }

    package var description: String {
        types.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "\n")
    }

    /// What others lack, or have with another type.
    package func beyond(_ others: DocumentedFields) -> [String] {
        types.filter { others.types[$0.key] != $0.value }.map { "\($0.key): \($0.value)" }.sorted()
    }
}
