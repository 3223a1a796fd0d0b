import Documents
import GoValues
import Testing

@testable import GoTemplate

@Suite("Bounds on templates")
struct LimitTests {
    private static let functions = FunctionTable([
        TemplateFunction("include", GoSignature(.string, .any)) { call, values in
            .string(GoString(bytes: try call.execute(values[0].text ?? "", data: values[1])))
        },
        TemplateFunction("list", GoSignature(variadic: .any)) { _, values in .list(values) },
        TemplateFunction("fail", GoSignature(.string)) { _, values in throw GoError(values[0].text?.string ?? "") },
        TemplateFunction("place", GoSignature()) { call, _ in
            .string("\(call.place.source):\(call.place.line):\(call.place.column) in \(call.place.template)")
        },
        TemplateFunction("set", GoSignature(.map, .string, .any)) { call, values in
            guard case .map(let map) = values[0] else { return nil }
            map[values[1].text ?? ""] = values[2]
            try call.session.didChange(map)
            return values[0]
        },
    ])

    private func set(_ sources: (String, String)...) throws(TemplateError) -> TemplateSet {
        var set = TemplateSet(name: "set", functions: Self.functions, missingKey: .zero)
        for (name, source) in sources { try set.parse(name: name, source: Array(source.utf8), memory: GoRows.memory()) }
        return set
    }

    private func run(
        _ source: String, limits: RenderLimits = GoRows.limits(), data: GoValue = .map([:]),
        memory: MemoryBudget = GoRows.memory(), interruption: @escaping () -> RenderSession.Interruption? = { nil }
    ) throws(TemplateError) -> String {
        let session = RenderSession(
            limits: limits, memory: memory, context: nil, interruption: interruption)
        return GoString(bytes: try set(("main", source)).execute("main", data: data, session: session)).string
    }

    private func code(_ body: () throws(TemplateError) -> String) -> TemplateError.Code? {
        do throws(TemplateError) {
            _ = try body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test("many definitions and variables are parsed in time in proportion to them")
    func manyNames() throws {
        let count = 20_000
        let definitions = (0..<count).map { "{{define `d\($0)`}}a{{end}}" }.joined()
        let variables = (0..<count).map { "{{$v\($0) := 1}}{{$v\($0)}}" }.joined()
        let limits = RenderLimits(steps: 1_000_000, bytes: 1_000_000, depth: 100)
        #expect(try run(definitions + variables, limits: limits).utf8.count == count)
    }

    @Test("variables are known inside the block that declares them, and as often as they are declared")
    func scopes() {
        #expect(throws: Never.self) { try set(("a", "{{$x := 1}}{{if $x}}{{$x := 2}}{{$x}}{{end}}{{$x}}")) }
        #expect(throws: TemplateError.self) { try set(("a", "{{if 1}}{{$x := 2}}{{end}}{{$x}}")) }
    }

    @Test(
        "what never ends is stopped",
        arguments: [
            "{{range 1000000000000}}{{end}}", "{{range 9999}}{{range 9999}}{{$x := 1}}{{end}}{{end}}",
            "{{define `a`}}{{template `a` .}}{{end}}{{template `a` .}}",
            "{{define `a`}}{{include `b` .}}{{end}}{{define `b`}}{{include `a` .}}{{end}}{{include `a` .}}",
            "{{range 1000000}}0123456789012345678901234567890123456789{{end}}",
            "{{printf `%0999999d` 1}}{{printf `%0999999d` 1}}", "{{range 9999}}{{printf `%0999999d` 1}}{{end}}",
        ])
    func stops(source: String) {
        let limits = RenderLimits(steps: 300_000, bytes: 1_500_000, depth: 100)
        #expect(code { () throws(TemplateError) in try run(source, limits: limits) } == .limit)
    }

    @Test(
        "values that are held are charged for, whatever makes them",
        arguments: [
            "{{$l := list}}{{range 99999}}{{$l = list $l $l $l $l $l $l $l $l}}{{end}}",
            "{{range $i, $k := .keys}}{{$_ := set $ (printf `%d` $i) `v`}}{{end}}",
            "{{$d := .map}}{{range 99999}}{{$_ := set $d (printf `%p%d` $d .) (list 1 2 3)}}{{end}}",
            "{{range $k, $v := .map}}{{range $k, $v := $.map}}{{range $k, $v := $.map}}{{end}}{{end}}{{end}}",
        ])
    func memory(source: String) {
        let keys = (0..<5_000).map { GoValue.int($0) }
        let map = GoMap(Dictionary(uniqueKeysWithValues: (0..<2_000).map { (GoString("key\($0)"), GoValue.int($0)) }))
        let memory = MemoryBudget(bytes: 100_000)
        let error = #expect(throws: TemplateError.self) {
            try run(source, data: .map(["keys": .list(keys), "map": .map(map)]), memory: memory)
        }
        #expect(error?.code == .limit)
        #expect(error?.message.contains("take too much memory") == true, "\(error?.message ?? "")")
        #expect(memory.isExceeded)
    }

    @Test("what is let go of is not charged for any more")
    func freed() throws {
        let memory = MemoryBudget(bytes: 100_000)
        let source =
            "{{range 5000}}{{$l := list 1 2 3 (list 4 5)}}{{end}}{{$l := list 1}}{{range 5000}}{{$l = list $l}}"
            + "{{$l = list 1}}{{end}}"
        #expect(throws: Never.self) { try run(source, memory: memory) }
        #expect(memory.taken == 0)
        #expect(!memory.isExceeded)
    }

    @Test("a source has so many actions and words as there is memory for", arguments: ["{{.}}", "{{- /* */ -}}{{.x}}"])
    func actions(action: String) {
        let many = Array(String(repeating: action, count: 10_000).utf8)
        let memory = MemoryBudget(bytes: 1 << 20)
        var set = TemplateSet(name: "set", functions: Self.functions, missingKey: .zero)
        let error = #expect(throws: TemplateError.self) { try set.parse(name: "m", source: many, memory: memory) }
        #expect(error?.code == .limit)
        #expect(memory.isExceeded)
        let words = Array("{{list \(String(repeating: "1 ", count: 10_000))}}".utf8)
        #expect(throws: TemplateError.self) {
            try set.parse(name: "m", source: words, memory: MemoryBudget(bytes: 1 << 20))
        }
    }

    @Test("a bound that is passed says where")
    func placesOfBounds() {
        let limits = RenderLimits(steps: 10_000, bytes: 1_000, depth: 100)
        do throws(TemplateError) {
            _ = try run("a\n{{range 99999}}{{end}}", limits: limits)
            Issue.record("no error")
        } catch {
            #expect(error.source == "main" && error.line == 2)
            #expect(error.message.hasPrefix(#"template: main:2:8: executing "main" at <99999>: the templates take"#))
        }
    }

    @Test("a render that is called off or too slow ends")
    func interruptions() {
        let source = "{{range 100000}}{{end}}"
        #expect(code { () throws(TemplateError) in try run(source, interruption: { .cancelled }) } == .cancelled)
        #expect(code { () throws(TemplateError) in try run(source, interruption: { .timedOut }) } == .timedOut)
        #expect(code { () throws(TemplateError) in try run(source) } == nil)
    }

    @Test("a source that nests too deep is refused")
    func nesting() throws {
        let parentheses = String(repeating: "(", count: 20_000)
        #expect(throws: TemplateError.self) { try run("{{\(parentheses)1}}") }
        let blocks = String(repeating: "{{if 1}}", count: 20_000)
        #expect(throws: TemplateError.self) { try run(blocks) }
    }

    @Test("an error inside an included template tells the whole way")
    func includedErrors() throws {
        let set = try set(("top", "a\n{{ include \"in\" . }}"), ("lib", "{{define `in`}}{{ fail `no` }}{{end}}"))
        do throws(TemplateError) {
            _ = try set.execute("top", data: nil, session: GoRows.session())
            Issue.record("no error")
        } catch {
            #expect(
                error.message == """
                    template: top:2:3: executing "top" at <include "in" .>: error calling include: template: \
                    lib:1:18: executing "in" at <fail `no`>: error calling fail: no
                    """)
            #expect(error.cause == "no")
            #expect(error.source == "top" && error.line == 2 && error.column == 3)
        }
    }

    @Test("a bound that is passed inside a function is not turned into that function's error")
    func finalErrors() {
        let source = "{{define `a`}}{{range 1000000000}}{{end}}{{end}}{{include `a` .}}"
        #expect(code { () throws(TemplateError) in try run(source) } == .limit)
    }

    @Test("functions know where they are called")
    func places() throws {
        #expect(
            try run("x\n {{ place }}{{define `d`}}{{ place }}{{end}}{{include `d` .}}")
                == "x\n main:2:4 in mainmain:2:29 in d")
    }

    @Test("a later template replaces an earlier one of its name, unless it is empty")
    func redefinition() throws {
        var set = try set(("a", "{{define `x`}}1{{end}}"), ("b", "{{define `x`}}2{{end}}"))
        try set.parse(name: "c", source: Array("{{define `x`}} {{end}}{{template `x`}}".utf8), memory: GoRows.memory())
        #expect(try set.execute("c", data: nil, session: GoRows.session()) == Array("2".utf8))
        var copy = set
        try copy.parse(name: "d", source: Array("{{define `x`}}3{{end}}".utf8), memory: GoRows.memory())
        #expect(try set.execute("c", data: nil, session: GoRows.session()) == Array("2".utf8))
        #expect(try copy.execute("c", data: nil, session: GoRows.session()) == Array("3".utf8))
        #expect(throws: TemplateError.self) { try set.execute("nope", data: nil, session: GoRows.session()) }
    }

    @Test("maps that come to hold themselves are freed when the render ends")
    func cycles() throws {
        weak var leaked: GoMap?
        do {
            let map = GoMap()
            leaked = map
            #expect(try run("{{$x := set . `self` .}}{{len .}}", data: .map(map)) == "1")
        }
        #expect(leaked == nil)
    }
}
