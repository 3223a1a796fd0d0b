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
    var variables: [(slot: Int, value: Operand)] = []
    private var frame = 0
    /// What is executed, for messages.
    var template: Template?
    var node = 0

    /// Whether a loop goes on after a statement.
    enum Flow { case next, leaveLoop, nextRound }

    init(templates: TemplateSet, session: RenderSession) {
        self.templates = templates
        self.session = session
    }

    func run(_ name: GoString, data: GoValue) throws(TemplateError) -> [UInt8] {
        try run(templates[name], name, data: data)
    }

    /// - Parameter name: what was asked for, for the message where it is not there.
    func run(_ template: Template?, _ name: GoString, data: GoValue) throws(TemplateError) -> [UInt8] {
        guard let template else {
            let set = GoQuote.quote(GoString(templates.name))
            throw TemplateError(
                .missingTemplate, "template: no template \(GoQuote.quote(name)) associated with template \(set)")
        }
        session.recorder?.enter()
        try execute(template, data: Operand(data))
        session.recorder?.leave(template, output)
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
        let (outerFrame, outerTemplate, outerNode) = (frame, self.template, node)
        let (mark, depth) = (variables.count, session.depth)
        try session.enter()
        // Also after an error: the caller's message says where the caller is.
        defer {
            variables.removeLast(variables.count - mark)
            (frame, self.template, node) = (outerFrame, outerTemplate, outerNode)
            session.depth = depth
        }
        frame = mark
        self.template = template
        variables.append((Self.dollar, data))
        do throws(TemplateError) {
            _ = try walk(template.body, dot: data)
        } catch {
            throw error.source == nil ? located(error) : error
        }
    }

    /// The slot of `$`, in all sources.
    static let dollar = -1
}

// MARK: Statements

extension Execution {
    func walk(_ statements: [Statement], dot: Operand) throws(TemplateError) -> Flow {
        // By index: an iterator would hold the statements once more.
        for index in statements.indices {
            let flow = try walk(statements[index], dot: dot)
            if flow != .next { return flow }
        }
        return .next
    }

    private func walk(_ statement: Statement, dot: Operand) throws(TemplateError) -> Flow {
        try session.charge(steps: 1)
        switch statement {
        case .text(let text):
            try write(text.bytes)
            session.recorder?.note(statement, of: template, from: output.count - text.bytes.count, to: output.count)
        case .action(let action):
            node = action.id
            let start = output.count
            session.recorder?.begin()
            let value = try evaluate(action.pipeline, dot: dot)
            if action.pipeline.variables.isEmpty { try write(value, of: action.id) }
            session.recorder?.end(statement, of: template, from: start, to: output.count)
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
        session.recorder?.begin()
        let value = try evaluate(branch.pipeline, dot: dot)
        if isWith { session.recorder?.enterScope(over: nil) } else { session.recorder?.passOn() }
        var flow = Flow.next
        if value.value.isTrue {
            flow = try walk(branch.body, dot: isWith ? value : dot)
        } else if let otherwise = branch.otherwise {
            flow = try walk(otherwise, dot: dot)
        }
        if isWith { session.recorder?.leaveScope() }
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
        node = call.id
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
        if case .object(let object) = operand.value, let text = object.textInPlace { return try write(text.bytes) }
        if operand.value.kindName == "func" {
            throw error("can't print \(nodeText(action)) of type \(operand.value.typeName)")
        }
        let before = output.count
        do {
            try GoFormat.append(operand.value, to: &output)
        } catch {
            throw TemplateError(.limit, error.message)
        }
        try session.charge(bytes: output.count - before)
    }
}

// MARK: Variables

extension Execution {
    func declare(_ variable: Variable, _ value: Operand) {
        session.recorder?.setVariable(at: variables.count)
        variables.append((variable.slot, value))
    }

    func assign(_ variable: Variable, _ value: Operand) throws(TemplateError) {
        let index = try index(of: variable)
        session.recorder?.setVariable(at: index)
        variables[index].value = value
    }

    func value(of variable: Variable) throws(TemplateError) -> Operand {
        let index = try index(of: variable)
        session.recorder?.readVariable(at: index)
        return variables[index].value
    }

    /// Where the latest variable of the name is that was really declared: a declaration may have been passed over.
    private func index(of variable: Variable) throws(TemplateError) -> Int {
        var index = variables.count - 1
        while index >= frame {
            if variables[index].slot == variable.slot {
                // A long way back is work, too.
                try session.charge(steps: (variables.count - index) >> 6)
                return index
            }
            index -= 1
        }
        throw error("undefined variable: \(variable.name)")
    }
}
