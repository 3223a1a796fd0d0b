import Documents

/// JSON patches (RFC 6902), as the library does them that kustomize uses: a `replace` of what an object lacks adds it.
enum JSONPatch {
    /// What the operations copy, or nest, is held against the budget before it is made.
    static func apply(
        _ operations: [Value], to document: Value, _ budget: BuildBudget
    ) throws(KustomizeError) -> Value {
        var document = document
        for operation in operations {
            do throws(KustomizeError) { try apply(operation, to: &document, budget) } catch {
                var error = error
                let path = operation["path"]?.string ?? ""
                error.message = "'\(operation["op"]?.string ?? "")' at '\(path)': \(error.message)"
                throw error
            }
        }
        return document
    }

    private static func apply(
        _ operation: Value, to document: inout Value, _ budget: BuildBudget
    ) throws(KustomizeError) {
        try budget.checkCancellation()
        guard let path = operation["path"]?.string else { throw invalid("has no path") }
        let depth = path.utf8.count { $0 == UInt8(ascii: "/") }
        let value = operation["value"] ?? .null
        switch operation["op"]?.string {
        case "add":
            try budget.check(value, below: depth)
            try edit(&document, path) { parent, name throws(KustomizeError) in try parent.add(value, at: name) }
        case "replace":
            if path.isEmpty {
                // With anything else the library does nothing.
                if value.object != nil || value.array != nil { document = value }
                return
            }
            try budget.check(value, below: depth)
            try edit(&document, path) { parent, name throws(KustomizeError) in
                try parent.replace(at: name, with: value)
            }
        case "remove":
            try edit(&document, path) { parent, name throws(KustomizeError) in try parent.remove(at: name) }
        case "test":
            let found = try lookUp(document, path)
            guard found ?? .null == value else { throw invalid("the value is another one") }
        case "move":
            let moved = try lookUp(document, try source(of: operation)) ?? .null
            try budget.check(moved, below: depth)
            try edit(&document, try source(of: operation)) { parent, name throws(KustomizeError) in
                try parent.remove(at: name)
            }
            try edit(&document, path) { parent, name throws(KustomizeError) in try parent.add(moved, at: name) }
        case "copy":
            let copy = try lookUp(document, try source(of: operation)) ?? .null
            try budget.make(copy, below: depth)
            try edit(&document, path) { parent, name throws(KustomizeError) in try parent.add(copy, at: name) }
        default: throw invalid("has to be add, remove, replace, move, copy or test")
        }
    }

    private static func source(of operation: Value) throws(KustomizeError) -> String {
        guard let from = operation["from"]?.string, !names(from).isEmpty else { throw invalid("has no 'from'") }
        return from
    }

    static func invalid(_ message: String) -> KustomizeError { KustomizeError(.invalid, message) }

    /// Changes the container at the path's last but one step.
    private static func edit(
        _ document: inout Value, _ path: String, _ change: (inout Value, String) throws(KustomizeError) -> Void
    ) throws(KustomizeError) {
        let names = names(path)
        guard let last = names.last else { throw invalid("the document itself is meant, which cannot be changed so") }
        try edit(&document, names.dropLast(), last, change)
    }

    private static func edit(
        _ value: inout Value, _ names: ArraySlice<String>, _ last: String,
        _ change: (inout Value, String) throws(KustomizeError) -> Void
    ) throws(KustomizeError) {
        guard let name = names.first else { return try change(&value, last) }
        switch value {
        case .object(var members):
            guard var member = members[name] else { throw invalid("there is no '\(name)' on the way") }
            value = .null
            members[name] = .null
            defer {
                members[name] = member
                value = .object(members)
            }
            try edit(&member, names.dropFirst(), last, change)
        case .array(var elements):
            guard let index = index(name, count: elements.count), elements.indices.contains(index) else {
                throw invalid("there is no element '\(name)' on the way")
            }
            value = .null
            defer { value = .array(elements) }
            try edit(&elements[index], names.dropFirst(), last, change)
        default: throw invalid("a \(value.kindName) is on the way to '\(name)'")
        }
    }

    /// Nil where an object lacks the last name.
    private static func lookUp(_ document: Value, _ path: String) throws(KustomizeError) -> Value? {
        var value: Value? = document
        for (step, name) in names(path).enumerated() {
            switch value {
            case .object(let members)?: value = members[name]
            case .array(let elements)?:
                guard let index = index(name, count: elements.count), elements.indices.contains(index) else {
                    throw invalid("there is no element '\(name)'")
                }
                value = elements[index]
            default: throw invalid("there is nothing at step \(step + 1), '\(name)'")
            }
        }
        return value
    }

    private static func names(_ path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst().map { name in
            let bytes = Array(name).replacing(Array("~1".utf8), with: "/".utf8)
            return String(decoding: bytes.replacing(Array("~0".utf8), with: "~".utf8), as: UTF8.self)
        }
    }

    /// A negative index counts from the end.
    static func index(_ name: String, count: Int) -> Int? {
        guard let index = Int(name) else { return nil }
        return index < 0 ? index + count : index
    }
}

extension Value {
    fileprivate mutating func add(_ new: Value, at name: String) throws(KustomizeError) {
        switch self {
        case .object: self[name] = new
        case .array(var elements):
            self = .null
            defer { self = .array(elements) }
            if name == "-" { return elements.append(new) }
            // Counted in the list as it is then.
            guard let index = JSONPatch.index(name, count: elements.count + 1), (0...elements.count).contains(index)
            else { throw JSONPatch.invalid("the list has no place '\(name)'") }
            elements.insert(new, at: index)
        default: throw JSONPatch.invalid("nothing can be added to a \(kindName)")
        }
    }

    fileprivate mutating func replace(at name: String, with new: Value) throws(KustomizeError) {
        switch self {
        case .object: self[name] = new
        case .array(var elements):
            guard let index = JSONPatch.index(name, count: elements.count), elements.indices.contains(index) else {
                throw JSONPatch.invalid("the list has no element '\(name)'")
            }
            self = .null
            elements[index] = new
            self = .array(elements)
        default: throw JSONPatch.invalid("nothing can be replaced in a \(kindName)")
        }
    }

    fileprivate mutating func remove(at name: String) throws(KustomizeError) {
        switch self {
        case .object(var members):
            guard members.removeValue(forKey: name) != nil else { throw JSONPatch.invalid("there is no '\(name)'") }
            self = .object(members)
        case .array(var elements):
            guard let index = JSONPatch.index(name, count: elements.count), elements.indices.contains(index) else {
                throw JSONPatch.invalid("the list has no element '\(name)'")
            }
            elements.remove(at: index)
            self = .array(elements)
        default: throw JSONPatch.invalid("nothing can be removed from a \(kindName)")
        }
    }
}
