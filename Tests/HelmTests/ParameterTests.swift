import Documents
import GoValues
import Testing

@testable import Helm

/// What Helm 4.2.3 read in lines for `--set` and its sisters, in `Fixtures/helm-parameters.json`.
@Suite("Parameters")
struct ParameterTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let style: Parameters.Style
        let line: String
        let expected: Value?
        let error: String?

        var testDescription: String { "\(style) \(line)" }
    }

    static let rows: [Row] = {
        let styles: [String: Parameters.Style] = ["typed": .typed, "text": .text, "json": .json, "literal": .literal]
        guard let rows = try? Fixture.json("helm-parameters.json").array else { return [] }
        return rows.compactMap { row in
            guard let style = row["style"]?.string.flatMap({ styles[$0] }) else { return nil }
            return Row(
                style: style, line: row["line"]?.string ?? "", expected: row["expected"], error: row["error"]?.string)
        }
    }()

    @Test("the table is there")
    func table() { #expect(Self.rows.count > 80) }

    @Test("lines are read as Helm reads them", arguments: rows)
    func line(row: Row) throws {
        let values = GoMap()
        guard let expected = row.expected else {
            let error = #expect(throws: HelmError.self) { try Parameters.set(row.line, row.style, in: values) }
            #expect(error?.message == row.error)
            return
        }
        try Parameters.set(row.line, row.style, in: values)
        #expect(try GoValue.map(values).document(nodes: 10_000) == expected)
    }

    @Test("numbers are whole ones, unlike those of files")
    func types() throws {
        let values = GoMap()
        try Parameters.set("a=1", .typed, in: values)
        #expect(values["a"]?.typeName == "int64")
        try Parameters.set("a=1", .json, in: values)
        #expect(values["a"]?.typeName == "float64")
    }

    @Test("files are read by name")
    func files() throws {
        let values = GoMap()
        try Parameters.setFiles("a.b=x,c=y", in: values) { path in GoString("content of \(path)") }
        #expect(
            try GoValue.map(values).document(nodes: 10_000) == ["a": ["b": "content of x"], "c": "content of y"])
        #expect(throws: HelmError(.values, "no")) {
            try Parameters.setFiles("a=x", in: values) { _ throws(HelmError) in throw HelmError(.values, "no") }
        }
    }

    @Test("the kinds of parameters are taken in Helm's order, over the files")
    func order() throws {
        var given = GivenValues()
        given.files = [
            .init(name: "1", content: Array("a: 1\nm: {x: 1, z: 1}".utf8)),
            .init(name: "2", content: Array("b: 2\nm: {z: 2}".utf8)),
        ]
        given.json = ["{\"b\":3,\"c\":3}", "d=3"]
        given.parameters = ["c=4,d=4,e=4"]
        given.texts = ["e=5,f=5"]
        given.fileParameters = ["f=6,g=6"]
        given.literals = ["g=7,h"]
        let values = try given.merged { _ in Array("file".utf8) }
        let document = try GoValue.map(values).document(nodes: 10_000)
        #expect(
            document
                == [
                    "a": 1, "b": 3, "c": 4, "d": 4, "e": "5", "f": "file", "g": "7,h", "m": ["x": 1, "z": 2],
                ])
    }

    @Test("errors name the file or the option")
    func errors() throws {
        var given = GivenValues()
        given.files = [.init(name: "dev.yaml", content: Array("a: [".utf8))]
        let file = #expect(throws: HelmError.self) { try given.merged { _ in [] } }
        #expect(file?.message.hasPrefix("failed to parse dev.yaml: cannot unmarshal yaml document: ") == true)
        given.files = []
        given.parameters = ["a"]
        let option = #expect(throws: HelmError.self) { try given.merged { _ in [] } }
        #expect(option?.message == "failed parsing --set data: key \"a\" has no value")
    }
}
