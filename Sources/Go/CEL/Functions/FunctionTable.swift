internal import GoValues

/// A function that expressions can call. All its arguments have values.
struct Function: Sendable {
    typealias Body = @Sendable (inout Meter, [CELValue]) throws(Fault) -> CELValue

    /// How many arguments it takes, the value that it is called on included.
    let arity: ClosedRange<Int>
    /// Whether its second argument is a regular expression, which is compiled early where it is written out.
    let isCheckedEarly: Bool
    let body: Body

    init(_ arity: ClosedRange<Int>, pattern isCheckedEarly: Bool = false, _ body: @escaping Body) {
        self.arity = arity
        self.isCheckedEarly = isCheckedEarly
        self.body = body
    }

    init(_ count: Int, pattern isCheckedEarly: Bool = false, _ body: @escaping Body) {
        self.init(count...count, pattern: isCheckedEarly, body)
    }

    /// A function of one value that may have no result for some types.
    init(_ name: String, _ body: @escaping @Sendable (CELValue) -> CELValue?) {
        self.init(1) { (_, arguments) throws(Fault) in
            guard let value = body(arguments[0]) else { throw Fault.noOverload(name, arguments) }
            return value
        }
    }

    /// A function of two values that may have no result for some types.
    init(_ name: String, _ body: @escaping @Sendable (CELValue, CELValue) -> CELValue?) {
        self.init(2) { (_, arguments) throws(Fault) in
            guard let value = body(arguments[0], arguments[1]) else { throw Fault.noOverload(name, arguments) }
            return value
        }
    }

    /// The functions of one name, each for values of its own types: the first that takes the arguments counts.
    ///
    /// - Parameter isTaken: whether the first takes these arguments.
    static func either(
        _ first: Function, or second: Function, where isTaken: @escaping @Sendable ([CELValue]) -> Bool
    ) -> Function {
        let arity =
            min(first.arity.lowerBound, second.arity.lowerBound)...max(first.arity.upperBound, second.arity.upperBound)
        return Function(arity, pattern: first.isCheckedEarly) { (meter, arguments) throws(Fault) in
            try (isTaken(arguments) ? first : second).body(&meter, arguments)
        }
    }
}

/// All functions by their names.
enum FunctionTable {
    /// Those that are called as `name(…)`, qualified names included.
    static let global: [String: Function] = merged([
        Operators.functions, Conversions.functions, TextFunctions.global, MathFunctions.functions,
        OptionalFunctions.global, ListFunctions.global, NetworkFunctions.global, QuantityFunctions.global,
        VersionFunctions.global, URLFunctions.global,
    ])

    /// Those that are called on a value: it is their first argument.
    static let member: [String: Function] = merged([
        TextFunctions.member, TimeFunctions.member, OptionalFunctions.member, ListFunctions.member,
        NetworkFunctions.member, URLFunctions.member, OrderedFunctions.member, QuantityFunctions.member,
        VersionFunctions.member,
    ])

    private static func merged(_ tables: [[String: Function]]) -> [String: Function] {
        tables.reduce(into: [:]) { all, table in
            all.merge(table) { first, _ in
                preconditionFailure("two tables have a function of one name, of which \(first.arity) arguments")
            }
        }
    }
}

/// A name that belongs to texts and to lists alike.
extension Function {
    static func ofText(_ text: Function, orList list: Function) -> Function {
        either(list, or: text) { arguments in
            if case .list = arguments[0] { true } else { false }
        }
    }
}
