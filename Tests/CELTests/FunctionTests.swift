import CEL
import Documents
import Testing

@Suite("Functions")
struct FunctionTests {
    @Test(
        "texts",
        arguments: [
            "'tacocat'.charAt(3) == 'o' && 'ab'.charAt(2) == ''",
            "'ta©o©αT'.indexOf('©', 3) == 4 && 'abc'.indexOf('') == 0",
            "'abcab'.lastIndexOf('ab') == 3 && 'abcab'.lastIndexOf('ab', 2) == 0 && 'a'.lastIndexOf('ab') == -1",
            "'AÆb'.lowerAscii() == 'aÆb' && 'aæB'.upperAscii() == 'AæB'",
            "'aaa'.replace('a', 'b', 2) == 'bba' && 'ab'.replace('', '-') == '-a-b-' && 'ab'.replace('', '-', 2) == '-a-b'",
            "'ab'.replace('b', 'c', 0) == 'ab' && ''.replace('', 'x') == 'x'",
            "'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c'] && 'ab'.split('') == ['a', 'b']",
            "'ta©o'.substring(2) == '©o' && 'ta©o'.substring(1, 3) == 'a©'", "' \\t\\u2003x\\n'.trim() == 'x'",
            "['a', 'b'].join('-') == 'a-b' && [].join() == ''",
            "'a©b'.reverse() == 'b©a' && [1, 2].reverse() == [2, 1]",
            #"strings.quote('a"\n') == '"a\\"\\n"'"#,
            "'abc'.contains('b') && 'abc'.startsWith('a') && 'abc'.endsWith('c')",
            "'abc'.matches('^a.c$') && matches('xabcx', 'abc') && !'abc'.matches('^b')",
            "'abc 123'.find('[0-9]+') == '123' && 'abc'.find('z') == ''",
            "'123 abc 456'.findAll('[0-9]+') == ['123', '456'] && 'a b c'.findAll('[a-z]', 2) == ['a', 'b'] && 'a'.findAll('a', 0) == []",
        ])
    func texts(_ source: String) { expectTrue(source) }

    @Test(
        "format",
        arguments: [
            "'%s %d %% %.2f'.format(['a', 1, 1.005]) == 'a 1 % 1.00'", "'%e'.format([1052.0]) == '1.052000e+03'",
            "'%x %X %o %b'.format([-255, 255u, 8, true]) == '-ff FF 10 1'", "'%x'.format(['Az']) == '417a'",
            "'%s'.format([[1, 'a', {'b': null, 'a': 1.5}, duration('90s')]]) == '[1, a, {a: 1.5, b: null}, 90s]'",
            "'%d %f'.format([double('NaN'), double('-Infinity')]) == 'NaN -Infinity'", "'%s'.format([int]) == 'int'",
        ])
    func formats(_ source: String) { expectTrue(source) }

    @Test("functions refuse what they cannot take")
    func refusals() {
        for (source, message) in [
            ("'a'.charAt(2)", "index out of range: 2"), ("'a'.charAt(-1)", "index out of range"),
            ("'a'.substring(1, 0)", "invalid substring range"), ("'a'.substring(0, 2)", "index out of range: 2"),
            ("'a'.indexOf('a', 3)", "index out of range: 3"), ("'a'.lastIndexOf('a', -1)", "index out of range: -1"),
            ("'%a'.format([1])", "unknown clause '%a'"), ("'%d'.format([])", "index 0 out of range"),
            ("'%d'.format(['a'])", "cannot be used for a value of type string"), ("'%'.format([1])", "ends after"),
            ("'%.101f'.format([1.0])", "precision"), ("'%.99999999999999999999f'.format([1.0])", "precision"),
            ("'a'.matches(dyn('['))", "missing closing ]"), ("[1, 'a'].sum()", "no such overload"),
            ("['a'].sum()", "no such overload"), ("[].min()", "empty list"), ("['a', 1].max()", "no such overload"),
            ("[1].join()", "no such overload"), ("int('a')", "'a' is not to be read as int"),
            ("bool('yes')", "no such overload"),
            ("string(b'\\xff')", "invalid UTF-8"), ("lists.range(9223372036854775807)", "cost limit"),
            ("[1].slice(0, 2)", "no part of a list"), ("math.bitShiftLeft(1, -1)", "negative offset"),
        ] { expectFailure(source, message) }
    }

    @Test(
        "lists and sets",
        arguments: [
            "[1, 2, 3].isSorted() && !['b', 'a'].isSorted() && [].isSorted()",
            "[1, 2].sum() == 3 && [].sum() == 0 && [1.5, 1.5].sum() == 3.0",
            "[duration('1m'), duration('1s')].sum() == duration('61s')",
            "[3, 1, 2].min() == 1 && ['a', 'b'].max() == 'b'",
            "[1, 2, 2].indexOf(2) == 1 && [1, 2, 2].lastIndexOf(2) == 2 && [1].indexOf(3) == -1",
            "sets.contains([1, 2], [2.0]) && sets.equivalent([1, 1], [1u]) && sets.intersects([1], [2, 1]) && !sets.intersects([], [1])",
            "[3, 1, 2].sort() == [1, 2, 3] && [1, 1u, 2].distinct() == [1, 2] && lists.range(3) == [0, 1, 2]",
            "[[1], [2, [3]]].flatten() == [1, 2, [3]] && [[1], [2, [3]]].flatten(2) == [1, 2, 3]",
            "[1, 2, 3].slice(1, 3) == [2, 3]",
            "[1, 2].first().value() == 1 && [1, 2].last().value() == 2 && !['a'].slice(0, 0).first().hasValue()",
        ])
    func lists(_ source: String) { expectTrue(source) }

    @Test(
        "math",
        arguments: [
            "math.greatest(1, 2.5, 2u) == 2.5 && math.least([3, 1]) == 1",
            "math.ceil(1.2) == 2.0 && math.floor(-1.2) == -2.0",
            "math.round(2.5) == 3.0 && math.round(-2.5) == -3.0 && math.trunc(-1.9) == -1.0",
            "math.abs(-1) == 1 && math.sign(-2.5) == -1.0",
            "math.isNaN(0.0 / 0.0) && math.isInf(1.0 / 0.0) && math.isFinite(1.0)", "math.sqrt(16) == 4.0",
            "math.bitAnd(6, 3) == 2 && math.bitOr(4u, 1u) == 5u && math.bitXor(6, 3) == 5 && math.bitNot(0) == -1",
            "math.bitShiftLeft(1, 64) == 0 && math.bitShiftLeft(1, 3) == 8 && math.bitShiftRight(-1, 63) == 1",
        ])
    func math(_ source: String) { expectTrue(source) }

    @Test(
        "conversions",
        arguments: [
            "int('-12') == -12 && int(1.9) == 1 && int(-1.9) == -1 && int(3u) == 3",
            "uint('3') == 3u && uint(2.9) == 2u",
            "double('1e3') == 1000.0 && double(1) == 1.0",
            "string(1.5) == '1.5' && string(1e21) == '1e+21' && string(true) == 'true'",
            "string(b'abc') == 'abc' && bytes('ÿ') == b'\\303\\277'", "bool('true') && bool('1') && !bool('False')",
            "string(timestamp(0)) == '1970-01-01T00:00:00Z' && int(timestamp('1970-01-01T00:01:00Z')) == 60",
            "string(duration('1m30.5s')) == '90.5s' && duration('-1h') < duration('0s')", "type(dyn(1)) == int",
        ])
    func conversions(_ source: String) { expectTrue(source) }

    @Test(
        "moments and lengths of time",
        arguments: [
            "timestamp('2009-02-13T23:31:30.123456789Z').getFullYear() == 2009",
            "timestamp('2009-02-13T23:31:30Z').getMonth() == 1",
            "timestamp('2009-02-13T23:31:30Z').getDayOfMonth('+11:00') == 13",
            "timestamp('2009-02-13T23:31:30Z').getHours('02:00') == 1",
            "timestamp('2009-02-13T02:00:00Z').getDayOfMonth('-02:30') == 11",
            "timestamp('2009-02-13T23:31:30.5Z').getMilliseconds('UTC') == 500",
            "timestamp('2009-02-13T23:31:30Z') - timestamp('2009-02-13T23:31:00Z') == duration('30s')",
            "timestamp('2009-02-13T23:59:59Z') + duration('1s') == timestamp('2009-02-14T01:00:00+01:00')",
            "timestamp('0001-01-01T00:00:00Z') + duration('1ns') - duration('1ns') == timestamp('0001-01-01T00:00:00Z')",
            "duration('3730s').getMinutes() == 62 && duration('1.5s').getMilliseconds() == 1500 && duration('1h').getSeconds() == 3600",
        ])
    func times(_ source: String) { expectTrue(source) }

    @Test("times out of range, and zones that are not known, are errors")
    func timesOutOfRange() {
        for source in [
            "timestamp('0000-01-01T00:00:00Z')", "timestamp(253402300800)",
            "timestamp('9999-12-31T23:59:59.999999999Z') + duration('1ns')",
            "timestamp('0001-01-01T00:00:00Z') - duration('1ns')", "duration('320000000000s')", "duration('290y')",
            "timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z')",
            "duration('2562047h') + duration('2562047h')",
            "-duration(-9223372036854775808)", "timestamp(-9223372036854775808)", "timestamp('today')",
            "timestamp(9223372036854775807)",
        ] { expectFailure(source, "", code: .evaluation) }
        expectFailure("timestamp(0).getHours('Europe/Berlin')", "unknown time zone 'Europe/Berlin': UTC and offsets")
    }
}
