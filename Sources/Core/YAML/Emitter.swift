import Documents

/// Writes block style: two spaces per level, lists not indented below their key, long texts as literal blocks.
struct Emitter {
    private(set) var output = ""

    mutating func emitDocument(_ value: Value) {
        switch value {
        case .object(let members) where !members.isEmpty: emit(members, indent: 0, isContinued: false)
        case .array(let elements) where !elements.isEmpty: emit(elements, indent: 0, isContinued: false)
        default:
            emitScalar(value, indent: 2)
            output += "\n"
        }
    }

    /// With `isContinued` the first line is already indented, by the `- ` of a list.
    private mutating func emit(_ members: Object, indent: Int, isContinued: Bool) {
        var isContinued = isContinued
        for (key, value) in members {
            if !isContinued { pad(indent) }
            isContinued = false
            emitKey(key, indent: indent)
            switch value {
            case .object(let members) where !members.isEmpty:
                output += ":\n"
                emit(members, indent: indent + 2, isContinued: false)
            case .array(let elements) where !elements.isEmpty:
                output += ":\n"
                emit(elements, indent: indent, isContinued: false)
            default:
                output += ": "
                emitScalar(value, indent: indent + 2)
                output += "\n"
            }
        }
    }

    private mutating func emit(_ elements: [Value], indent: Int, isContinued: Bool) {
        var isContinued = isContinued
        for element in elements {
            if !isContinued { pad(indent) }
            isContinued = false
            output += "- "
            switch element {
            case .object(let members) where !members.isEmpty: emit(members, indent: indent + 2, isContinued: true)
            case .array(let elements) where !elements.isEmpty: emit(elements, indent: indent + 2, isContinued: true)
            default:
                emitScalar(element, indent: indent + 2)
                output += "\n"
            }
        }
    }

    /// A key of more than 1,024 characters is only found with a `?` before it.
    private mutating func emitKey(_ key: String, indent: Int) {
        let text = ScalarStyle(key).isLiteral ? ScalarStyle.doubleQuoted(key) : ScalarStyle.inline(key)
        guard text.utf8.count > 1000 else { return output += text }
        output += "? \(text)\n"
        pad(indent)
    }

    /// Without the newline at the end; further lines are indented by `indent`.
    private mutating func emitScalar(_ value: Value, indent: Int) {
        switch value {
        case .null: output += "null"
        case .bool(let value): output += value ? "true" : "false"
        case .integer(let value): output += String(value)
        case .double(let value): emit(value)
        case .array: output += "[]"
        case .object: output += "{}"
        case .string(let text):
            guard ScalarStyle(text).isLiteral else { return output += ScalarStyle.inline(text) }
            emitLiteral(text, indent: indent)
        }
    }

    /// As JSON has it: no infinities.
    private mutating func emit(_ double: Double) {
        guard double.isFinite else { return output += "null" }
        output += Int(exactly: double).map(String.init) ?? "\(double)"
    }

    private mutating func emitLiteral(_ text: String, indent: Int) {
        output += "|"
        // A reader takes the indentation from the first line, unless it is told.
        if let first = text.utf8.first, [0x20, 0x09, 0x0A].contains(first) { output += "2" }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        switch (lines.last?.isEmpty ?? false, lines.dropLast().last?.isEmpty ?? false) {
        case (false, _): output += "-"
        case (true, true): output += "+"
        case (true, false): break
        }
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        for line in lines {
            output += "\n"
            guard !line.isEmpty else { continue }
            pad(indent)
            output += line
        }
    }

    private mutating func pad(_ indent: Int) { output += String(repeating: " ", count: indent) }
}
