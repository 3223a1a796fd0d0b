import CEL
import Documents
import Testing

@Suite("Expressions")
struct ExpressionTests {
    private static func problem(_ source: String, _ variables: Set<String>?) -> CELError? {
        do throws(CELError) {
            _ = try CELExpression(source, variables: variables, limits: .kubernetes)
            return nil
        } catch {
            return error
        }
    }

    @Test("names that are not known are found when the expression is read")
    func unknownNames() {
        let known: Set<String> = ["status", "spec"]
        #expect(
            Self.problem("status.phase == 'Ready' && [1].all(x, x in spec.xs) && type(status) == map", known) == nil)
        #expect(
            Self.problem("stats.phase == 'Ready'", known)?.description
                == "line 1, column 1: unknown variable 'stats': known are spec, status")
        #expect(Self.problem("[1].all(x, y)", known)?.message == "unknown variable 'y': known are spec, status")
        #expect(Self.problem("x", [])?.message == "unknown variable 'x': there are none")
        #expect(Self.problem("x.y.z", nil) == nil)
        for (source, message) in [
            ("f(1)", "unknown function 'f'"), ("'a'.f(1)", "unknown method 'f'"), ("math.f(1)", "unknown"),
            ("size()", "size() takes 1 argument, not 0"), ("'a'.size(1)", "size() takes 0 arguments, not 1"),
            ("'a'.substring()", "substring() takes 1 to 2 arguments, not 0"),
            ("math.greatest()", "math.greatest() takes 1 or more arguments, not 0"),
            ("has(a.b, c)", "takes 1 argument"),
            ("cel.bind(x, 1)", "cel.bind() takes 3 arguments, not 2"),
            ("contains('a', 'b')", "unknown function 'contains'"),
        ] {
            let error = Self.problem(source, nil)
            #expect(
                error?.code == .unknownName && error?.message.contains(message) == true, "\(source): \(error as Any)")
        }
        let pattern = Self.problem("'a'.matches('(')", nil)
        #expect(pattern?.message.contains("missing closing )") == true && pattern?.column == 13, "\(pattern as Any)")
    }

    @Test("an object's own fields are variables, also where a type has their name")
    func fields() throws {
        let secret: Object = ["kind": "Secret", "type": "Opaque", "status": ["n": 3, "ratio": 0.5, "conditions": []]]
        let variables = CELVariables(fieldsOf: secret)
        func truth(_ source: String) throws -> Bool {
            try CELExpression(source, variables: nil, limits: .kubernetes).bool(variables)
        }
        #expect(try truth("kind == 'Secret' && type == 'Opaque' && status.n == 3 && status.ratio == 0.5"))
        #expect(try truth("!has(status.phase) && status.conditions.all(c, c.status == 'True')"))
        #expect(throws: CELError(.unknownName, "unknown variable 'spec'", line: 1, column: 1)) { try truth("spec.x") }
    }

    @Test("a result of another type than the one that is needed is an error")
    func results() throws {
        func expression(_ source: String) throws -> CELExpression {
            try CELExpression(source, variables: [], limits: .kubernetes)
        }
        let none = CELVariables([:])
        #expect(try expression("1 < 2").bool(none))
        #expect(try expression("'a' + 'b'").string(none) == "ab")
        #expect(throws: CELError(.resultType, "the expression gives a value of type string, a bool is needed")) {
            try expression("'a'").bool(none)
        }
        #expect(throws: CELError(.resultType, "the expression gives a value of type list, a string is needed")) {
            try expression("[]").string(none)
        }
    }

    @Test("expressions are equal where they were read from the same text in the same way")
    func equality() throws {
        let first = try CELExpression("a", variables: nil, limits: .kubernetes)
        #expect(first == (try CELExpression("a", variables: nil, limits: .kubernetes)))
        #expect(first != (try CELExpression("a", variables: ["a"], limits: .kubernetes)))
        #expect(first != (try CELExpression("a ", variables: nil, limits: .kubernetes)))
    }

    @Test("texts are compared by code points")
    func codePoints() {
        expectTrue("a != b && a.size() == 1 && b.size() == 2", ["a": "\u{E9}", "b": "e\u{301}"])
    }

    @Test("qualified names are variables")
    func qualifiedNames() throws {
        let variables = CELVariables(["a.b": .int(1), "a": .map(try #require(result("{'b': 2, 'c': 3}").get().map))])
        func value(_ source: String) throws -> Bool {
            try CELExpression(source, variables: ["a.b", "a"], limits: .kubernetes).bool(variables)
        }
        #expect(try value("a.b == 1 && a.c == 3 && a['b'] == 2"))
    }
}

extension CELValue {
    fileprivate var map: CELMap? {
        guard case .map(let map) = self else { return nil }
        return map
    }
}
