import Documents
import GoValues
import TestKit
import Testing

@testable import CEL

@Suite("Bounds")
struct BoundTests {
    @Test("expressions that are too long, too deep or too many parts are refused")
    func sizes() {
        expectFailure(String(repeating: " ", count: 10 << 10) + "1", "longer than 10240 bytes", code: .limit)
        for source in [
            nested("(", ")"), nested("[", "]"), nested("-(", ")"), nested("{1: ", "}"),
            nested("true ? 1 : (", ")", count: 500),
            nested("size(", ")"), "1" + String(repeating: " + 1", count: 1_000),
            "a" + String(repeating: ".a", count: 1_000),
            "a" + String(repeating: "[0]", count: 1_000), String(repeating: "true ? 1 : ", count: 800) + "1",
        ] { expectFailure(source, "nests deeper than 100 levels", code: .limit) }
        expectFailure("[" + String(repeating: "1,", count: 4_500) + "]", "more than 4000 parts", code: .limit)
        expectTrue(
            String(repeating: "!", count: 9_000) + "true && " + String(repeating: "true && ", count: 100) + "true")
    }

    private func nested(_ open: String, _ close: String, count: Int = 1_000) -> String {
        String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
    }

    @Test(
        "what would run long, or take much memory, ends with the cost limit",
        arguments: [
            "xs.all(a, xs.all(b, xs.all(c, xs.all(d, xs.all(e, xs.all(f, true))))))",
            "xs.map(a, xs.map(b, xs.map(c, xs.map(d, xs.map(e, xs)))))", "xs.map(a, xs.map(b, xs.map(c, big + big)))",
            "cel.bind(a, big + big, cel.bind(b, a + a, cel.bind(c, b + b, cel.bind(d, c + c, cel.bind(e, d + d, cel.bind(f, e + e, cel.bind(g, f + f, g + g + g + g + g)))))))",
            "big.replace('', big)", "big.split('').map(x, big.split('')).size() == 0",
            "xs.map(a, big).map(b, xs.map(c, b)).map(d, xs.map(e, d)).size() == -1 || xs.all(a, xs.all(b, xs.all(c, big.size() > 0)))",
            "xs.all(a, xs.all(b, xs.all(c, big.matches('(a*)*(b|a)+$') || true)))",
            "xs.all(x, big.matches('(x+x+)+y' + string(x)) || xs.all(y, big.find('a' + string(x) + string(y)) == '' || true))",
            #"xs.all(x, 'a'.matches('\\pL{200}' + string(x)) || true)"#,
            "cel.bind(m, {big: 1}, xs.all(x, xs.all(y, m[big] == 1 && big in m)))",
            "xs.all(x, xs.all(y, xs.all(z, obj == obj)))", "xs.all(a, xs.all(b, xs.all(c, s == '' || true)))",
            "xs.all(a, xs.all(b, xs.all(c, obj.all(k, true))))",
        ])
    func cost(_ source: String) {
        let xs = Value.array((0..<100).map { .integer($0) })
        let big = String(repeating: "a", count: 100_000)
        var object = Object()
        for index in 0..<1_000 { object["key\(index)"] = "value" }
        expectFailure(
            source, "cost limit of 1000000",
            ["xs": xs, "big": .string(big), "s": .string(big), "obj": .object(object)],
            code: .limit)
    }

    @Test(
        "regular expressions weigh what RE2 makes of them",
        arguments: [
            ("", 0), ("abc", 3), ("[a-z]{3}", 12), ("(ab){10}c", 21), ("((a{10}b){10}){10}", 1_100),
            (#"\pL{300}"#, 120_000),
            (#"\p{Greek}{2,5}x"#, 2_001), (#"[^]\pN]{2}"#, 806), ("a{,5}b{2}", 7), ("a{2", 2), (")a(", 1), (#"\"#, 1),
            ("[", 1),
            ("(((a{1000}){1000}){1000}){1000}", 100_000_000), ("a{99999999999999999999}", 100_000_000), (#"\p{"#, 400),
        ])
    func weights(_ pattern: String, _ weight: Int) { #expect(PatternWeight.of(GoString(pattern)) == weight) }

    @Test("nothing absorbs the cost limit")
    func absorption() {
        let limits = CELLimits(bytes: 1_000, depth: 50, nodes: 100, cost: 100)
        guard case .failure(let error) = result("lists.range(1000).size() > 0 || true", limits: limits) else {
            Issue.record("has a result")
            return
        }
        #expect(error.code == .limit)
    }

    @Test("deep values are compared and written to a bound")
    func depth() {
        var deep: Value = 1
        for _ in 0..<1_000 { deep = .array([deep]) }
        expectFailure("a == b", "nest deeper than 500 levels", ["a": deep, "b": deep], code: .limit)
        expectFailure("'%s'.format([a])", "nests deeper than 500 levels", ["a": deep], code: .limit)
        expectTrue("a.flatten(9223372036854775807).size() == 1", ["a": deep])
    }

    @Test("values that share their parts cannot grow without bound")
    func sharing() {
        let source = (0..<40).reversed().reduce("x40 == x40") { "cel.bind(x\($1 + 1), [x\($1), x\($1)], \($0))" }
        expectFailure("cel.bind(x0, [1], \(source))", "cost limit", code: .limit)
        let format = source.replacing("x40 == x40", with: "'%s'.format([x40])")
        expectFailure("cel.bind(x0, [1], \(format))", "cost limit", code: .limit)
    }

    // MARK: Chance

    private static let seeds = [
        "status.conditions.exists(c, c.type == 'Ready' && c.status == 'True') ? 'a' : \"b\"",
        "[1, 2u, -3.5e2, 0x1F, b'\\xff', r'\\d', null, true][x % 8] in {'a': [1], 2: {}}.map(k, k)",
        "'%s %d %.3f %x'.format([a, 1, 2.5, 'x']).split(' ', -1).join('\u{2028}').substring(1, 3).charAt(0)",
        "timestamp('2009-02-13T23:31:30Z').getHours('+01:00') - duration('1h').getHours() * -9223372036854775808",
        "quantity('1.5Gi').add(quantity('-1e3')).compareTo(quantity('9Ei')) + semver('v1.2', true).major()",
        "ip('::1').family() + cidr('10.0.0.0/8').prefixLength() + url('http://a:1/b?c=d').getQuery().size()",
        "cel.bind(x, [1, 2, 3].map(i, v, i + v), x.transformList(i, v, i * v).sum()) / math.greatest(x, 0)",
        "optional.of(a).?b[?0].optMap(x, x.replace('a', 'b', 1)).orValue('').lastIndexOf('é', 9223372036854775807)",
        "'''a'b''' + \"\"\"c\"d\"\"\" + '\\U0001F431'.reverse().lowerAscii() // comment\n + `q`.findAll('a|(b)*?', 3)",
        "lists.range(3).slice(0, 2).flatten(1).distinct().sort().first().hasValue() ? math.bitShiftLeft(-1, 70) : 1",
    ]

    private static let pieces = [
        "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "!", "-", "+", "*", "/", "%", "<", "==", "&&", "||", " in ",
        "'", "\"", "\\", "`", "0x", "1e", "9223372036854775807", "-9223372036854775808", "18446744073709551615u",
        "1e308",
        "a", "é", "\u{0}", "x", "size(", "has(", ".map(x, ", ".all(x, ", "b'", "r'''", "//", "\n", "u", ".?", "[?",
        "int(", "uint(", "double('NaN')", "string(", "duration(", "timestamp(", "math.abs(", "-1", "0", "''", "[]",
        "{}",
    ]

    @Test("no text makes it stop, whatever it evaluates to", arguments: 0..<8)
    func chance(_ seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let limits = CELLimits(bytes: 10 << 10, depth: 100, nodes: 4_000, cost: 20_000)
        let variables: [String: Value] = [
            "a": ["b": ["aé", 1]], "x": [1, 2.5, "q"], "status": ["conditions": [["type": "Ready", "status": "True"]]],
        ]
        var (read, evaluated) = (0, 0)
        for _ in 0..<400 {
            let source = Self.mutated(&random)
            guard let expression = try? CELExpression(source, variables: nil, limits: limits) else { continue }
            read += 1
            if (try? expression.evaluate(CELVariables(documents: variables))) != nil { evaluated += 1 }
        }
        #expect(read > 0 && evaluated >= 0)
    }

    private static func mutated(_ random: inout SeededRandom) -> String {
        guard Int.random(in: 0..<8, using: &random) > 0 else {
            return (0..<Int.random(in: 1..<30, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
        }
        var text = Array((seeds.randomElement(using: &random) ?? "").unicodeScalars)
        for _ in 0..<Int.random(in: 1..<4, using: &random) {
            let place = Int.random(in: 0..<text.count, using: &random)
            let end = min(text.count, place + Int.random(in: 0..<6, using: &random))
            switch Int.random(in: 0..<3, using: &random) {
            case 0: text.replaceSubrange(place..<end, with: [])
            case 1:
                text.replaceSubrange(
                    place..<end, with: Array((pieces.randomElement(using: &random) ?? "").unicodeScalars))
            default:
                text.insert(contentsOf: Array(text[place..<end]), at: Int.random(in: 0...text.count, using: &random))
            }
            if text.isEmpty { text = ["1"] }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text)
        return String(view)
    }
}
