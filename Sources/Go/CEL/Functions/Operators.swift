internal import GoValues

/// Operators, as functions of names that nobody can write.
enum Operators {
    static let functions: [String: Function] = [
        "_==_": Function(2) { (meter, values) throws(Fault) in
            .bool(try Comparison.areEqual(values[0], values[1], &meter))
        },
        "_!=_": Function(2) { (meter, values) throws(Fault) in
            .bool(!(try Comparison.areEqual(values[0], values[1], &meter)))
        },
        "_<_": comparison("_<_") { $0 < 0 },
        "_<=_": comparison("_<=_") { $0 <= 0 },
        "_>_": comparison("_>_") { $0 > 0 },
        "_>=_": comparison("_>=_") { $0 >= 0 },
        "@in": Function(2, isIn),
        "_+_": Function(2, add),
        "_-_": Function(2, subtract),
        "_*_": Function(2, multiply),
        "_/_": Function(2, divide),
        "_%_": Function(2, remainder),
        "-_": Function(1, negate),
        "!_": Function("!_") { value in
            guard case .bool(let value) = value else { return nil }
            return .bool(!value)
        },
    ]

    private static func comparison(_ name: String, _ holds: @escaping @Sendable (Int) -> Bool) -> Function {
        Function(2) { (meter, values) throws(Fault) in
            .bool(holds(try Comparison.order(name, values[0], values[1], &meter)))
        }
    }

    private static func isIn(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch values[1] {
        case .map(let map):
            try meter.charge(copyOf: values[0])
            return .bool(map[values[0]] != nil)
        case .list(let list):
            for index in 0..<list.count {
                let element = list[index]
                try meter.charge(copyOf: element)
                if try Comparison.areEqual(values[0], element, &meter) { return .bool(true) }
            }
            return .bool(false)
        default: throw Fault.noOverload("@in", values)
        }
    }

    /// What two integers give, where it fits.
    static func checked<Integer>(_ result: (partialValue: Integer, overflow: Bool)) throws(Fault) -> Integer {
        guard !result.overflow else { throw Fault.evaluation("integer overflow") }
        return result.partialValue
    }

    static func add(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch (values[0], values[1]) {
        case (.int(let left), .int(let right)): return .int(try checked(left.addingReportingOverflow(right)))
        case (.uint(let left), .uint(let right)): return .uint(try checked(left.addingReportingOverflow(right)))
        case (.double(let left), .double(let right)): return .double(left + right)
        case (.string(let left), .string(let right)):
            try meter.charge(bytes: left.count + right.count)
            return .string(left + right)
        case (.bytes(let left), .bytes(let right)):
            try meter.charge(bytes: left.count + right.count)
            return .bytes(left + right)
        case (.list(let left), .list(let right)):
            return .list(CELList(try meter.elements(of: left) + (try meter.elements(of: right))))
        case (.timestamp(let time), .duration(let duration)), (.duration(let duration), .timestamp(let time)):
            return .timestamp(try time.adding(duration))
        case (.duration(let left), .duration(let right)): return .duration(try left.adding(right))
        default: throw Fault.noOverload("_+_", values)
        }
    }

    private static func subtract(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch (values[0], values[1]) {
        case (.int(let left), .int(let right)): return .int(try checked(left.subtractingReportingOverflow(right)))
        case (.uint(let left), .uint(let right)): return .uint(try checked(left.subtractingReportingOverflow(right)))
        case (.double(let left), .double(let right)): return .double(left - right)
        case (.timestamp(let left), .timestamp(let right)): return .duration(try left.since(right))
        case (.timestamp(let time), .duration(let duration)):
            return .timestamp(try time.adding(try duration.negated()))
        case (.duration(let left), .duration(let right)): return .duration(try left.subtracting(right))
        default: throw Fault.noOverload("_-_", values)
        }
    }

    private static func multiply(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch (values[0], values[1]) {
        case (.int(let left), .int(let right)): return .int(try checked(left.multipliedReportingOverflow(by: right)))
        case (.uint(let left), .uint(let right)):
            return .uint(try checked(left.multipliedReportingOverflow(by: right)))
        case (.double(let left), .double(let right)): return .double(left * right)
        default: throw Fault.noOverload("_*_", values)
        }
    }

    private static func divide(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch (values[0], values[1]) {
        case (.int, .int(0)), (.uint, .uint(0)): throw Fault.evaluation("division by zero")
        case (.int(let left), .int(let right)): return .int(try checked(left.dividedReportingOverflow(by: right)))
        case (.uint(let left), .uint(let right)): return .uint(left / right)
        case (.double(let left), .double(let right)): return .double(left / right)
        default: throw Fault.noOverload("_/_", values)
        }
    }

    private static func remainder(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch (values[0], values[1]) {
        case (.int, .int(0)), (.uint, .uint(0)): throw Fault.evaluation("modulus by zero")
        case (.int(let left), .int(let right)):
            return .int(try checked(left.remainderReportingOverflow(dividingBy: right)))
        case (.uint(let left), .uint(let right)): return .uint(left % right)
        default: throw Fault.noOverload("_%_", values)
        }
    }

    private static func negate(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch values[0] {
        case .int(let value): return .int(try checked(Int64(0).subtractingReportingOverflow(value)))
        case .double(let value): return .double(-value)
        case .duration(let value): return .duration(try value.negated())
        default: throw Fault.noOverload("-_", values)
        }
    }
}
