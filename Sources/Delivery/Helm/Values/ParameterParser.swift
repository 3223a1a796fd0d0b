import Documents
import GoValues
import GoYAML

/// Helm's grammar of `--set`, with its messages.
struct ParameterParser {
    /// The highest index of a list.
    private static let indexLimit = 65_536
    /// How many names one key may have.
    private static let depthLimit = 30

    private enum Outcome {
        case more
        case end
    }

    private var reader: ParameterReader
    private let budget: ParameterBudget
    private let style: Parameters.Style
    private let convert: (String) throws(HelmError) -> GoValue
    private let keyStops: Set<Unicode.Scalar>

    init(
        _ text: String, _ style: Parameters.Style, budget: ParameterBudget,
        convert: @escaping (String) throws(HelmError) -> GoValue
    ) {
        self.budget = budget
        reader = ParameterReader(text)
        self.style = style
        self.convert = convert
        keyStops = style == .literal ? ["=", "[", "."] : ["=", "[", ",", "."]
    }

    mutating func run(into values: GoMap) throws(HelmError) {
        while try assign(in: values, depth: 0) == .more {}
    }

    /// One name of a key, and all that follows it.
    private mutating func assign(in map: GoMap, depth: Int) throws(HelmError) -> Outcome {
        let (name, stop) = reader.until(keyStops, escapes: style != .literal)
        switch stop {
        case "[": return try assignList(name, in: map, depth: depth)
        case "=":
            let (value, outcome) = try value()
            Self.set(name, value, in: map)
            return outcome
        case ".": return try assignMap(name, in: map, depth: depth + 1)
        case .some:
            Self.set(name, .string(""), in: map)
            throw Self.error("key \(quoted(name)) has no value (cannot end with ,)")
        case nil:
            guard name.isEmpty else { throw Self.error("key \(quoted(name)) has no value") }
            return .end
        }
    }

    private mutating func assignMap(_ name: String, in map: GoMap, depth: Int) throws(HelmError) -> Outcome {
        try Self.check(depth: depth)
        let inner: GoMap
        switch map[GoString(name)] {
        case nil: inner = GoMap()
        case .map(let existing)?: inner = existing
        case .some(let other): throw Self.mismatch(other, wanted: "map[string]interface {}")
        }
        let outcome = try assign(in: inner, depth: depth)
        guard outcome == .end || !inner.entries.isEmpty else {
            throw Self.error("key map \(quoted(name)) has no value")
        }
        if !inner.entries.isEmpty { Self.set(name, .map(inner), in: map) }
        return outcome
    }

    private static func check(depth: Int) throws(HelmError) {
        guard depth <= depthLimit else {
            throw error("value name nested level is greater than maximum supported nested level of \(depthLimit)")
        }
    }

    private mutating func assignList(_ name: String, in map: GoMap, depth: Int) throws(HelmError) -> Outcome {
        guard let index = try index() else { return .end }
        let list: [GoValue]
        switch map[GoString(name)] {
        case nil: list = []
        case .list(let existing)?: list = existing.elements
        case .some(let other): throw Self.mismatch(other, wanted: "[]interface {}")
        }
        let (changed, outcome) = try assign(at: index, of: list, depth: depth)
        Self.set(name, .list(changed), in: map)
        return outcome
    }

    /// What follows a `]`.
    private mutating func assign(
        at index: Int, of list: [GoValue], depth: Int
    ) throws(HelmError) -> ([GoValue], Outcome) {
        guard index >= 0 else { throw Self.error("negative \(index) index not allowed") }
        let (text, stop) = reader.until(["[", ".", "="], escapes: style != .literal)
        guard text.isEmpty else {
            let characters = text.unicodeScalars.map { GoQuote.quote(rune: $0.value).string }
            throw Self.error("unexpected data at end of array index: [\(characters.joined(separator: " "))]")
        }
        switch stop {
        case "=":
            let (value, _) = try value()
            return (try setting(value, at: index, of: list), .more)
        case "[":
            try Self.check(depth: depth + 1)
            guard let next = try self.index() else { return (list, .end) }
            let inner = try Self.list(at: index, of: list)
            let (changed, outcome) = try assign(at: next, of: inner, depth: depth + 1)
            return outcome == .end ? (list, .end) : (try setting(.list(changed), at: index, of: list), .more)
        case ".": return try assignElement(at: index, of: list, depth: depth)
        default: return (list, .end)
        }
    }

    /// What follows a `].`. Where nothing does, Helm leaves the list as it is.
    private mutating func assignElement(
        at index: Int, of list: [GoValue], depth: Int
    ) throws(HelmError) -> ([GoValue], Outcome) {
        var list = list
        var inner = GoMap()
        if index < list.count {
            if case .map(let existing) = list[index] { inner = existing } else { list[index] = .map(inner) }
        }
        let outcome = try assign(in: inner, depth: depth)
        return outcome == .end ? (list, .end) : (try setting(.map(inner), at: index, of: list), .more)
    }
}

extension ParameterParser {
    /// Nil where the line ends inside of it, which Helm lets pass.
    private mutating func index() throws(HelmError) -> Int? {
        let (text, stop) = reader.until(["]"], escapes: style != .literal)
        guard stop != nil else { return nil }
        guard let index = Int(text) else {
            throw Self.error("error parsing index: strconv.Atoi: parsing \(quoted(text)): invalid syntax")
        }
        return index
    }

    /// What follows a `=`, up to the comma that ends it.
    private mutating func value() throws(HelmError) -> (GoValue, Outcome) {
        switch style {
        case .json: return try json()
        case .literal:
            return (.string(reader.until([], escapes: false).text), .more)
        case .typed, .text:
            guard !reader.isAtEnd else { return (.string(""), .end) }
            if reader.skip("{") { return (.list(try elements()), .more) }
            return (try convert(reader.until([","], escapes: true).text), .more)
        }
    }

    private mutating func json() throws(HelmError) -> (GoValue, Outcome) {
        if reader.skipToComma() { return (.null, .more) }
        do {
            let value = try GoJSON.unmarshal(Array(reader.json().utf8), limits: .file)
            _ = reader.skipToComma()
            return (value, .more)
        } catch {
            // Helm reads on as long as there is something, and so misses what is not there in other words.
            throw Self.error(error.message.replacing("unexpected end of JSON input", with: "unexpected EOF"))
        }
    }

    /// `{x,y}` after its brace.
    private mutating func elements() throws(HelmError) -> [GoValue] {
        var elements: [GoValue] = []
        while true {
            let (text, stop) = reader.until([",", "}"], escapes: true)
            guard let stop else { throw Self.error("list must terminate with '}'") }
            elements.append(try convert(text))
            guard stop == "}" else { continue }
            _ = reader.skip(",")
            return elements
        }
    }

    /// A key without a name is not set, as in Helm.
    private static func set(_ name: String, _ value: GoValue, in map: GoMap) {
        if !name.isEmpty { map[GoString(name)] = value }
    }

    private mutating func setting(
        _ value: GoValue, at index: Int, of list: [GoValue]
    ) throws(HelmError) -> [GoValue] {
        guard index <= Self.indexLimit else {
            throw Self.error("index of \(index) is greater than maximum supported index of \(Self.indexLimit)")
        }
        try budget.take(elements: max(list.count, index + 1))
        var list = list
        if list.count <= index { list += repeatElement(.null, count: index + 1 - list.count) }
        list[index] = value
        return list
    }

    private static func list(at index: Int, of list: [GoValue]) throws(HelmError) -> [GoValue] {
        guard index < list.count else { return [] }
        switch list[index] {
        case .null: return []
        case .list(let inner): return inner.elements
        case let other: throw mismatch(other, wanted: "[]interface {}")
        }
    }

    private static func mismatch(_ value: GoValue, wanted: String) -> HelmError {
        let type = value.isNull ? "nil" : value.typeName
        return error("unable to parse key: interface conversion: interface {} is \(type), not \(wanted)")
    }

    private static func error(_ message: String) -> HelmError { HelmError(.values, message) }
}
