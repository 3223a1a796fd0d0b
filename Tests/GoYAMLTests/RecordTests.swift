import Documents
import Foundation
import GoValues
import GoYAML
import Testing

/// What Helm's functions make of values and texts, recorded in `Fixtures/go-yaml.json`, which says where from.
@Suite("Helm's YAML, JSON and TOML, as recorded")
struct RecordTests {
    /// A row of the record.
    struct Row: Sendable, CustomTestStringConvertible {
        var operation: String
        /// JSON.
        var input: [UInt8]
        /// What the function gave; of those that read, as JSON.
        var output: GoString

        var testDescription: String { "\(operation) \(String(decoding: input.prefix(60), as: UTF8.self))" }
    }

    static func rows(_ operations: String...) throws -> [Row] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/go-yaml.json").path()
        let content = try #require(FileManager.default.contents(atPath: path))
        let map = try #require(try GoJSON.unmarshalMap(Array(content), limits: .file))
        guard case .list(let rows) = map["rows"] else { return [] }
        return try rows.elements.compactMap { row in
            guard case .map(let row) = row, let operation = row["op"]?.text?.string, operations.contains(operation)
            else { return nil }
            return try Row(
                operation: operation, input: GoJSON.marshal(row["in"] ?? .null), output: row["out"]?.text ?? "")
        }
    }

    @Test("values are written as Helm writes them")
    func writing() throws {
        let rows = try Self.rows("toYaml", "toYamlPretty", "toJson", "toRawJson", "toPrettyJson", "toToml")
        #expect(rows.count > 800)
        for row in rows {
            let value = try GoJSON.unmarshal(row.input, limits: .file)
            #expect(Self.written(value, row.operation) == row.output, "\(row.testDescription)")
        }
    }

    /// Helm gives nothing where there is an error, and takes one newline from YAML.
    private static func written(_ value: GoValue, _ operation: String) -> GoString {
        var bytes: [UInt8]?
        switch operation {
        case "toYaml": bytes = try? GoYAML.marshal(value)
        case "toYamlPretty": bytes = try? GoYAML.marshalPretty(value)
        case "toJson": bytes = try? GoJSON.marshal(value)
        case "toRawJson": bytes = try? GoJSON.marshal(value, escapesHTML: false)
        case "toToml": return toml(value)
        default: bytes = try? GoJSON.marshalIndented(value)
        }
        if operation.hasPrefix("toYaml"), bytes?.last == 0x0A { bytes?.removeLast() }
        return GoString(bytes: bytes ?? [])
    }

    /// Of TOML, Helm shows the error.
    private static func toml(_ value: GoValue) -> GoString {
        do {
            return GoString(bytes: try GoTOML.marshal(value))
        } catch {
            return GoString(error.message)
        }
    }

    @Test("texts are read as Helm reads them, errors included")
    func reading() throws {
        let rows = try Self.rows("fromYaml", "fromYamlArray", "fromJson", "fromJsonArray", "fromToml")
        #expect(rows.count > 130)
        for row in rows {
            let text = try #require(try GoJSON.unmarshal(row.input, limits: .file).text)
            let read = try GoJSON.marshal(Self.read(text.bytes, row.operation))
            #expect(GoString(bytes: read) == row.output, "\(row.testDescription)")
        }
    }

    private static func read(_ text: [UInt8], _ operation: String) -> GoValue {
        do {
            switch operation {
            case "fromYaml": return .map(try GoYAML.unmarshalMap(text, limits: .file))
            case "fromYamlArray": return .list(try GoYAML.unmarshalList(text, limits: .file))
            case "fromToml": return .map(try GoTOML.unmarshal(text, limits: .file))
            case "fromJson": return try GoJSON.unmarshalMap(text, limits: .file).map { .map($0) } ?? .null
            default: return try GoJSON.unmarshalList(text, limits: .file).map { .list($0) } ?? .null
            }
        } catch {
            let message = GoValue.string("\(error)")
            return operation.hasSuffix("Array") ? .list([message]) : .map(["Error": message])
        }
    }
}
