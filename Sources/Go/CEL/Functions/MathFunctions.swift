/// `math.…`
enum MathFunctions {
    static let functions: [String: Function] = [
        "math.greatest": extreme("math.greatest") { $0 > 0 },
        "math.least": extreme("math.least") { $0 < 0 },
        "math.ceil": rounding("math.ceil", .up),
        "math.floor": rounding("math.floor", .down),
        "math.round": rounding("math.round", .toNearestOrAwayFromZero),
        "math.trunc": rounding("math.trunc", .towardZero),
        "math.isNaN": test("math.isNaN") { $0.isNaN },
        "math.isInf": test("math.isInf") { $0.isInfinite },
        "math.isFinite": test("math.isFinite") { $0.isFinite },
        "math.sqrt": Function("math.sqrt") { value in
            switch value {
            case .double(let value): .double(value.squareRoot())
            case .int(let value): .double(Double(value).squareRoot())
            case .uint(let value): .double(Double(value).squareRoot())
            default: nil
            }
        },
        "math.abs": Function(1, abs),
        "math.sign": Function("math.sign") { value in
            switch value {
            case .double(let value): .double(value > 0 ? 1 : value < 0 ? -1 : value)
            case .int(let value): .int(value.signum())
            case .uint(let value): .uint(value == 0 ? 0 : 1)
            default: nil
            }
        },
        "math.bitAnd": bits("math.bitAnd", { $0 & $1 }, { $0 & $1 }),
        "math.bitOr": bits("math.bitOr", { $0 | $1 }, { $0 | $1 }),
        "math.bitXor": bits("math.bitXor", { $0 ^ $1 }, { $0 ^ $1 }),
        "math.bitNot": Function("math.bitNot") { value in
            switch value {
            case .int(let value): .int(~value)
            case .uint(let value): .uint(~value)
            default: nil
            }
        },
        "math.bitShiftLeft": shift("math.bitShiftLeft") { $0 << $1 },
        "math.bitShiftRight": shift("math.bitShiftRight") { $0 >> $1 },
    ]

    /// Of any number of numbers, or of a list of them.
    private static func extreme(_ name: String, _ isBetter: @escaping @Sendable (Int) -> Bool) -> Function {
        Function(1...Int(Int32.max)) { (meter, values) throws(Fault) in
            var numbers = values
            if values.count == 1, case .list(let list) = values[0] { numbers = try meter.elements(of: list) }
            guard numbers.allSatisfy(\.isNumber), var best = numbers.first else {
                throw numbers.isEmpty ? Fault.evaluation("\(name): the list is empty") : .noOverload(name, values)
            }
            for number in numbers.dropFirst() where isBetter(try Comparison.order(name, number, best, &meter)) {
                best = number
            }
            return best
        }
    }

    private static func rounding(_ name: String, _ rule: FloatingPointRoundingRule) -> Function {
        Function(name) { value in
            guard case .double(let value) = value else { return nil }
            return .double(value.rounded(rule))
        }
    }

    private static func test(_ name: String, _ holds: @escaping @Sendable (Double) -> Bool) -> Function {
        Function(name) { value in
            guard case .double(let value) = value else { return nil }
            return .bool(holds(value))
        }
    }

    private static func abs(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch values[0] {
        case .int(let value):
            guard let magnitude = Int64(exactly: value.magnitude) else { throw Fault.evaluation("integer overflow") }
            return .int(magnitude)
        case .uint: return values[0]
        case .double(let value): return .double(value.magnitude)
        default: throw Fault.noOverload("math.abs", values)
        }
    }

    private static func bits(
        _ name: String, _ signed: @escaping @Sendable (Int64, Int64) -> Int64,
        _ unsigned: @escaping @Sendable (UInt64, UInt64) -> UInt64
    ) -> Function {
        Function(name) { left, right in
            switch (left, right) {
            case (.int(let left), .int(let right)): .int(signed(left, right))
            case (.uint(let left), .uint(let right)): .uint(unsigned(left, right))
            default: nil
            }
        }
    }

    /// Bits beyond the end are lost; an integer's sign is a bit as others.
    private static func shift(_ name: String, _ change: @escaping @Sendable (UInt64, Int64) -> UInt64) -> Function {
        Function(2) { (_, values) throws(Fault) in
            guard case .int(let distance) = values[1] else { throw Fault.noOverload(name, values) }
            guard distance >= 0 else { throw Fault.evaluation("\(name): negative offset: \(distance)") }
            switch values[0] {
            case .int(let value):
                return .int(Int64(bitPattern: change(UInt64(bitPattern: value), distance)))
            case .uint(let value): return .uint(change(value, distance))
            default: throw Fault.noOverload(name, values)
            }
        }
    }
}
