package import Documents

/// Reads the fields of a mapping strictly, as Go's `encoding/json` reads a struct without unknown fields: names in any
/// case, null for nothing, and no other type than the field's.
package struct FieldReader {
    /// `patches[2]`; empty for the kustomization itself.
    package let path: String
    /// Whether fields pass that nobody asks for.
    private let allowsUnknown: Bool
    private var members: [(key: String, value: Value)]

    package init(_ value: Value, path: String, allowsUnknown: Bool = false) throws(KustomizeError) {
        self.path = path
        self.allowsUnknown = allowsUnknown
        switch value {
        case .null: members = []
        case .object(let object): members = object.map { ($0.key, $0.value) }
        default: throw FieldReader.mismatch(value, wanted: "a mapping", path)
        }
    }

    /// Takes a field out; nil where it is absent or null.
    package mutating func value(_ name: String) -> Value? {
        let exact = members.lastIndex { $0.key == name }
        let place = exact ?? members.lastIndex { FieldReader.isSame($0.key, name) }
        guard let place else { return nil }
        let value = members[place].value
        members.removeAll { FieldReader.isSame($0.key, name) }
        return value.isNull ? nil : value
    }

    /// A text; empty where the field is absent or null.
    package mutating func string(_ name: String) throws(KustomizeError) -> String {
        guard let value = value(name) else { return "" }
        return try string(value, at(name))
    }

    /// False where the field is absent or null.
    package mutating func bool(_ name: String) throws(KustomizeError) -> Bool { try optionalBool(name) ?? false }

    /// Nil where the field is absent or null, which may mean something else than false.
    package mutating func optionalBool(_ name: String) throws(KustomizeError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let bool = value.bool else { throw FieldReader.mismatch(value, wanted: "true or false", at(name)) }
        return bool
    }

    /// Zero where the field is absent or null.
    package mutating func integer(_ name: String) throws(KustomizeError) -> Int {
        guard let value = value(name) else { return 0 }
        guard case .integer(let integer) = value else {
            throw FieldReader.mismatch(value, wanted: "an integer", at(name))
        }
        return integer
    }

    /// A list of texts, in which null is an empty one; none where the field is absent.
    package mutating func strings(_ name: String) throws(KustomizeError) -> [String] {
        let reader = self
        return try list(name) { value, path throws(KustomizeError) in
            value.isNull ? "" : try reader.string(value, path)
        }
    }

    /// A mapping of texts, nil where the field is absent.
    package mutating func texts(_ name: String) throws(KustomizeError) -> [String: String]? {
        let reader = self
        return try mapping(name) { value, path throws(KustomizeError) in
            value.isNull ? "" : try reader.string(value, path)
        }
    }

    /// A mapping of flags, nil where the field is absent.
    package mutating func bools(_ name: String) throws(KustomizeError) -> [String: Bool]? {
        try mapping(name) { value, path throws(KustomizeError) in
            guard let bool = value.bool else { throw FieldReader.mismatch(value, wanted: "true or false", path) }
            return bool
        }
    }

    private mutating func mapping<Element>(
        _ name: String, _ read: (Value, String) throws(KustomizeError) -> Element
    ) throws(KustomizeError) -> [String: Element]? {
        guard let value = value(name) else { return nil }
        guard let object = value.object else { throw FieldReader.mismatch(value, wanted: "a mapping", at(name)) }
        var result: [String: Element] = [:]
        for (key, value) in object { result[key] = try read(value, "\(at(name)).\(key)") }
        return result
    }

    /// A list, each element read by `read` with its path.
    package mutating func list<Element>(
        _ name: String, _ read: (Value, String) throws(KustomizeError) -> Element
    ) throws(KustomizeError) -> [Element] {
        guard let value = value(name) else { return [] }
        guard let elements = value.array else { throw FieldReader.mismatch(value, wanted: "a list", at(name)) }
        var result: [Element] = []
        for (index, element) in elements.enumerated() { result.append(try read(element, "\(at(name))[\(index)]")) }
        return result
    }

    /// A list of mappings, each read by `read` and nothing left over.
    package mutating func records<Record>(
        _ name: String, _ read: (inout FieldReader) throws(KustomizeError) -> Record
    ) throws(KustomizeError) -> [Record] {
        let allowsUnknown = allowsUnknown
        return try list(name) { value, path throws(KustomizeError) in
            try FieldReader.record(value, path, allowsUnknown: allowsUnknown, read)
        }
    }

    /// A mapping, read by `read` and nothing left over; nil where the field is absent.
    package mutating func record<Record>(
        _ name: String, _ read: (inout FieldReader) throws(KustomizeError) -> Record
    ) throws(KustomizeError) -> Record? {
        guard let value = value(name) else { return nil }
        return try FieldReader.record(value, at(name), allowsUnknown: allowsUnknown, read)
    }

    /// Reads one mapping by `read`. Throws where that leaves a field over.
    ///
    /// - Parameter path: what messages call the mapping.
    package static func record<Record>(
        _ value: Value, _ path: String, allowsUnknown: Bool = false,
        _ read: (inout FieldReader) throws(KustomizeError) -> Record
    ) throws(KustomizeError) -> Record {
        var fields = try FieldReader(value, path: path, allowsUnknown: allowsUnknown)
        let record = try read(&fields)
        try fields.finish()
        return record
    }

    /// Throws where a field is left that nobody asked for.
    package func finish() throws(KustomizeError) {
        guard !allowsUnknown, let unknown = members.first?.key else { return }
        throw KustomizeError(.invalid, "is no field that kustomize knows; correct or remove it", field: at(unknown))
    }

    private func at(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// Where unknown fields pass, so do numbers and the like for texts: kustomize reads these files by type.
    private func string(_ value: Value, _ path: String) throws(KustomizeError) -> String {
        let text = allowsUnknown ? Lexical.text(of: value) : value.string
        guard let text else { throw FieldReader.mismatch(value, wanted: "a string", path) }
        return text
    }

    private static func mismatch(_ value: Value, wanted: String, _ path: String) -> KustomizeError {
        let advice = wanted == "a string" && value.object == nil && value.array == nil ? "; put it in quotes" : ""
        return KustomizeError(
            .invalid, "is a \(value.kindName) and has to be \(wanted)\(advice)", field: path.isEmpty ? nil : path)
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left == right || left.lowercased() == right.lowercased()
    }
}
