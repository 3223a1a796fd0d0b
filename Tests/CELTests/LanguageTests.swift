import CEL
import Documents
import Testing

@Suite("The language")
struct LanguageTests {
    @Test(
        "literals",
        arguments: [
            "0x1F == 31 && -0x10 == -16 && 0xFFu == 255u", "1e3 == 1000.0 && .5 == 0.5 && 1.5E-1 == 0.15",
            "-9223372036854775808 < 0", #""\x41\101\u0041\U00000041" == 'AAAA'"#,
            #"'\a\b\f\n\r\t\v\\\?\"\'\`' == "\007\010\014\012\015\011\013\\?\"'`""#,
            #"r'\n' == '\\n' && R"\n".size() == 2"#, "'''a'b\"c'''.size() == 5", #""""a"b'c""".size() == 5"#,
            #"b'\xff\377' == b"\377\xFF" && b'ÿ'.size() == 2 && 'ÿ'.size() == 1"#, #"br'\x' == b'\\x'"#,
            "[1, 2,].size() == 2 && {'a': 1,}.size() == 1 && [].size() == 0",
            "type(1u) == uint && type(null) == null_type",
            "// a comment\ntrue // another",
        ])
    func literals(_ source: String) { expectTrue(source) }

    @Test(
        "operators bind as in the specification",
        arguments: [
            "1 + 2 * 3 == 7", "(1 + 2) * 3 == 9", "10 - 4 - 3 == 3", "100 / 10 / 5 == 2", "-2 * 3 == -6",
            "!false && true || false", "true || false && false", "1 + 1 == 2 && 2 in [1, 2]",
            "(false ? 1 : true ? 2 : 3) == 2", "(true ? (false ? 1 : 2) : 3) == 2", "--1 == 1 && !!true",
            "-5 % 3 == -2",
            "1 < 2 == true", "- 1 == -1 && 3 - -1 == 4", "'a' + 'b' == 'ab' && [1] + [2] == [1, 2]",
            "{'a': [1, {'b': 2}]}.a[1].b == 2", "[1, 2, 3][1] == 2 && [1, 2][1.0] == 2 && [1, 2][1u] == 2",
        ])
    func precedence(_ source: String) { expectTrue(source) }

    @Test(
        "numbers of all types compare by value, and calculate with their own type only",
        arguments: [
            "1 == 1u && 1u == 1.0 && 1 == 1.0", "1 < 1.5 && 2u > 1 && -1 < 0u && 18446744073709551615u > 1",
            "1 in [1.0] && 1u in {1: 'a'} && {1u: 'a'}[1.0] == 'a'", "0.0 / 0.0 != 0.0 / 0.0 && 1.0 / 0.0 > 1",
            "1 != 'a' && [1] != 1 && null == null && {'a': 1} == {'a': 1.0}", "[1, 2u, 3.0] == [1u, 2.0, 3]",
        ])
    func numbers(_ source: String) { expectTrue(source) }

    @Test("what does not fit is an error")
    func overflow() {
        for source in [
            "9223372036854775807 + 1", "-9223372036854775808 - 1", "-(-9223372036854775808)", "5000000000 * 5000000000",
            "-9223372036854775808 / -1", "-9223372036854775808 % -1", "0u - 1u", "18446744073709551615u + 1u",
            "math.abs(-9223372036854775808)", "[9223372036854775807, 1].sum()",
        ] { expectFailure(source, "integer overflow", code: .evaluation) }
        for source in ["1 / 0", "1u / 0u"] { expectFailure(source, "division by zero") }
        for source in ["1 % 0", "1u % 0u"] { expectFailure(source, "modulus by zero") }
        for source in [
            "int(1e99)", "int(double('NaN'))", "uint(-1)", "uint(-0.5)", "uint(1e30)", "int(18446744073709551615u)",
            "int(-9223372036854775808.0)",
        ] { expectFailure(source, "out of the range") }
        expectFailure("1 + 1u", "no such overload: _+_(int, uint)")
        expectFailure("1 + 1.0", "no such overload")
        expectFailure("-(1u)", "no such overload")
    }

    @Test(
        "one operand that decides absorbs the errors of others, on either side",
        arguments: [
            "true || 1 / 0 == 1", "1 / 0 == 1 || true", "!(false && 1 / 0 == 1)", "!(1 / 0 == 1 && false)",
            "'a' || true", "[1, 0, 2].exists(x, 4 / x == 2)", "![1, 0].all(x, 4 / x == 5)",
            "true ? true : 1 / 0 == 1", "x || true", "has({}.a) || true",
        ])
    func absorption(_ source: String) { expectTrue(source) }

    @Test("errors that nothing absorbs stay errors")
    func errors() {
        expectFailure("false || 1 / 0 == 1", "division by zero")
        expectFailure("1 / 0 == 1 && true", "division by zero")
        expectFailure("1 / 0 == 1 ? true : true", "division by zero")
        expectFailure("[0].exists_one(x, 1 / x == 1)", "division by zero")
        expectFailure("1 && true", "no such overload: _&&_(int)")
        expectFailure("'a' ? 1 : 2", "not a bool")
        expectFailure("{'a': 1}.b", "line 1, column 9: no such key: 'b'")
        expectFailure("[1][1]", "index 1 out of range")
        expectFailure("[1][-1]", "out of range")
        expectFailure("[1][0.5]", "whole number")
        expectFailure("{1: 2, 1u: 3}", "repeated key")
        expectFailure("{1.5: 2}", "unsupported key type: double")
        expectFailure("[1] < [2]", "no such overload")
        expectFailure("double('NaN') < 1.0", "not-a-number")
    }

    @Test(
        "macros",
        arguments: [
            "has({'a': 1}.a) && !has({'a': 1}.b) && has(o.a) && !has(o.b.c)",
            "[1, 2].all(x, x > 0) && [].all(x, false)",
            "[1, 2].exists(x, x == 2) && ![].exists(x, true)", "[1, 2, 2].exists_one(x, x == 1)",
            "[1, 2].map(x, x * 2) == [2, 4]", "[1, 2, 3].map(x, x > 1, x * 2) == [4, 6]",
            "[1, 2, 3].filter(x, x % 2 == 1) == [1, 3]", "{'a': 1, 'b': 2}.all(k, k in ['a', 'b'])",
            "{'a': 1, 'b': 2}.map(k, k) == ['a', 'b']",
            "[1].all(x, [2].all(y, x < y)) && [[1], [2]].map(x, x.map(y, y + 1))[1] == [3]",
            "[1, 2].all(i, v, v == i + 1) && {'a': 1}.exists(k, v, k == 'a' && v == 1)",
            "{'a': 1}.transformMap(k, v, v + 1) == {'a': 2} && [3].transformList(i, v, [i, v]) == [[0, 3]]",
            "{'a': 'b'}.transformMapEntry(k, v, {v: k}) == {'b': 'a'}", "cel.bind(x, 2, x * x) == 4",
            "[1].all(x, .x == 7)", "[{'x': 1}].all(x, x.x == 1)",
        ])
    func macros(_ source: String) { expectTrue(source, ["o": ["a": .null, "b": [:]], "x": 7]) }

    @Test(
        "optionals",
        arguments: [
            "{}.?a.hasValue() == false && {'a': 1}.?a.value() == 1", "{'a': {}}.?a.b.?c.orValue(3) == 3",
            "[1][?0].value() == 1 && ![][?0].hasValue()", "optional.none().or(optional.of(1)).value() == 1",
            "optional.of(1).orValue(1 / 0) == 1", "[?optional.none(), ?optional.of(1)] == [1]",
            "{?'a': optional.none(), 'b': 1} == {'b': 1}", "optional.of(2).optMap(x, x + 1).value() == 3",
            "optional.of({'a': 1}).optFlatMap(x, x.?a).value() == 1", "!optional.ofNonZeroValue('').hasValue()",
            "optional.none() == optional.none() && optional.of(1) != optional.none()",
            "type(optional.of(1)) == optional_type",
        ])
    func optionals(_ source: String) { expectTrue(source) }

    @Test("what is no expression is refused with its place and what was expected")
    func syntaxErrors() {
        for (source, message) in [
            ("", "line 1, column 1: expected a value, a name or '(', found the end of the expression"),
            ("1 +", "line 1, column 4: expected a value, a name or '(', found the end of the expression"),
            ("a b", "line 1, column 3: expected an operator or the end of the expression, found 'b'"),
            ("a &&\n  ü", "line 2, column 3: unexpected character 'ü'"), ("a = b", "unexpected character '='"),
            ("[1, 2", "expected ',' or ']', found the end of the expression"), ("f(1", "expected ',' or ')'"),
            ("{'a' 1}", "expected ':', found a number"),
            ("'abc", "line 1, column 1: expected ' at the end of the string"),
            ("\"a\nb\"", "expected \" at the end of the string"), (#"'\q'"#, "line 1, column 2: expected an escape"),
            (#"'\ud800'"#, "no code point"), (#"b'\u0041'"#, "expected an escape"),
            ("9223372036854775808", "does not fit"),
            ("99999999999999999999", "does not fit 64 bits"), ("1e999", "out of a double's range"),
            ("for", "'for' is a reserved word"), ("a.in", "expected the name of a field, found 'in'"),
            ("Message{field: 1}", "messages of protocol buffers are not supported"), ("a ? b", "expected ':'"),
            ("has(a)", "expected a field such as a.b in has()"),
            ("[1].all(1, true)", "expected the name of a variable"),
            ("[1].all(x, x, true)", "two names that differ"),
        ] { expectFailure(source, message, code: .syntax) }
    }

    @Test("reserved words are names of fields and methods; names in back quotes are fields")
    func reserved() {
        expectTrue("{'package': 1}.package == 1 && {'a.b/c-d': 1}.`a.b/c-d` == 1")
        expectFailure("'a'.package()", "unknown method 'package'", code: .unknownName)
    }
}
