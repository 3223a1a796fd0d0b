/// Values that may be missing. `or` and `orValue` are no functions: what is not needed they do not evaluate.
enum OptionalFunctions {
    static let global: [String: Function] = [
        "optional.of": Function("optional.of") { .optional($0) },
        "optional.none": Function(0) { (_, _) throws(Fault) in .optional(nil) },
        "optional.ofNonZeroValue": Function("optional.ofNonZeroValue") { .optional($0.isZero ? nil : $0) },
        "optional.unwrap": Function(1, unwrap),
    ]

    static let member: [String: Function] = [
        "hasValue": Function("hasValue") { value in
            guard case .optional(let content) = value else { return nil }
            return .bool(content != nil)
        },
        "value": Function(1, value),
        "unwrapOpt": Function(1, unwrap),
    ]

    private static func value(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .optional(let content) = values[0] else { throw Fault.noOverload("value", values) }
        guard let content else { throw Fault.evaluation("the optional has no value") }
        return content
    }

    /// The values of those optionals in a list that have one.
    private static func unwrap(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .list(let list) = values[0] else { throw Fault.noOverload("optional.unwrap", values) }
        var contents: [CELValue] = []
        for element in try meter.elements(of: list) {
            guard case .optional(let content) = element else { throw Fault.noOverload("optional.unwrap", [element]) }
            if let content { contents.append(content) }
        }
        return .list(CELList(contents))
    }
}
