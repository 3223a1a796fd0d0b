import GoValues
import GoYAML

extension GoMapType {
    /// `common.Values`: what `.Values`, `.Template` and `.` itself are.
    static let values = GoMapType.named(GoNamedMap("common.Values", methods: ValuesMethods.method))
}

/// The methods of `common.Values`, which hide values of the same names.
enum ValuesMethods {
    @Sendable static func method(_ name: String, of map: GoMap) -> GoMethod? {
        switch name {
        case "AsMap":
            GoMethod(GoSignature()) { _ in .map(map.count == 0 ? GoMap() : GoMap(map, as: .any)) }
        case "YAML":
            GoMethod(GoSignature()) { (_) throws(GoError) in .string(GoString(bytes: try GoYAML.marshal(.map(map)))) }
        case "Table":
            GoMethod(GoSignature(.string)) { (arguments) throws(GoError) in
                .map(try table(path(arguments)[...], in: map))
            }
        case "PathValue":
            GoMethod(GoSignature(.string)) { (arguments) throws(GoError) in try value(path(arguments), in: map) }
        case "Encode":
            // No template has a writer, but it may say `nil`.
            GoMethod(GoSignature(.named("io.Writer", kind: "interface"))) { (_) throws(GoError) in
                throw GoError("runtime error: invalid memory address or nil pointer dereference")
            }
        default: nil
        }
    }

    private static func path(_ arguments: [GoValue]) -> [GoString] {
        (arguments.first?.text ?? GoString()).bytes.split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false
        ).map { GoString($0) }
    }

    private static func table(_ path: ArraySlice<GoString>, in map: GoMap) throws(GoError) -> GoMap {
        var table = map
        for name in path {
            guard case .map(let next)? = table[name], next.type == .any || next.type == .values else {
                throw GoError("\(GoQuote.quote(name)) is not a table")
            }
            table = next
        }
        return GoMap(table, as: .values)
    }

    /// What is no table; a map of another type is none.
    private static func value(_ path: [GoString], in map: GoMap) throws(GoError) -> GoValue {
        guard path != [GoString()] else { throw GoError("YAML path cannot be empty") }
        let key = path[path.count - 1]
        let missing = GoError("\(GoQuote.quote(key)) is not a value")
        var holder = map
        if path.count > 1 {
            do { holder = try table(path.dropLast(), in: map) } catch { throw missing }
        }
        guard let value = holder[key] else { throw missing }
        if case .map(let map) = value, map.type == .any { throw missing }
        return value
    }
}
