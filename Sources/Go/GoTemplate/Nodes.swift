import GoValues

/// A template: its name, what it does, and the source that it stands in.
final class Template: Sendable {
    let name: GoString
    let body: [Statement]
    let source: Source

    init(name: GoString, body: [Statement], source: Source) {
        self.name = name
        self.body = body
        self.source = source
    }

    /// Whether there is nothing but space.
    var isEmpty: Bool { Statement.areEmpty(body) }
}

/// A source text and where the nodes found in it stand, by their numbers. Only messages need it.
final class Source: Sendable {
    let name: String
    let bytes: [UInt8]
    let offsets: [Int]

    init(name: String, bytes: [UInt8], offsets: [Int]) {
        self.name = name
        self.bytes = bytes
        self.offsets = offsets
    }
}

/// What a template consists of.
enum Statement: Sendable {
    case text(Text)
    /// A pipeline whose value is printed, unless it declares variables.
    case action(Action)
    case condition(Branch)
    case with(Branch)
    case range(Branch)
    case template(TemplateCall)
    case breakLoop(id: Int)
    case continueLoop(id: Int)

    struct Text: Sendable {
        let id: Int
        let bytes: [UInt8]
    }

    struct Action: Sendable {
        let id: Int
        let pipeline: Pipeline
    }

    final class Branch: Sendable {
        let id: Int
        let pipeline: Pipeline
        let body: [Statement]
        /// Nil where there is no `else`.
        let otherwise: [Statement]?

        init(id: Int, pipeline: Pipeline, body: [Statement], otherwise: [Statement]?) {
            self.id = id
            self.pipeline = pipeline
            self.body = body
            self.otherwise = otherwise
        }
    }

    final class TemplateCall: Sendable {
        let id: Int
        let name: GoString
        /// Nil where the template gets no data.
        let pipeline: Pipeline?

        init(id: Int, name: GoString, pipeline: Pipeline?) {
            self.id = id
            self.name = name
            self.pipeline = pipeline
        }
    }

    var id: Int {
        switch self {
        case .text(let text): text.id
        case .action(let action): action.id
        case .condition(let branch), .with(let branch), .range(let branch): branch.id
        case .template(let call): call.id
        case .breakLoop(let id), .continueLoop(let id): id
        }
    }

    static func areEmpty(_ statements: [Statement]) -> Bool {
        statements.allSatisfy { statement in
            switch statement {
            case .text(let text): GoString(bytes: text.bytes).isBlank
            default: false
            }
        }
    }
}

/// Commands of which each gets the value of the one before as its last argument, with the variables that get the last one's.
final class Pipeline: Sendable {
    let id: Int
    let variables: [Variable]
    /// Whether the variables are assigned to (`=`) instead of declared (`:=`).
    let isAssignment: Bool
    let commands: [Command]

    init(id: Int, variables: [Variable], isAssignment: Bool, commands: [Command]) {
        self.id = id
        self.variables = variables
        self.isAssignment = isAssignment
        self.commands = commands
    }
}

/// A function, method or value, and its arguments.
struct Command: Sendable {
    let id: Int
    /// What is called.
    let first: Expression
    /// Its arguments.
    let rest: [Expression]
}

/// A name after a dot, as the key of a map and as the name of a field or method.
struct FieldName: Sendable {
    let key: GoString
    let text: String

    /// - Parameter name: letters, digits and underscores, without the dot.
    init(_ name: ArraySlice<UInt8>) {
        key = GoString(part: name)
        text = String(decoding: name, as: UTF8.self)
    }
}

/// `$x.y.z`
final class Variable: Sendable {
    let id: Int
    /// With its dollar sign.
    let name: GoString
    /// A number for the name, one per source.
    let slot: Int
    let fields: [FieldName]

    /// The name of the data that a template gets, which is always declared.
    static let dollar: GoString = "$"

    init(id: Int, name: GoString, slot: Int, fields: [FieldName]) {
        self.id = id
        self.name = name
        self.slot = slot
        self.fields = fields
    }
}

/// A word of a command.
enum Expression: Sendable {
    case dot(id: Int)
    case null(id: Int)
    case bool(id: Int, Bool)
    case number(Number)
    case string(Literal)
    case field(Field)
    case variable(Variable)
    case function(Function)
    case chain(Chain)
    case pipeline(Pipeline)

    /// `.x.y`
    struct Field: Sendable {
        let id: Int
        let names: [FieldName]
    }

    /// Fields of the value of a parenthesised pipeline or a function.
    final class Chain: Sendable {
        let id: Int
        let base: Expression
        let fields: [FieldName]

        init(id: Int, base: Expression, fields: [FieldName]) {
            self.id = id
            self.base = base
            self.fields = fields
        }
    }

    final class Function: Sendable {
        let id: Int
        let name: GoString
        let callee: Callee

        init(id: Int, name: GoString, callee: Callee) {
            self.id = id
            self.name = name
            self.callee = callee
        }
    }

    final class Literal: Sendable {
        let id: Int
        /// With its quotes, as it stands in the source.
        let quoted: GoString
        let text: GoString

        init(id: Int, quoted: GoString, text: GoString) {
            self.id = id
            self.quoted = quoted
            self.text = text
        }
    }

    final class Number: Sendable {
        let id: Int
        let constant: NumberConstant

        init(id: Int, constant: NumberConstant) {
            self.id = id
            self.constant = constant
        }
    }

    var id: Int {
        switch self {
        case .dot(let id), .null(let id), .bool(let id, _): id
        case .number(let number): number.id
        case .string(let literal): literal.id
        case .field(let field): field.id
        case .variable(let variable): variable.id
        case .function(let function): function.id
        case .chain(let chain): chain.id
        case .pipeline(let pipeline): pipeline.id
        }
    }
}
