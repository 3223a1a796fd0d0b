import GoRegexp
import GoValues
import Testing

@Suite("Go's regular expressions")
struct GoRegexpTests {
    private func regexp(_ pattern: GoString) throws -> GoRegexp { try GoRegexp(pattern) }

    @Test("the first match is the leftmost, and of the first alternative")
    func leftmostFirst() throws {
        #expect(try regexp("a|ab").find(in: "xab") == "a")
        #expect(try regexp("[a-z]+").find(in: "123abc456def") == "abc")
        #expect(try regexp("z").find(in: "abc") == "")
    }

    @Test("an empty match right after another is left out")
    func emptyMatches() throws {
        #expect(try regexp("a*").findAll(in: "baab", limit: -1) == ["", "aa", ""])
        #expect(try regexp("a*").findAll(in: "baab", limit: 2) == ["", "aa"])
        #expect(try regexp("[a-z]*").findAll(in: "é", limit: -1) == ["", ""])
        #expect(try regexp("x*").replacingAll(in: "abc", with: "-") == "-a-b-c-")
        #expect(try regexp("a*").split("baac", limit: -1) == ["b", "c"])
    }

    @Test("what stands before the place where the search goes on counts for boundaries and anchors")
    func context() throws {
        #expect(try regexp(#"\b[a-z]"#).findAll(in: "ab cd", limit: -1) == ["a", "c"])
        #expect(try regexp("^a").findAll(in: "aaa", limit: -1) == ["a"])
        #expect(try regexp("(?m)^a").findAll(in: "a\nab", limit: -1) == ["a", "a"])
    }

    @Test("replacements name groups by number and name, and a stray dollar sign stays")
    func replacements() throws {
        let pattern = try regexp("a(?P<x>b)")
        #expect(try pattern.replacingAll(in: "ab", with: "${x}$1$$ $x1 ${1}1 $9 ${") == "bb$  b1  ${")
        #expect(try regexp("a(?<y>.)").replacingAll(in: "ab", with: "$y") == "b")
        #expect(try regexp("a").replacingAllLiterally(in: "ab", with: "$0") == "$0b")
    }

    @Test("splits as Go does")
    func splitting() throws {
        #expect(try regexp(",").split("a,b,c", limit: 2) == ["a", "b,c"])
        #expect(try regexp(",").split("", limit: -1) == [""])
        #expect(try regexp(",").split("a,b", limit: 0) == nil)
        #expect(try regexp("").split("abc", limit: -1) == ["a", "b", "c"])
    }

    @Test("groups that took no part are empty")
    func groups() throws {
        #expect(try regexp("(a)|(b)").groups(in: "b") == ["b", "", "b"])
        #expect(try regexp("(a)|(b)").groups(in: "c") == nil)
    }

    @Test("bytes that are no UTF-8 match as one unknown character each, and come out unchanged")
    func invalidText() throws {
        let text = GoString(bytes: [0xFF, 0x61, 0xC3])
        #expect(try regexp(".a").find(in: text).bytes == [0xFF, 0x61])
        #expect(try regexp(".").findAll(in: text, limit: -1).map(\.bytes) == [[0xFF], [0x61], [0xC3]])
        #expect(try regexp("a").replacingAll(in: text, with: "b").bytes == [0xFF, 0x62, 0xC3])
    }

    @Test(
        "an invalid pattern is refused in Go's words",
        arguments: [
            ("(", "missing closing ): `(`"),
            ("a)", "unexpected ): `a)`"),
            ("[a", "missing closing ]: `[a`"),
            ("*", "missing argument to repetition operator: `*`"),
            ("a**", "invalid nested repetition operator: `**`"),
            ("a{1001}", "invalid repeat count: `{1001}`"),
            (#"\8"#, #"invalid escape sequence: `\8`"#),
            (#"\C"#, #"invalid escape sequence: `\C`"#),
            ("a\\", "trailing backslash at end of expression: ``"),
            ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
            ("[b-a]", "invalid character class range: `b-a`"),
        ])
    func errors(_ pattern: GoString, _ message: String) {
        #expect(throws: GoError("error parsing regexp: " + message)) { try GoRegexp(pattern) }
    }

    @Test("a pattern that takes others exponential time takes little")
    func linear() throws {
        let text = GoString(bytes: [UInt8](repeating: UInt8(ascii: "a"), count: 100_000))
        #expect(try !regexp("(a*)*(a*)*(a*)*b").matches(text))
    }

    @Test("special characters are quoted")
    func quoting() {
        #expect(GoRegexp.quoted("a.b*(c)") == #"a\.b\*\(c\)"#)
    }
}
