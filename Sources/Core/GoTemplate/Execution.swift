import GoValues

/// A value while it is worked on, with what Go's reflection would know of it.
struct Operand {
    var value: GoValue
    /// Whether it was found in a place that holds interfaces: a map or list of them, a field without a value. A nil from there
    /// is a nil interface, of which no field can be asked; any other nil is no value at all, and so are its fields.
    var isInterface: Bool

    init(_ value: GoValue, isInterface: Bool = false) {
        self.value = value
        self.isInterface = isInterface
    }

    /// No value at all.
    static var invalid: Operand { Operand(.null) }

    var isInvalid: Bool { !isInterface && value.isNull }
    var isNullInterface: Bool { isInterface && value.isNull }

    /// The name of the type by which Go would call the value where it was found.
    var typeName: String { isInterface ? "interface {}" : value.typeName }

    /// What the interface holds.
    var unwrapped: Operand { Operand(value) }
}

/// The execution of templates of a set, one inside the other.
final class Execution {
    let templates: TemplateSet
    let session: RenderSession
    private var output: [UInt8] = []
    /// The variables that are declared, the latest last. Those of outer templates lie below `frame`.
    private var variables: [(slot: Int, value: Operand)] = []
    private var frame = 0
    /// What is executed, for messages.
    private var template: Template?
    var node = 0

    /// Whether a loop goes on after a statement.
    private enum Flow { case next, leaveLoop, nextRound }

    init(templates: TemplateSet, session: RenderSession) {
        self.templates = templates
        self.session = session
    }

    func run(_ name: GoString, data: GoValue) throws(TemplateError) -> [UInt8] {
        guard let template = templates[name] else {
            let set = GoQuote.quote(GoString(templates.name))
            throw TemplateError(
                .missingTemplate, "template: no template \(GoQuote.quote(name)) associated with template \(set)")
        }
        try execute(template, data: Operand(data))
        return output
    }

    /// A template inside the running one, whose output the caller gets.
    func nested(_ name: GoString, data: GoValue) throws(TemplateError) -> [UInt8] {
        var inner: [UInt8] = []
        swap(&inner, &output)
        defer { swap(&inner, &output) }
        return try run(name, data: data)
    }

    private func execute(_ template: Template, data: Operand) throws(TemplateError) {
        try session.enter()
        let (outerFrame, outerTemplate, outerNode) = (frame, self.template, node)
        frame = variables.count
        self.template = template
        variables.append((Self.dollar, data))
        _ = try walk(template.body, dot: data)
        variables.removeLast(variables.count - frame)
        (frame, self.template, node) = (outerFrame, outerTemplate, outerNode)
        session.leave()
    }

    /// The slot of `$`, in all sources.
    static let dollar = -1
}

// MARK: Statements

extension Execution {
    private func walk(_ statements: [Statement], dot: Operand) throws(TemplateError) -> Flow {
        for statement in statements {
            let flow = try walk(statement, dot: dot)
            if flow != .next { return flow }
        }
        return .next
    }

    private func walk(_ statement: Statement, dot: Operand) throws(TemplateError) -> Flow {
        try session.charge(steps: 1)
        switch statement {
        case .text(let text): try write(text.bytes)
        case .action(let action):
            node = action.id
            let value = try evaluate(action.pipeline, dot: dot)
            if action.pipeline.variables.isEmpty { try write(value, of: action.id) }
        case .condition(let branch): return try walk(branch, dot: dot, isWith: false)
        case .with(let branch): return try walk(branch, dot: dot, isWith: true)
        case .range(let branch): return try walkRange(branch, dot: dot)
        case .template(let call): try walk(call, dot: dot)
        case .breakLoop: return .leaveLoop
        case .continueLoop: return .nextRound
        }
        return .next
    }

    private func walk(_ branch: Statement.Branch, dot: Operand, isWith: Bool) throws(TemplateError) -> Flow {
        node = branch.id
        try session.enter()
        let mark = variables.count
        let value = try evaluate(branch.pipeline, dot: dot)
        var flow = Flow.next
        if value.value.isTrue {
            flow = try walk(branch.body, dot: isWith ? value : dot)
        } else if let otherwise = branch.otherwise {
            flow = try walk(otherwise, dot: dot)
        }
        variables.removeLast(variables.count - mark)
        session.leave()
        return flow
    }

    private func walk(_ call: Statement.TemplateCall, dot: Operand) throws(TemplateError) {
        node = call.id
        guard let template = templates[call.name] else {
            throw error("template \(GoQuote.quote(call.name)) not defined")
        }
        var data = Operand.invalid
        if let pipeline = call.pipeline { data = try evaluate(pipeline, dot: dot) }
        try execute(template, data: data)
    }

    private func write(_ bytes: [UInt8]) throws(TemplateError) {
        try session.charge(bytes: bytes.count)
        output.append(contentsOf: bytes)
    }

    private func write(_ operand: Operand, of action: Int) throws(TemplateError) {
        node = action
        if case .string(let text) = operand.value { return try write(text.bytes) }
        if operand.value.isNull { return try write(Array("<no value>".utf8)) }
        if operand.value.kindName == "func" {
            throw error("can't print \(nodeText(action)) of type \(operand.value.typeName)")
        }
        let before = output.count
        do {
            try GoFormat.append(operand.value, to: &output)
        } catch {
            throw TemplateError(.limit, self.error(error.message).message)
        }
        try session.charge(bytes: output.count - before)
    }
}

// MARK: Loops

extension Execution {
    private func walkRange(_ branch: Statement.Branch, dot: Operand) throws(TemplateError) -> Flow {
        node = branch.id
        try session.enter()
        let mark = variables.count
        let value = try evaluate(branch.pipeline, dot: dot)
        let isEmpty = try iterate(over: value.value, branch)
        if isEmpty, let otherwise = branch.otherwise {
            let flow = try walk(otherwise, dot: dot)
            variables.removeLast(variables.count - mark)
            session.leave()
            return flow
        }
        variables.removeLast(variables.count - mark)
        session.leave()
        return .next
    }

    /// Gives whether there was nothing to iterate over.
    private func iterate(over value: GoValue, _ branch: Statement.Branch) throws(TemplateError) -> Bool {
        switch value.underlying {
        case .null: return true
        case .list(let list):
            let isInterface = list.type == .any
            // The elements as they are now: functions in the loop may change the list.
            for (index, element) in list.elements.enumerated() {
                let element = Operand(element, isInterface: isInterface)
                guard try round(branch, index: Operand(.int(index)), element: element) else { break }
            }
            return list.elements.isEmpty
        case .map(let map):
            let isInterface = map.type != .string
            let entries = map.entries.sorted { $0.key < $1.key }
            for (key, element) in entries {
                let element = Operand(element, isInterface: isInterface)
                guard try round(branch, index: Operand(.string(key)), element: element) else { break }
            }
            return entries.isEmpty
        case .bytes(let bytes):
            for (index, byte) in bytes.enumerated() {
                let element = Operand(.object(GoByte(byte)))
                guard try round(branch, index: Operand(.int(index)), element: element) else { break }
            }
            return bytes.isEmpty
        case .int(let count): return try self.count(to: count, value, branch) { .int($0) }
        case .int64(let count): return try self.count(to: Int(count), value, branch) { .int64(Int64($0)) }
        case .uint64(let count):
            return try self.count(to: Int(clamping: count), value, branch) { .uint64(UInt64($0)) }
        default: throw error("range can't iterate over \(text(of: value))")
        }
    }

    private func count(
        to count: Int, _ value: GoValue, _ branch: Statement.Branch, _ make: (Int) -> GoValue
    ) throws(TemplateError) -> Bool {
        guard branch.pipeline.variables.count < 2 else {
            throw error("can't use \(text(of: value)) to iterate over more than one variable")
        }
        var index = 0
        while index < count {
            guard try round(branch, index: .invalid, element: Operand(make(index))) else { break }
            index += 1
        }
        return count <= 0
    }

    /// One round of a loop; false where it was the last.
    private func round(_ branch: Statement.Branch, index: Operand, element: Operand) throws(TemplateError) -> Bool {
        try session.charge(steps: 1)
        let mark = variables.count
        let declared = branch.pipeline.variables
        if branch.pipeline.isAssignment {
            if let first = declared.first { try assign(first, declared.count > 1 ? index : element) }
            if declared.count > 1 { try assign(declared[1], element) }
        } else if !declared.isEmpty {
            variables[mark - 1].value = element
            if declared.count > 1 { variables[mark - 2].value = index }
        }
        let flow = try walk(branch.body, dot: element)
        variables.removeLast(variables.count - mark)
        return flow != .leaveLoop
    }
}

// MARK: Variables

extension Execution {
    func declare(_ variable: Variable, _ value: Operand) { variables.append((variable.slot, value)) }

    func assign(_ variable: Variable, _ value: Operand) throws(TemplateError) {
        variables[try index(of: variable)].value = value
    }

    func value(of variable: Variable) throws(TemplateError) -> Operand { variables[try index(of: variable)].value }

    /// Where the latest variable of the name is that was really declared: a declaration may have been passed over.
    private func index(of variable: Variable) throws(TemplateError) -> Int {
        var index = variables.count - 1
        while index >= frame {
            if variables[index].slot == variable.slot { return index }
            index -= 1
        }
        throw error("undefined variable: \(variable.name)")
    }
}

// MARK: Messages

extension Execution {
    func error(_ message: String) -> TemplateError {
        let place = place(of: node)
        let name = GoQuote.quote(GoString(place.template))
        var error = TemplateError(
            .execution,
            "template: \(place.source):\(place.line):\(place.column): executing \(name) at <\(nodeText(node))>: \(message)"
        )
        error.source = place.source
        error.line = place.line
        error.column = place.column
        return error
    }

    func nodeText(_ node: Int) -> String {
        guard let nodes = template?.source.nodes, nodes.indices.contains(node) else { return "" }
        return nodes[node].description
    }

    /// A value as `%v` prints it, for messages.
    func text(of value: GoValue) -> String {
        (try? GoFormat.text(value)).map { GoString(bytes: $0).string } ?? "a value that is too large"
    }

    func place(of node: Int) -> SourcePlace {
        guard let template, template.source.nodes.indices.contains(node) else {
            return SourcePlace(source: "", template: "", offset: 0, line: 1, column: 0)
        }
        let offset = template.source.nodes[node].offset
        let before = template.source.bytes[..<offset]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return SourcePlace(
            source: template.source.name, template: template.name.string, offset: offset,
            line: 1 + before.count { $0 == 0x0A }, column: offset - lineStart)
    }
}
