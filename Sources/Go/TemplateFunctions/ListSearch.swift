import GoTemplate
import GoValues

/// sprig's functions that look for elements by Go's `reflect.DeepEqual`.
enum ListSearch {
    static func add(to entries: inout FunctionEntries) {
        addBoth("uniq", [.any], to: &entries) { invocation, arguments in
            let elements = try ListFunctions.elements(of: arguments[0], failing: "Cannot find uniq on type")
            var seen = SoughtValues(session: invocation.session)
            var result: [GoValue] = []
            for element in elements where try seen.insert(element) { result.append(element) }
            return .list(result)
        }
        addBoth("without", [.any], variadic: .any, to: &entries) { invocation, arguments in
            let elements = try ListFunctions.elements(of: arguments[0], failing: "Cannot find without on type")
            var omitted = SoughtValues(session: invocation.session)
            for value in arguments.dropFirst() { _ = try omitted.insert(value) }
            var result: [GoValue] = []
            for element in elements where try !omitted.contains(element) { result.append(element) }
            return .list(result)
        }
        addBoth("has", [.any, .any], to: &entries) { invocation, arguments in
            if arguments[1].isNull { return false }
            let elements = try ListFunctions.elements(of: arguments[1], failing: "Cannot find has on type")
            try invocation.session.charge(steps: elements.count)
            for element in elements where try GoComparison.isDeepEqual(arguments[0], element) { return true }
            return false
        }
    }

    private static func addBoth(
        _ name: String, _ parameters: [GoType], variadic: GoType? = nil, to entries: inout FunctionEntries,
        body: @escaping TemplateFunction.Body
    ) {
        let capital = name.prefix(1).uppercased() + name.dropFirst()
        for name in [name, "must" + capital] {
            entries.addCalling(name, parameters, variadic: variadic, body: body)
        }
    }
}

/// A set of values by deep equality. Scalars are found by their hash, anything else by comparison with all others, for
/// which the render is charged.
private struct SoughtValues {
    private enum Scalar: Hashable {
        case null
        case bool(Bool)
        case int(Int)
        case int64(Int64)
        case uint64(UInt64)
        case float(Double)
        case text(GoString)

        init?(_ value: GoValue) {
            switch value {
            case .null: self = .null
            case .bool(let value): self = .bool(value)
            case .int(let value): self = .int(value)
            case .int64(let value): self = .int64(value)
            case .uint64(let value): self = .uint64(value)
            case .float(let value): self = .float(value)
            case .string(let value): self = .text(value)
            case .bytes, .list, .map, .object: return nil
            }
        }
    }

    private let session: RenderSession
    private var scalars: Set<Scalar> = []
    private var others: [GoValue] = []

    init(session: RenderSession) { self.session = session }

    func contains(_ value: GoValue) throws -> Bool {
        if let scalar = Scalar(value) {
            try session.charge(steps: 1)
            return scalars.contains(scalar)
        }
        try session.charge(steps: others.count + 1)
        for other in others where try GoComparison.isDeepEqual(value, other) { return true }
        return false
    }

    /// Whether the value was not there before.
    mutating func insert(_ value: GoValue) throws -> Bool {
        guard try !contains(value) else { return false }
        if let scalar = Scalar(value) { scalars.insert(scalar) } else { others.append(value) }
        return true
    }
}
