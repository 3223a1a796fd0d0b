package import Documents

/// RFC 7386.
package enum MergePatch {
    package static func apply(_ patch: Value, to value: Value?) -> Value {
        guard let changes = patch.object else { return patch }
        var members = value?.object ?? Object()
        for (name, change) in changes {
            members[name] = change.isNull ? nil : apply(change, to: members[name])
        }
        return .object(members)
    }
}

/// RFC 6902.
enum JSONPatch {
    static func apply(_ operations: Value, to value: Value) throws(Refusal) -> Value {
        var result = value
        for operation in operations.array ?? [] {
            guard let path = operation["path"]?.string.flatMap({ Pointer($0) }) else {
                throw .badRequest("an operation has no path")
            }
            let from = operation["from"]?.string.flatMap { Pointer($0) }
            switch operation["op"]?.string {
            case "add": add(operation["value"] ?? .null, at: path, in: &result)
            case "replace":
                guard result[path] != nil else { throw unprocessable }
                result.set(path, to: operation["value"] ?? .null)
            case "remove": guard result.remove(path) != nil else { throw unprocessable }
            case "move":
                guard let from, let moved = result.remove(from) else { throw unprocessable }
                add(moved, at: path, in: &result)
            case "copy":
                guard let from, let copied = result[from] else { throw unprocessable }
                add(copied, at: path, in: &result)
            // What is not there is as null is.
            case "test":
                guard (result[path] ?? .null) == (operation["value"] ?? .null) else { throw unprocessable }
            default: throw .badRequest("an operation is none of RFC 6902")
            }
        }
        return result
    }

    private static let unprocessable = Refusal(
        422, "Invalid", "the server rejected our request due to an error in our request")

    /// Into a list it is inserted.
    private static func add(_ value: Value, at path: Pointer, in document: inout Value) {
        let parent = Pointer(tokens: Array(path.tokens.dropLast()))
        guard let last = path.tokens.last, case .array(var items)? = document[parent] else {
            document.set(path, to: value)
            return
        }
        let index = last == "-" ? items.count : min(Int(last) ?? items.count, items.count)
        items.insert(value, at: index)
        document.set(parent, to: .array(items))
    }
}
