import Documents
import Foundation
import JSONSchema
import Testing

@Suite("JSON Schema")
struct JSONSchemaTests {
    private static let location = "file:///values.schema.json"

    /// Swift's expressions do for tests.
    private struct Pattern: SchemaPattern {
        var text: String

        func matches(_ other: String) -> Bool { (try? Regex(text).firstMatch(in: other)) != nil }
    }

    private let compiler = JSONSchemaCompiler(
        patterns: { (text) throws(JSONSchemaError) in
            guard (try? Regex<AnyRegexOutput>(text)) != nil else { throw JSONSchemaError(.schema, "no expression") }
            return Pattern(text: text)
        }, checks: 50_000)

    private func problem(_ schema: Value, _ values: Value) -> JSONSchemaError? {
        do throws(JSONSchemaError) {
            try compiler.compile(schema, location: Self.location).validate(values)
            return nil
        } catch {
            return error
        }
    }

    @Test("values are judged in Helm's words, as recorded in Fixtures/json-schema.json")
    func record() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/json-schema.json").path()
        let content = try #require(FileManager.default.contents(atPath: path))
        let rows = try JSON.parse(Array(content), limits: .response)["rows"]?.array ?? []
        #expect(rows.count > 160)
        for row in rows {
            let found = problem(row["schema"] ?? .null, row["values"] ?? .null)
            // Helm leaves the first line out.
            let told = found?.message.replacing("jsonschema validation failed with '\(Self.location)#'\n", with: "")
            #expect(told == row["error"]?.string, "\(row["schema"]?.json() ?? "") \(row["values"]?.json() ?? "")")
        }
    }

    @Test(
        "nothing is loaded from elsewhere",
        arguments: ["http://example.com/a.json", "https://example.com/a.json#/b", "other.json", "file:///etc/passwd"])
    func remoteReferences(reference: String) {
        let error = problem(["properties": ["a": ["$ref": .string(reference)]]], [:])
        #expect(error?.code == .schema)
        #expect(error?.message.hasPrefix("failing loading \"") ?? false)
        #expect(problem(["$schema": .string(reference)], [:])?.code == .schema)
    }

    @Test("many patterns against many members are refused, and reasons are told up to a point")
    func excessiveReasons() {
        var patterns = Object()
        var members = Object()
        for index in 0..<400 {
            patterns["^\(index)x$"] = .bool(true)
            members["m\(index)"] = 1
        }
        #expect(problem(["patternProperties": .object(patterns)], .object(members))?.code == .limit)
        let names = (0..<1_000).map { Value.string("name-\($0)") }
        let wrong = [Value](repeating: "no", count: 100)
        let told = problem(["items": ["enum": .array(names)]], .array(wrong))
        #expect(told?.code == .value)
        #expect(told?.message.utf8.count ?? 0 < 300_000)
    }

    @Test("a schema that doubles the work with each level is refused in bounded time")
    func excessiveWork() {
        var definitions = Object()
        for level in 0..<60 {
            let next: Value = ["$ref": .string("#/$defs/\(level + 1)")]
            definitions[String(level)] = ["allOf": [next, next]]
        }
        definitions["60"] = true
        #expect(problem(["$ref": "#/$defs/0", "$defs": .object(definitions)], [:])?.code == .limit)
    }

    @Test("texts are compared by their bytes")
    func combiningMarks() {
        #expect(problem(["properties": ["a": ["const": "\u{E9}"]]], ["a": "e\u{301}"])?.code == .value)
    }

    @Test("numbers are equal whichever way they are written")
    func numbers() {
        #expect(problem(["properties": ["a": ["enum": [1, 2.5]]]], ["a": 1.0]) == nil)
        #expect(problem(["properties": ["a": ["uniqueItems": true]]], ["a": [1, 1.0]])?.code == .value)
    }
}
