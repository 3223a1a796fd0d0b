import GoValues

@testable import GoTemplate

/// The struct `T` of Go's own tests, as far as templates of ours can meet the like.
final class GoTestStruct: GoObject {
    let isEmpty: Bool
    init(isEmpty: Bool = false) { self.isEmpty = isEmpty }

    var typeName: String { isEmpty ? "template.T" : "*template.T" }
    var kindName: String { isEmpty ? "struct" : "ptr" }

    private static func map(_ entries: [GoString: GoValue]) -> GoValue {
        .map(GoMap(entries, type: .named("map[string]int")))
    }

    private static func integers(_ elements: GoValue...) -> GoValue { .list(GoList(elements, type: .int)) }

    private static func function(
        _ type: String, _ signature: GoSignature, _ body: @escaping ([GoValue]) -> GoValue
    ) -> GoValue {
        let method = GoMethod(signature) { (values: [GoValue]) throws(GoError) in body(values) }
        return .object(GoFunction(typeName: type, method))
    }

    private static func text(_ values: some Sequence<GoValue>) -> String {
        values.map { $0.text?.string ?? "" }.joined(separator: "+")
    }

    func field(_ name: String) -> GoValue? {
        isEmpty ? nil : scalars[name] ?? collections[name] ?? functions[name]
    }

    private var scalars: [String: GoValue] {
        [
            "True": true, "I": 17, "U16": .uint64(16), "X": "x", "S": "xyz", "FloatZero": 0.0,
            "ComplexZero": .object(GoComplex(real: 0, imaginary: 0)), "U": .object(GoTestNested("v")),
            "V0": .object(GoTestText("<6666>")), "V1": .object(GoTestText("<7777>")),
            "W0": .object(GoTestText("[888]")), "W1": .object(GoTestText("[999]")), "Empty0": nil, "Empty1": 3,
            "Empty2": "empty2",
            "Empty4": .object(GoTestNested("UinEmpty")), "NonEmptyInterface": .object(GoTestStruct()),
            "Str": .object(GoTestText("foozle")), "Err": .object(GoTestText("erroozle")), "PI": 23, "PS": "a string",
        ]
    }

    private var collections: [String: GoValue] {
        [
            "SI": Self.integers(3, 4, 5), "SIEmpty": Self.integers(), "SB": .list([true, false]),
            "AI": .list(GoList([3, 4, 5], type: .named("[3]int"))), "PAI": Self.integers(3, 4, 5),
            "MSI": Self.map(["one": 1, "two": 2, "three": 3]), "MSIone": Self.map(["one": 1]),
            "MSIEmpty": Self.map([:]),
            "MXI": Self.map(["one": 1]), "SMSI": .list([Self.map(["one": 1]), Self.map(["eleven": 11])]),
            "Empty3": Self.integers(7, 8), "PSI": Self.integers(21, 22, 23),
            "NonEmptyInterfacePtS": .strings(["a", "b"]),
        ]
    }

    private var functions: [String: GoValue] {
        [
            "BinaryFunc": Self.function("func(string, string) string", GoSignature(.string, .string)) {
                .string("[\(Self.text($0[..<1]))=\(Self.text($0[1...]))]")
            },
            "VariadicFunc": Self.function("func(...string) string", GoSignature(variadic: .string)) {
                .string("<\(Self.text($0))>")
            },
            "VariadicFuncInt": Self.function("func(int, ...string) string", GoSignature(.int, variadic: .string)) {
                guard case .int(let first) = $0[0] else { return nil }
                return .string("\(first)=<\(Self.text($0[1...]))>")
            },
            "NilOKFunc": Self.function("func(*int) bool", GoSignature(.any)) { .bool($0[0].isNull) },
            "ErrFunc": Self.function("func() (string, error)", GoSignature()) { _ in "bla" },
        ]
    }

    func method(_ name: String) -> GoMethod? {
        switch name {
        case "Method0": GoMethod(GoSignature()) { (_) throws(GoError) in "M0" }
        case "Method1": GoMethod(GoSignature(.int)) { (values) throws(GoError) in values[0] }
        case "Method2":
            GoMethod(GoSignature(.uint64, .string)) { (values) throws(GoError) in
                .string(GoString(bytes: try GoFormat.sprintf("Method2: %d %s", values)))
            }
        case "Method3":
            GoMethod(GoSignature(.any)) { (values) throws(GoError) in
                .string(GoString(bytes: try GoFormat.sprintf("Method3: %v", values)))
            }
        case "Copy": GoMethod(GoSignature()) { (_) throws(GoError) in .object(GoTestStruct()) }
        case "GetU": GoMethod(GoSignature()) { (_) throws(GoError) in .object(GoTestNested("v")) }
        case "MAdd":
            GoMethod(GoSignature(.int, .named("[]int", kind: "slice"))) { (values) throws(GoError) in
                guard case .int(let summand) = values[0], case .list(let list) = values[1] else { return nil }
                let sums: [GoValue] = list.elements.map { element in
                    if case .int(let value) = element { .int(value + summand) } else { element }
                }
                return .list(GoList(sums, type: .int))
            }
        case "MyError":
            GoMethod(GoSignature(.bool)) { (values) throws(GoError) in
                if values[0].isTrue { throw GoError("my error") }
                return false
            }
        default: nil
        }
    }
}

/// The struct `U` of Go's tests.
final class GoTestNested: GoObject {
    let value: GoValue
    init(_ value: GoValue) { self.value = value }

    var typeName: String { "*template.U" }
    var kindName: String { "ptr" }
    var fields: [(name: String, value: GoValue)] { [("V", value)] }

    func method(_ name: String) -> GoMethod? {
        guard name == "TrueFalse" else { return nil }
        return GoMethod(GoSignature(.bool)) { (values) throws(GoError) in values[0].isTrue ? "true" : "" }
    }
}

/// A type with a `String` or `Error` method.
final class GoTestText: GoObject {
    let text: GoString?
    init(_ text: GoString) { self.text = text }

    var typeName: String { "template.V" }
    var kindName: String { "struct" }
}

/// The functions of Go's tests, and some of ours.
enum GoTestFunctions {
    static let table = FunctionTable([
        TemplateFunction("add", GoSignature(variadic: .int)) { _, values in
            .int(values.reduce(0) { sum, value in if case .int(let int) = value { sum + int } else { sum } })
        },
        TemplateFunction("dddArg", GoSignature(.int, variadic: .string)) { _, values in
            let rest = GoValue.list(GoList(Array(values.dropFirst()), type: .string))
            return .string(GoString(bytes: try GoFormat.sprintln([values[0], rest])))
        },
        TemplateFunction("die", GoSignature()) { _, _ in throw GoError("die") },
        TemplateFunction("fail", GoSignature(.string)) { _, values in throw GoError(values[0].text?.string ?? "") },
        TemplateFunction("echo", GoSignature(.any)) { _, values in values[0] },
        TemplateFunction("makemap", GoSignature(variadic: .string)) { _, values in
            let map = GoMap(type: .string)
            for index in stride(from: 0, to: values.count, by: 2) { map[values[index].text ?? ""] = values[index + 1] }
            return .map(map)
        },
        TemplateFunction("mapOfThree", GoSignature()) { _, _ in
            .map(GoMap(["three": 3], type: .named("map[string]int")))
        },
        TemplateFunction("oneArg", GoSignature(.string)) { _, values in .string("oneArg=" + (values[0].text ?? "")) },
        TemplateFunction("twoArgs", GoSignature(.string, .string)) { _, values in
            .string("twoArgs=" + (values[0].text ?? "") + (values[1].text ?? ""))
        },
        TemplateFunction("returnInt", GoSignature()) { _, _ in 7 },
        TemplateFunction("typeOf", GoSignature(.any)) { _, values in .string(values[0].typeName) },
        TemplateFunction("valueString", GoSignature(.string)) { _, _ in "value is ignored" },
        TemplateFunction("vfunc", GoSignature(.any, .any)) { _, _ in "vfunc" },
        TemplateFunction("zeroArgs", GoSignature()) { _, _ in "zeroArgs" },
        TemplateFunction("stringer", GoSignature(.any)) { _, values in
            .string(GoString(bytes: try GoFormat.text(values[0])))
        },
        TemplateFunction("count", GoSignature(.int)) { _, _ in nil },
        TemplateFunction("list", GoSignature(variadic: .any)) { _, values in .list(values) },
        TemplateFunction("strs", GoSignature(variadic: .string)) { _, values in .list(GoList(values, type: .string)) },
        TemplateFunction("ints", GoSignature(variadic: .int)) { _, values in .list(GoList(values, type: .int)) },
        TemplateFunction("smap", GoSignature()) { _, _ in .map(GoMap(["a": "b"], type: .string)) },
        TemplateFunction("intArg", GoSignature(.int)) { _, values in values[0] },
        TemplateFunction("int64Arg", GoSignature(.int64)) { _, values in values[0] },
        TemplateFunction("floatArg", GoSignature(.float)) { _, values in values[0] },
        TemplateFunction("boolArg", GoSignature(.bool)) { _, values in values[0] },
        TemplateFunction("mapArg", GoSignature(.map)) { _, values in length(values[0]) },
        TemplateFunction("listArg", GoSignature(.list)) { _, values in length(values[0]) },
        TemplateFunction("strsArg", GoSignature(.strings)) { _, values in length(values[0]) },
        TemplateFunction("nilAny", GoSignature()) { _, _ in nil },
    ])

    private static func length(_ value: GoValue) -> GoValue {
        switch value {
        case .map(let map): .int(map.count)
        case .list(let list): .int(list.count)
        default: 0
        }
    }
}
