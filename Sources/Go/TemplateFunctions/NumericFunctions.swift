import GoValues

/// sprig's arithmetic: on `int64` with overflow, or on decimals.
enum NumericFunctions {
    static func add(to entries: inout FunctionEntries) {
        addConversions(to: &entries)
        addIntegers(to: &entries)
        addDecimals(to: &entries)
        addFloats(to: &entries)
        addRanges(to: &entries)
    }

    private static func addConversions(to entries: inout FunctionEntries) {
        entries.add("int", .any) { arguments in .int(Int(arguments[0].asInt64)) }
        entries.add("int64", .any) { arguments in .int64(arguments[0].asInt64) }
        entries.add("float64", .any) { arguments in .float(arguments[0].asDouble) }
        entries.add("atoi", .string) { arguments in .int(Int(arguments.text(0).clampedInteger)) }
        entries.add("toDecimal", .any) { arguments in
            let text = GoString(bytes: try GoFormat.text(arguments[0]))
            return .int64((try? GoNumber.parseInt(text, base: 8)) ?? 0)
        }
    }

    private static func addIntegers(to entries: inout FunctionEntries) {
        entries.add("add1", .any) { arguments in .int64(arguments[0].asInt64 &+ 1) }
        entries.add("add", variadic: .any) { arguments in
            .int64(arguments.reduce(0) { $0 &+ $1.asInt64 })
        }
        entries.add("sub", .any, .any) { arguments in
            .int64(arguments[0].asInt64 &- arguments[1].asInt64)
        }
        entries.add("mul", .any, variadic: .any) { arguments in
            .int64(arguments.reduce(1) { $0 &* $1.asInt64 })
        }
        entries.add("div", .any, .any) { arguments in
            let divisor = arguments[1].asInt64
            guard divisor != 0 else { throw GoError("runtime error: integer divide by zero") }
            return .int64(arguments[0].asInt64.dividedReportingOverflow(by: divisor).partialValue)
        }
        entries.add("mod", .any, .any) { arguments in
            let divisor = arguments[1].asInt64
            guard divisor != 0 else { throw GoError("runtime error: integer divide by zero") }
            return .int64(arguments[0].asInt64.remainderReportingOverflow(dividingBy: divisor).partialValue)
        }
        entries.add("max", .any, variadic: .any) { arguments in
            .int64(arguments.reduce(.min) { max($0, $1.asInt64) })
        }
        entries.alias("max", as: "biggest")
        entries.add("min", .any, variadic: .any) { arguments in
            .int64(arguments.reduce(.max) { min($0, $1.asInt64) })
        }
    }

    private static func addDecimals(to entries: inout FunctionEntries) {
        entries.add("add1f", .any) { arguments in
            .float(try (Decimal(arguments[0].asDouble) + Decimal(1)).double)
        }
        entries.add("addf", variadic: .any) { arguments in
            var sum = try Decimal(0)
            for value in arguments { sum = sum + (try Decimal(value.asDouble)) }
            return .float(sum.double)
        }
        entries.add("subf", .any, variadic: .any) { arguments in
            var difference = try Decimal(arguments[0].asDouble)
            for value in arguments.dropFirst() { difference = difference - (try Decimal(value.asDouble)) }
            return .float(difference.double)
        }
        entries.add("mulf", .any, variadic: .any) { arguments in
            var product = try Decimal(arguments[0].asDouble)
            for value in arguments.dropFirst() { product = product * (try Decimal(value.asDouble)) }
            return .float(product.double)
        }
        entries.add("divf", .any, variadic: .any) { arguments in
            var quotient = try Decimal(arguments[0].asDouble)
            for value in arguments.dropFirst() { quotient = try quotient.divided(by: try Decimal(value.asDouble)) }
            return .float(quotient.double)
        }
    }

    private static func addFloats(to entries: inout FunctionEntries) {
        entries.add("maxf", .any, variadic: .any) { arguments in
            .float(arguments.dropFirst().reduce(arguments[0].asDouble) { GoMath.max($0, $1.asDouble) })
        }
        entries.add("minf", .any, variadic: .any) { arguments in
            .float(arguments.dropFirst().reduce(arguments[0].asDouble) { GoMath.min($0, $1.asDouble) })
        }
        entries.add("floor", .any) { arguments in .float(arguments[0].asDouble.rounded(.down)) }
        entries.add("ceil", .any) { arguments in .float(arguments[0].asDouble.rounded(.up)) }
        entries.add("round", .any, .int, variadic: .float) { arguments in
            let threshold = arguments.count > 2 ? arguments.float(2) : 0.5
            return .float(GoMath.round(arguments[0].asDouble, places: arguments.int(1), from: threshold))
        }
    }

    private static func addRanges(to entries: inout FunctionEntries) {
        entries.add("until", .int) { arguments in
            let end = arguments.int(0)
            return list(try range(from: 0, to: end, by: end < 0 ? -1 : 1))
        }
        entries.add("untilStep", .int, .int, .int) { arguments in
            list(try range(from: arguments.int(0), to: arguments.int(1), by: arguments.int(2)))
        }
        entries.add("seq", variadic: .int) { arguments in
            let numbers = arguments.indices.map { arguments.int($0) }
            guard let last = numbers.last, numbers.count <= 3 else { return .string("") }
            let start = numbers.count == 1 ? 1 : numbers[0]
            let unit = last < start ? -1 : 1
            let step = numbers.count == 3 ? numbers[1] : unit
            if numbers.count == 3, unit < 0, step > 0 { return .string("") }
            let sequence = try range(from: start, to: last &+ unit, by: step)
            return .string(sequence.map(String.init).joined(separator: " "))
        }
    }

    private static func list(_ numbers: [Int]) -> GoValue {
        .list(GoList(numbers.map { .int($0) }, type: .int))
    }

    /// The numbers up to and without the end; none where the step leads away from it.
    private static func range(from start: Int, to end: Int, by step: Int) throws(GoError) -> [Int] {
        guard step != 0, start != end, (end > start) == (step > 0) else { return [] }
        let (distance, overflows) = end.subtractingReportingOverflow(start)
        let count = overflows ? .max : (distance.magnitude - 1) / step.magnitude + 1
        try FunctionBounds.check(elements: Int(clamping: count), of: "until")
        return (0..<Int(count)).map { start + $0 * step }
    }
}
