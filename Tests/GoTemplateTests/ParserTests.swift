import Documents
import GoValues
import Testing

@testable import GoTemplate

@Suite("Parsing templates as Go does")
struct ParserTests {
    @Test("Go's tables of tokens")
    func tokens() throws {
        for row in try GoRows.rows("lex") {
            var lexer = Lexer(Array((row["input"]?.string ?? "").utf8))
            for expected in row["tokens"]?.array ?? [] where expected[0]?.string != "comment" {
                let token = lexer.next()
                #expect(Self.name(token.kind) == expected[0]?.string, "\(row.json())")
                #expect(token.line == expected[2]?.integer, "\(row.json())")
                guard token.kind != .end else { continue }
                #expect(token.offset == expected[1]?.integer, "\(row.json())")
                let text = token.kind == .error ? lexer.failure : token.text(in: lexer.input).string
                #expect(text == expected[3]?.string, "\(row.json())")
                #expect(lexer.description(of: token) == expected[4]?.string, "\(row.json())")
            }
        }
    }

    private static func name(_ kind: Token.Kind) -> String {
        if case .keyword(let keyword) = kind { return keyword == .end ? "end keyword" : keyword.rawValue }
        return "\(kind)"
    }

    @Test("Go's tables of sources and errors")
    func sources() throws {
        let rows = try GoRows.rows("parse")
        #expect(rows.count > 200)
        let functions = FunctionTable([
            TemplateFunction("contains", GoSignature(.string, .string)) { _, _ in false }
        ])
        for row in rows {
            let name = row["name"]?.string ?? ""
            do throws(TemplateError) {
                let source = Array((row["input"]?.string ?? "").utf8)
                let parsed = try ParsedSource(
                    name: name, source: source, functions: functions, memory: GoRows.memory())
                let text = parsed.templates[GoString(name)]?.body.map(Self.description).joined()
                #expect(text == row["output"]?.string, "\(row.json())")
                for (name, expected) in row["defines"]?.object ?? Object() {
                    let text = parsed.templates[GoString(name)]?.body.map(Self.description).joined()
                    #expect(text == expected.string, "\(row.json())")
                }
            } catch {
                #expect(error.message == row["error"]?.string, "\(row.json())")
            }
        }
    }

    /// Go's tests quote the text between actions.
    private static func description(_ statement: Statement) -> String {
        switch statement {
        case .text(let text): GoQuote.quote(GoString(bytes: text.bytes)).string
        case .condition(let branch): description(branch, "if")
        case .range(let branch): description(branch, "range")
        case .with(let branch): description(branch, "with")
        default: statement.description
        }
    }

    private static func description(_ branch: Statement.Branch, _ keyword: String) -> String {
        let otherwise = branch.otherwise.map { "{{else}}" + $0.map(description).joined() } ?? ""
        return "{{\(keyword) \(branch.pipeline)}}" + branch.body.map(description).joined() + otherwise + "{{end}}"
    }

    @Test("Go's table of numbers")
    func numbers() throws {
        for row in try GoRows.rows("number") {
            let literal = Array((row["input"]?.string ?? "").utf8)
            do throws(GoError) {
                let constant =
                    switch row["type"]?.string {
                    case "characterConstant"?: try NumberConstant(character: literal)
                    case "complex"?: try Self.complex(literal)
                    default: try NumberConstant(literal)
                    }
                #expect(constant.int.map { "\($0)" } == row["int"]?.string, "\(row.json())")
                #expect(constant.uint.map { "\($0)" } == row["uint"]?.string, "\(row.json())")
                #expect(constant.float == row["float"]?.string.flatMap { Double($0) }, "\(row.json())")
                #expect((constant.complex != nil) == (row["complex"] != nil), "\(row.json())")
            } catch {
                #expect(row["error"] != nil, "\(row.json()): \(error)")
            }
        }
    }

    /// Go's test takes any number with an imaginary part for a complex one, the lexer only those with two parts.
    private static func complex(_ literal: [UInt8]) throws(GoError) -> NumberConstant {
        let hasTwoParts = literal.dropFirst().contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        return hasTwoParts ? try NumberConstant(complex: literal) : try NumberConstant(literal)
    }
}
