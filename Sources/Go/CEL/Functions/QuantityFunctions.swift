/// Amounts of resources.
enum QuantityFunctions {
    static let global: [String: Function] = [
        "quantity": NetworkFunctions.ofText("quantity") { (text) throws(Fault) in
            .extended(.quantity(try Quantity(text)))
        },
        "isQuantity": NetworkFunctions.ofText("isQuantity") { (text) throws(Fault) in
            .bool((try? Quantity(text)) != nil)
        },
    ]

    static let member: [String: Function] = [
        "sign": ofQuantity("sign") { .int($0.sign) },
        "isInteger": ofQuantity("isInteger") { .bool($0.integer != nil) },
        "asApproximateFloat": ofQuantity("asApproximateFloat") { .double($0.approximate) },
        "asInteger": Function(1) { (_, values) throws(Fault) in
            guard case .extended(.quantity(let quantity)) = values[0] else {
                throw Fault.noOverload("asInteger", values)
            }
            guard let integer = quantity.integer else { throw Fault.evaluation("cannot convert value to integer") }
            return .int(integer)
        },
        "add": sum("add") { $0 + $1 },
        "sub": sum("sub") { $0 + $1.negated },
    ]

    private static func ofQuantity(_ name: String, _ body: @escaping @Sendable (Quantity) -> CELValue) -> Function {
        Function(name) { value in
            guard case .extended(.quantity(let quantity)) = value else { return nil }
            return body(quantity)
        }
    }

    private static func sum(_ name: String, _ add: @escaping @Sendable (Quantity, Quantity) -> Quantity) -> Function {
        Function(name) { left, right in
            switch (left, right) {
            case (.extended(.quantity(let left)), .extended(.quantity(let right))):
                .extended(.quantity(add(left, right)))
            case (.extended(.quantity(let left)), .int(let right)): .extended(.quantity(add(left, Quantity(right))))
            default: nil
            }
        }
    }
}

/// The order of amounts and of versions, by the same names.
enum OrderedFunctions {
    static let member: [String: Function] = [
        "isLessThan": order("isLessThan") { .bool($0 < 0) },
        "isGreaterThan": order("isGreaterThan") { .bool($0 > 0) },
        "compareTo": order("compareTo") { .int($0) },
    ]

    private static func order(_ name: String, _ result: @escaping @Sendable (Int64) -> CELValue) -> Function {
        Function(name) { left, right in
            switch (left, right) {
            case (.extended(.quantity(let left)), .extended(.quantity(let right))):
                result(left == right ? 0 : left < right ? -1 : 1)
            case (.extended(.version(let left)), .extended(.version(let right))): result(left.order(to: right))
            default: nil
            }
        }
    }
}
