import GoTemplate
import GoValues

/// The functions of one kind, on their way into a table.
struct FunctionEntries {
    /// What a function does that depends on nothing but its arguments, which have been checked against its signature.
    typealias Body = @Sendable ([GoValue]) throws -> GoValue

    private(set) var functions: [String: TemplateFunction] = [:]

    /// Adds a function that depends on nothing but its arguments.
    mutating func add(_ name: String, _ parameters: GoType..., variadic: GoType? = nil, body: @escaping Body) {
        add(name, parameters, variadic: variadic, body: body)
    }

    mutating func add(_ name: String, _ parameters: [GoType], variadic: GoType? = nil, body: @escaping Body) {
        addCalling(name, parameters, variadic: variadic) { invocation, arguments in
            let result = try body(arguments)
            switch result {
            case .string(let text): try invocation.session.charge(bytes: text.count)
            case .list(let list):
                try invocation.session.charge(steps: list.count)
                // The keys of a map are there already.
                if name != "keys" { try invocation.session.charge(bytes: list.bytesOfTexts) }
            default: break
            }
            return result
        }
    }

    /// Adds a function that needs to know of the render that calls it, and charges for what it makes itself. What it may
    /// have to look at is charged for before.
    mutating func addCalling(
        _ name: String, _ parameters: [GoType], variadic: GoType? = nil, body: @escaping TemplateFunction.Body
    ) {
        var signature = GoSignature(variadic: variadic)
        signature.parameters = parameters
        functions[name] = TemplateFunction(name, signature) { invocation, arguments in
            try invocation.session.charge(steps: FunctionBounds.size(of: arguments))
            try invocation.session.requireRoom(for: FunctionBounds.room(for: arguments))
            return try body(invocation, arguments)
        }
    }

    /// Gives a function other names besides.
    mutating func alias(_ name: String, as others: String...) {
        guard let function = functions[name] else { return }
        for other in others { functions[other] = TemplateFunction(other, function.signature, function.body) }
    }
}

/// How much a function may produce: what a template asks for by one number must not fill the memory.
enum FunctionBounds {
    /// How many elements a generated list may have.
    static let elements = 1_000_000
    /// How long a produced text may be.
    static let bytes = GoBounds.bytes

    /// The memory that there has to be for what is made of these: much of it is counted only when it is there.
    static func room(for arguments: [GoValue]) -> Int {
        arguments.reduce(0) { sum, argument in
            switch argument.underlying {
            case .string(let text): sum + text.count
            case .bytes(let bytes): sum + bytes.count * GoMemory.element
            case .list(let list): sum + list.count * 2 * GoMemory.element
            default: sum
            }
        }
    }

    /// The steps that it takes to look at all arguments.
    static func size(of arguments: [GoValue]) -> Int {
        arguments.reduce(0) { sum, argument in
            switch argument {
            case .string(let text): sum + text.count >> 6
            case .bytes(let bytes): sum + bytes.count >> 6
            case .list(let list): sum + list.count >> 3
            case .map(let map): sum + map.count >> 3
            default: sum
            }
        }
    }

    /// Stops before a text is produced that is too long.
    static func check(bytes count: Int, of function: String) throws(GoError) {
        guard count <= bytes else { throw .limit("\(function): the result would be larger than \(bytes) bytes") }
    }

    /// Stops before a list is produced that is too long.
    static func check(elements count: Int, of function: String) throws(GoError) {
        guard count <= elements else {
            throw .limit("\(function): the result would have more than \(elements) elements")
        }
    }
}

extension GoList {
    /// Of a list of texts that has been made.
    var bytesOfTexts: Int {
        guard type == .string else { return 0 }
        return elements.reduce(0) { sum, element in
            if case .string(let text) = element { sum + text.count } else { sum }
        }
    }
}

/// Arguments by their declared types. What the signature excludes gives the type's zero value.
extension [GoValue] {
    func text(_ index: Int) -> GoString {
        if case .string(let text) = self[index] { text } else { self[index].text ?? GoString() }
    }

    func int(_ index: Int) -> Int {
        if case .int(let value) = self[index].underlying { value } else { 0 }
    }

    func float(_ index: Int) -> Double {
        if case .float(let value) = self[index].underlying { value } else { 0 }
    }

    func bool(_ index: Int) -> Bool {
        if case .bool(let value) = self[index].underlying { value } else { false }
    }

    /// Nil for Go's nil map.
    func map(_ index: Int) -> GoMap? {
        if case .map(let map) = self[index].underlying { map } else { nil }
    }

    /// Nil for Go's nil slice.
    func list(_ index: Int) -> GoList? {
        if case .list(let list) = self[index].underlying { list } else { nil }
    }

    func object<Wanted>(_ index: Int, as type: Wanted.Type) -> Wanted? {
        if case .object(let object) = self[index] { object as? Wanted } else { nil }
    }
}

extension GoError {
    /// What Go's runtime says when a nil interface is asked for its type.
    static let nilDereference = GoError("runtime error: invalid memory address or nil pointer dereference")
}
