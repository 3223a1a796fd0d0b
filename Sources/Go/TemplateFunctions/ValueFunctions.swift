import GoValues

/// sprig's defaults and what it asks of a value's type.
enum ValueFunctions {
    static func add(to entries: inout FunctionEntries) {
        addDefaults(to: &entries)
        addReflection(to: &entries)
    }

    private static func addDefaults(to entries: inout FunctionEntries) {
        entries.add("default", .any, variadic: .any) { arguments in
            guard arguments.count > 1, !arguments[1].isEmpty else { return arguments[0] }
            return arguments[1]
        }
        entries.add("empty", .any) { .bool($0[0].isEmpty) }
        entries.add("coalesce", variadic: .any) { $0.first { !$0.isEmpty } ?? .null }
        entries.add("all", variadic: .any) { .bool($0.allSatisfy { !$0.isEmpty }) }
        entries.add("any", variadic: .any) { .bool($0.contains { !$0.isEmpty }) }
        entries.add("ternary", .any, .any, .bool) { $0.bool(2) ? $0[0] : $0[1] }
    }

    private static func addReflection(to entries: inout FunctionEntries) {
        entries.add("typeOf", .any) { .string($0[0].typeName) }
        entries.add("typeIs", .string, .any) { .bool($0.text(0) == GoString($0[1].typeName)) }
        entries.add("typeIsLike", .string, .any) { arguments in
            let (name, type) = (arguments.text(0), GoString(arguments[1].typeName))
            return .bool(name == type || GoString("*") + name == type)
        }
        entries.add("kindOf", .any) { .string($0[0].kindName) }
        entries.add("kindIs", .string, .any) { .bool($0.text(0) == GoString($0[1].kindName)) }
        entries.add("deepEqual", .any, .any) { .bool(try GoComparison.isDeepEqual($0[0], $0[1])) }
    }
}
