import GoValues

/// Go's own functions.
extension Execution {
    @inline(never)
    func call(
        _ builtin: Builtin, node: Int, dot: Operand, _ arguments: Arguments
    ) throws(TemplateError) -> Operand {
        try checkCount(of: arguments, builtin.signature, builtin.rawValue)
        if builtin == .and || builtin == .or { return try junction(builtin, dot: dot, arguments) }
        let isPrintf = builtin == .printf
        var operands: [Operand] = []
        operands.reserveCapacity(arguments.count)
        for (index, word) in arguments.words.enumerated() {
            operands.append(try argument(word, isPrintf && index == 0 ? .string : .any, dot: dot))
        }
        if let final = arguments.final {
            operands.append(try validated(final, isPrintf && operands.isEmpty ? .string : .any))
        }
        let callee = builtin == .call ? arguments.words.first.map(\.description) : nil
        return try guarded(builtin.rawValue, node) { try self.result(of: builtin, operands, callee) }
    }

    /// `and` and `or` evaluate only as many arguments as they need, and give the one that decides.
    private func junction(_ builtin: Builtin, dot: Operand, _ arguments: Arguments) throws(TemplateError) -> Operand {
        var value = Operand.invalid
        for word in arguments.words {
            value = try argument(word, .reflection, dot: dot)
            if value.value.isTrue == (builtin == .or) { return value }
        }
        return arguments.final ?? value
    }

    /// Notes what `index` looks up.
    @inline(never)
    private func note(_ values: [GoValue], _ recorder: OutputRecorder) {
        guard let first = values.first, var path = recorder.path(of: first) else { return }
        for index in values.dropFirst() {
            switch index {
            case .string(let key): path.append(key.string)
            case .int(let place): path.append(String(place))
            default: return
            }
        }
        recorder.read(path)
    }

    private func result(of builtin: Builtin, _ operands: [Operand], _ callee: String?) throws -> GoValue {
        let values = operands.map(\.value)
        switch builtin {
        case .eq: return .bool(try GoComparison.isEqual(values[0], toAnyOf: Array(values.dropFirst())))
        case .ne: return .bool(try !GoComparison.isEqual(values[0], toAnyOf: [values[1]]))
        case .lt: return .bool(try GoComparison.isLess(values[0], than: values[1]))
        case .le: return .bool(try isAtMost(values))
        case .gt: return .bool(try !isAtMost(values))
        case .ge: return .bool(try !GoComparison.isLess(values[0], than: values[1]))
        case .not: return .bool(!values[0].isTrue)
        case .len: return .int(try GoIndexing.length(of: values[0], isInterface: operands[0].isInterface))
        case .index:
            if let recorder = session.recorder { note(values, recorder) }
            return try GoIndexing.index(values[0], Array(values.dropFirst()))
        case .slice:
            let indexes = operands.dropFirst().map { $0.isInterface ? .object(UnopenedInterface()) : $0.value }
            return try GoIndexing.slice(values[0], indexes)
        case .call: return try call(values, callee)
        case .print: return .string(GoString(bytes: try GoFormat.sprint(values)))
        case .println: return .string(GoString(bytes: try GoFormat.sprintln(values)))
        case .printf: return try formatted(values)
        case .html: return .string(GoString(bytes: GoEscaping.html(try printed(operands))))
        case .js: return .string(GoString(bytes: GoEscaping.javaScript(try printed(operands))))
        case .urlquery: return .string(GoString(bytes: GoEscaping.query(try printed(operands))))
        case .and, .or: return .null
        }
    }

    private func isAtMost(_ values: [GoValue]) throws -> Bool {
        if try GoComparison.isLess(values[0], than: values[1]) { return true }
        return try GoComparison.isEqual(values[0], toAnyOf: [values[1]])
    }

    private func formatted(_ values: [GoValue]) throws -> GoValue {
        let text = try GoFormat.sprintf(values[0].text ?? "", Array(values.dropFirst()))
        try session.charge(bytes: text.count)
        return .string(GoString(bytes: text))
    }

    /// The arguments as an action would print them, which for nil is not as `print` does.
    private func printed(_ operands: [Operand]) throws -> [UInt8] {
        if operands.count == 1, let text = operands[0].value.text { return text.bytes }
        return try GoFormat.sprint(operands.map { $0.value.isNull ? "<no value>" : $0.value })
    }

    private func call(_ values: [GoValue], _ callee: String?) throws -> GoValue {
        let name = callee ?? text(of: values[0])
        guard !values[0].isNull else { throw GoError("call of nil") }
        guard case .object(let object) = values[0], let function = object as? GoFunction else {
            throw GoError("non-function \(name) of type \(values[0].typeName)")
        }
        let signature = function.method.signature
        let wanted = signature.parameters.count
        let arguments = Array(values.dropFirst())
        if signature.variadic != nil, arguments.count < wanted {
            throw GoError("wrong number of args for \(name): got \(arguments.count) want at least \(wanted)")
        }
        if signature.variadic == nil, arguments.count != wanted {
            throw GoError("wrong number of args for \(name): got \(arguments.count) want \(wanted)")
        }
        for (index, argument) in arguments.enumerated() {
            let type = index < wanted ? signature.parameters[index] : signature.variadic ?? .any
            if argument.isNull {
                guard type.acceptsNil else {
                    throw GoError("arg \(index): value is nil; should be of type \(type.name)")
                }
            } else if !type.accepts(argument) {
                throw GoError("arg \(index): value has type \(argument.typeName); should be \(type.name)")
            }
        }
        return try function.method.body(arguments)
    }
}

/// An index of `slice` that stands in an interface: Go looks into the interface of what is sliced, but not of its indexes,
/// and so refuses them.
private final class UnopenedInterface: GoObject {
    var typeName: String { "interface {}" }
    var kindName: String { "interface" }
}
