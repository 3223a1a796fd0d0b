import GoValues

// How Go writes the nodes of a template in its messages.

extension Statement: CustomStringConvertible {
    var description: String {
        switch self {
        case .text(let text): GoString(bytes: text.bytes).string
        case .action(let action): "{{\(action.pipeline)}}"
        case .condition(let branch): branch.description("if")
        case .with(let branch): branch.description("with")
        case .range(let branch): branch.description("range")
        case .template(let call):
            "{{template \(GoQuote.quote(call.name))\(call.pipeline.map { " \($0)" } ?? "")}}"
        case .breakLoop: "{{break}}"
        case .continueLoop: "{{continue}}"
        }
    }
}

extension Statement.Branch {
    fileprivate func description(_ keyword: String) -> String {
        var text = "{{\(keyword) \(pipeline)}}" + body.map(\.description).joined()
        if let otherwise { text += "{{else}}" + otherwise.map(\.description).joined() }
        return text + "{{end}}"
    }
}

extension Pipeline: CustomStringConvertible {
    var description: String {
        var text = variables.map(\.description).joined(separator: ", ")
        if !variables.isEmpty { text += isAssignment ? " = " : " := " }
        return text + commands.map(\.description).joined(separator: " | ")
    }
}

extension Command: CustomStringConvertible {
    var description: String { ([first] + rest).map(\.wordDescription).joined(separator: " ") }
}

extension Variable: CustomStringConvertible {
    var description: String { name.string + fields.map { ".\($0.text)" }.joined() }
}

extension Expression: CustomStringConvertible {
    var description: String {
        switch self {
        case .dot: "."
        case .null: "nil"
        case .bool(_, let value): value ? "true" : "false"
        case .number(let number): number.constant.text
        case .string(let literal): literal.quoted.string
        case .field(let field): field.names.map { ".\($0.text)" }.joined()
        case .variable(let variable): variable.description
        case .function(let function): function.name.string
        case .chain(let chain): chain.base.wordDescription + chain.fields.map { ".\($0.text)" }.joined()
        case .pipeline(let pipeline): pipeline.description
        }
    }

    /// As a word among others, where a pipeline has parentheses.
    fileprivate var wordDescription: String {
        if case .pipeline(let pipeline) = self { return "(\(pipeline))" }
        return description
    }
}
