package import Documents
internal import GoValues

/// An expression of the Common Expression Language, as Kubernetes uses it: read and checked once, evaluated as often as needed.
///
/// It has the functions of Kubernetes' environment (strings, lists, sets, math, regular expressions, URLs, addresses, quantities,
/// versions, optionals), knows no messages of protocol buffers, and no time zones but UTC and offsets from it. Evaluation has no
/// effects, and ends within the bounds of cost and depth whatever the expression is. Two expressions are equal where they were
/// read from the same text with the same variables and limits.
package struct CELExpression: Sendable {
    /// What it was read from.
    package let source: String
    private let variables: Set<String>?
    private let limits: CELLimits
    private let root: Node

    /// Reads an expression.
    ///
    /// - Parameter variables: the names that there will be values for; nil where that is not known, and an unknown variable
    ///   is found when it is evaluated only.
    /// - Throws: where it is no expression, passes a bound, or names an unknown variable or function.
    package init(_ source: String, variables: Set<String>?, limits: CELLimits) throws(CELError) {
        self.source = source
        self.variables = variables
        self.limits = limits
        do throws(Fault) {
            let syntax = try Parser.parse(source, limits: limits)
            var resolver = Resolver(variables: variables, limits: limits)
            root = try resolver.resolve(syntax)
        } catch {
            throw error.located(in: source)
        }
    }

    /// The value of the expression.
    ///
    /// - Throws: where it has none for these variables, or the cost limit was passed.
    package func evaluate(_ variables: CELVariables) throws(CELError) -> CELValue {
        var allowance = limits.cost
        return try evaluate(variables, within: &allowance)
    }

    /// The value of the expression, as one of several evaluations that have an allowance together.
    ///
    /// - Parameter allowance: the cost that is left for all of them; what this one has cost is taken from it.
    /// - Throws: also where the allowance was passed.
    package func evaluate(_ variables: CELVariables, within allowance: inout Int) throws(CELError) -> CELValue {
        var evaluator = Evaluator(variables: variables, cost: min(limits.cost, max(allowance, 0)))
        defer { allowance -= evaluator.meter.spent }
        do throws(Fault) {
            return try evaluator.evaluate(root)
        } catch {
            throw error.located(in: source)
        }
    }

    /// The value of an expression that says yes or no.
    ///
    /// - Throws: also where it gives something else.
    package func bool(_ variables: CELVariables) throws(CELError) -> Bool {
        var allowance = limits.cost
        return try bool(variables, within: &allowance)
    }

    /// The same as one of several evaluations that have an allowance together.
    package func bool(_ variables: CELVariables, within allowance: inout Int) throws(CELError) -> Bool {
        let value = try evaluate(variables, within: &allowance)
        guard case .bool(let isTrue) = value else { throw Self.unfit(value, needed: "bool") }
        return isTrue
    }

    /// The value of an expression that gives a text, such as a message.
    ///
    /// - Throws: also where it gives something else.
    package func string(_ variables: CELVariables) throws(CELError) -> String {
        var allowance = limits.cost
        return try string(variables, within: &allowance)
    }

    /// The same as one of several evaluations that have an allowance together.
    package func string(_ variables: CELVariables, within allowance: inout Int) throws(CELError) -> String {
        let value = try evaluate(variables, within: &allowance)
        guard case .string(let text) = value else { throw Self.unfit(value, needed: "string") }
        return text.string
    }

    private static func unfit(_ value: CELValue, needed: String) -> CELError {
        CELError(.resultType, "the expression gives a value of type \(value.typeName), a \(needed) is needed")
    }
}

extension CELExpression: Hashable {
    package static func == (left: CELExpression, right: CELExpression) -> Bool {
        left.source.utf8.elementsEqual(right.source.utf8) && left.variables == right.variables
            && left.limits == right.limits
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// The values of variables in one evaluation.
package struct CELVariables: Sendable {
    private enum Source {
        case values([String: CELValue])
        case fields(Object)
    }

    private let source: Source
    /// Whether a name may have dots in it: then the members of a name are looked at for being part of it.
    let hasQualifiedNames: Bool

    /// - Parameter values: by the variables' names, which may be qualified (`a.b`).
    package init(_ values: [String: CELValue]) {
        source = .values(values)
        hasQualifiedNames = values.keys.contains { $0.utf8.contains(UInt8(ascii: ".")) }
    }

    /// Documents as variables.
    package init(documents: [String: Value]) { self.init(documents.mapValues { CELValue($0) }) }

    /// An object's own fields as variables: `status.phase`, as the checks of Flux and Martlet have it.
    package init(fieldsOf object: Object) {
        source = .fields(object)
        hasQualifiedNames = false
    }

    subscript(name: String) -> CELValue? {
        switch source {
        case .values(let values): values[name]
        case .fields(let object): object[name].map { CELValue($0) }
        }
    }
}
