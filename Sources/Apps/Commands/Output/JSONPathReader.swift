import Documents

/// Reads a template of jsonpath.
struct JSONPathReader {
    private var rest: Substring

    /// Filters may hold paths with filters; nobody types them this deep.
    private static let mostNested = 8

    init(_ text: String) { rest = text[...] }

    mutating func template() throws(CommandError) -> [JSONPathTemplate.Piece] {
        let pieces = try pieces(isRange: false, depth: 0)
        return pieces
    }

    private mutating func pieces(isRange: Bool, depth: Int) throws(CommandError) -> [JSONPathTemplate.Piece] {
        guard depth <= Self.mostNested else { throw fault("ranges in ranges in ranges") }
        var pieces: [JSONPathTemplate.Piece] = []
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
            rest = rest[rest.index(after: open)...]
            skipSpaces()
            if take("end") {
                try close()
                guard isRange else { throw fault("{end} without {range}") }
                return pieces
            }
            if take("range ") {
                let steps = try path(depth: depth)
                try close()
                pieces.append(.range(steps, try self.pieces(isRange: true, depth: depth + 1)))
            } else if let quote = rest.first, quote == "\"" || quote == "'" {
                pieces.append(.text(try quoted()))
                try close()
            } else {
                pieces.append(.path(try path(depth: depth)))
                try close()
            }
        }
        guard !isRange else { throw fault("{range} without {end}") }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        rest = ""
        return pieces
    }

    private mutating func path(depth: Int) throws(CommandError) -> [JSONPathTemplate.Step] {
        var steps: [JSONPathTemplate.Step] = []
        skipSpaces()
        _ = take("$") || take("@")
        if let first = rest.first, Self.isName(first) { steps.append(.field(name())) }
        while let next = rest.first {
            if take("..") {
                steps.append(.descendants)
                if let step = afterDot() { steps.append(step) }
            } else if next == "." {
                rest = rest.dropFirst()
                if let step = afterDot() { steps.append(step) }
            } else if take("[") {
                steps.append(try bracket(depth: depth))
            } else {
                break
            }
        }
        skipSpaces()
        return steps
    }

    private mutating func afterDot() -> JSONPathTemplate.Step? {
        if take("*") { return .all }
        let name = name()
        return name.isEmpty ? nil : .field(name)
    }

    /// A dot in a name is escaped: `metadata.labels.app\.kubernetes\.io/name`.
    private mutating func name() -> String {
        var name = ""
        while let character = rest.first {
            if character == "\\", let escaped = rest.dropFirst().first {
                name.append(escaped)
                rest = rest.dropFirst(2)
            } else if Self.isName(character) {
                name.append(character)
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        return name
    }

    private static func isName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "_-/\\:".contains(character)
    }

    private mutating func bracket(depth: Int) throws(CommandError) -> JSONPathTemplate.Step {
        skipSpaces()
        let step: JSONPathTemplate.Step
        if take("?(") {
            step = .filter(try filter(depth: depth + 1))
            guard take(")") else { throw fault("a filter without its closing parenthesis") }
        } else if take("*") {
            step = .all
        } else if let quote = rest.first, quote == "'" || quote == "\"" {
            step = .field(try quoted())
        } else {
            guard let end = rest.firstIndex(of: "]") else { throw fault("a bracket that is not closed") }
            step = try indices(String(rest[..<end]))
            rest = rest[end...]
        }
        skipSpaces()
        guard take("]") else { throw fault("a bracket that is not closed") }
        return step
    }

    private func indices(_ text: String) throws(CommandError) -> JSONPathTemplate.Step {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        if parts.count > 1 {
            let numbers = parts.map { Int($0) }
            let by = parts.count > 2 ? numbers[2] ?? 1 : 1
            guard parts.count <= 3, by > 0, zip(parts, numbers).allSatisfy({ $0.isEmpty || $1 != nil }) else {
                throw fault("[\(text)]")
            }
            return .slice(from: numbers[0], to: numbers[1], by: by)
        }
        let numbers = text.split(separator: ",").compactMap { Int($0.filter { $0 != " " }) }
        guard !numbers.isEmpty, numbers.count == text.split(separator: ",").count else { throw fault("[\(text)]") }
        return numbers.count == 1 ? .index(numbers[0]) : .indices(numbers)
    }

    private mutating func filter(depth: Int) throws(CommandError) -> JSONPathTemplate.Filter {
        guard depth <= Self.mostNested else { throw fault("filters in filters in filters") }
        let path = try path(depth: depth)
        let comparison = JSONPathTemplate.Filter.Comparison.allCases.first { rest.hasPrefix($0.rawValue) }
        guard let comparison else { return JSONPathTemplate.Filter(path: path) }
        rest = rest.dropFirst(comparison.rawValue.count)
        skipSpaces()
        let operand: Value
        if let quote = rest.first, quote == "\"" || quote == "'" {
            operand = .string(try quoted())
        } else {
            let word = String(rest.prefix { $0 != ")" && $0 != " " })
            rest = rest.dropFirst(word.count)
            switch word {
            case "true": operand = true
            case "false": operand = false
            default:
                guard let number = Double(word) else { throw fault(word) }
                operand = Int(word).map(Value.integer) ?? .double(number)
            }
        }
        skipSpaces()
        return JSONPathTemplate.Filter(path: path, comparison: comparison, operand: operand)
    }

    /// A text in quotes, with the escapes of Go that people use.
    private mutating func quoted() throws(CommandError) -> String {
        let quote = rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            if character == quote { return text }
            guard character == "\\", let escaped = rest.popFirst() else {
                text.append(character)
                continue
            }
            switch escaped {
            case "n": text.append("\n")
            case "t": text.append("\t")
            default: text.append(escaped)
            }
        }
        throw fault("a quote that is not closed")
    }

    private mutating func close() throws(CommandError) {
        skipSpaces()
        guard take("}") else { throw fault(rest.isEmpty ? "a brace that is not closed" : String(rest.prefix(40))) }
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }

    private mutating func skipSpaces() { rest = rest.drop { $0 == " " } }

    private func fault(_ what: String) -> CommandError {
        CommandError(.usage, "this jsonpath is not understood: \(Plain.line(what))")
    }
}
