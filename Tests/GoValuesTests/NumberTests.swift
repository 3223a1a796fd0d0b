import GoValues
import Testing

@Suite("Go's numbers and literals")
struct NumberTests {
    @Test("integers are read in Go's syntax")
    func integers() throws {
        let rows: [(String, Int, Int64)] = [
            ("0", 0, 0), ("-0x1F", 0, -31), ("0777", 0, 511), ("0o17", 0, 15), ("1_000", 0, 1000), ("0b11", 0, 3),
            ("08", 10, 8), ("-9223372036854775808", 10, .min), ("z", 36, 35),
        ]
        for (text, base, expected) in rows { #expect(try GoNumber.parseInt(GoString(text), base: base) == expected) }
        for text in ["", "-", "08", "0x", "1__0", "_1", "1_", "1.0", " 1", "0_x1"] {
            #expect(throws: GoError.self, "\(text)") { try GoNumber.parseInt(GoString(text), base: 0) }
        }
        #expect(throws: GoError(#"strconv.ParseInt: parsing "1_000": invalid syntax"#)) {
            try GoNumber.parseInt("1_000", base: 10)
        }
        #expect(throws: GoError(#"strconv.ParseInt: parsing "9223372036854775808": value out of range"#)) {
            try GoNumber.parseInt("9223372036854775808", base: 10)
        }
        #expect(try GoNumber.parseUint("18446744073709551615", base: 10) == .max)
    }

    @Test("floats are read in Go's syntax")
    func floats() throws {
        let rows: [(String, Double)] = [
            ("1e3", 1000), (".5", 0.5), ("5.", 5), ("-0x1p-2", -0.25), ("1_0.5", 10.5), ("+Inf", .infinity),
            ("infinity", .infinity),
        ]
        for (text, expected) in rows { #expect(try GoNumber.parseFloat(GoString(text)) == expected) }
        for text in ["", ".", "e3", "1e", "0x1", "1 ", "0x.p1", "infi"] {
            #expect(throws: GoError(#"strconv.ParseFloat: parsing "\#(text)": invalid syntax"#)) {
                try GoNumber.parseFloat(GoString(text))
            }
        }
        #expect(throws: GoError(#"strconv.ParseFloat: parsing "1e400": value out of range"#)) {
            try GoNumber.parseFloat("1e400")
        }
    }

    @Test("a precision rounds the exact number, half to even")
    func rounding() {
        func text(_ value: Double, _ verb: Unicode.Scalar, _ precision: Int) -> String {
            String(decoding: GoNumber.format(value, verb: UInt8(ascii: verb), precision: precision), as: UTF8.self)
        }
        #expect(text(2.675, "f", 2) == "2.67")
        #expect(text(0.125, "f", 2) == "0.12")
        #expect(text(0.375, "f", 2) == "0.38")
        #expect(text(0.5, "f", 0) == "0")
        #expect(text(9.99, "f", 1) == "10.0")
        #expect(text(0.001, "f", 1) == "0.0")
        #expect(text(1e23, "f", 0) == "99999999999999991611392")
        #expect(text(.leastNonzeroMagnitude, "e", 3) == "4.941e-324")
        #expect(text(1e21, "f", -1) == "1000000000000000000000")
        #expect(text(-0.0, "g", -1) == "-0")
    }

    @Test("literals are read with Go's escapes")
    func literals() throws {
        #expect(try GoQuote.unquote(Array(#""a\n\t\"\\\x41\101\u00e9\U0001F600""#.utf8)) == "a\n\t\"\\AAé😀")
        #expect(try GoQuote.unquote(Array("`a\\n\r\n`".utf8)) == "a\\n\n")
        #expect(try GoQuote.unquote(Array(#""\xff""#.utf8)) == GoString(bytes: [0xFF]))
        for text in [#""\'""#, #""\q""#, #""\ud800""#, #""\400""#, #""\x4""#, "\"\n\"", "'ab'", "\""] {
            #expect(throws: GoError("invalid syntax"), "\(text)") { try GoQuote.unquote(Array(text.utf8)) }
        }
        #expect(try GoQuote.unquoteRune(Array(#"'\n'"#.utf8)) == 10)
        #expect(try GoQuote.unquoteRune(Array("'日'".utf8)) == 0x65E5)
        #expect(GoQuote.quote("a\u{200B}\n\"") == #""a\u200b\n\"""#)
        #expect(GoQuote.quote(GoString(bytes: [0xFF, 0x7F])) == #""\xff\x7f""#)
    }
}
