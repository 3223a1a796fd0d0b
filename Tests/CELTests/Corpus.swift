import Documents
import Foundation
import GoValues

@testable import CEL

/// The tests of the specification (github.com/google/cel-spec, tests/simple/testdata), which lie outside of the project: a row of
/// `cel/cases.jsonl` each, in the folder that `MARTLET_CORPUS` names or in `../shared/corpus` beside the checkout.
enum Corpus {
    struct Case: Sendable {
        /// File, section and name, with slashes.
        let id: String
        let expression: String
        let variables: Object
        /// What has to come out, with its type; nil where that is an error.
        let expected: Value?
        let row: Value
    }

    static let file: URL? = {
        let checkout = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let named = ProcessInfo.processInfo.environment["MARTLET_CORPUS"].map { URL(filePath: $0) }
        let corpus = named ?? checkout.appending(path: "../shared/corpus").standardizedFileURL
        let file = corpus.appending(path: "cel/cases.jsonl")
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }()

    static func cases(in file: URL) throws -> [Case] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            let row = try JSON.parse(Array(line.utf8), file: file.path, limits: .file)
            return Case(
                id: row["id"]?.string ?? "", expression: row["expr"]?.string ?? "",
                variables: row["bindings"]?.object ?? [:], expected: row["value"], row: row)
        }
    }
}

/// A value as rows write it: an object of one member, whose name is the type.
enum TypedValue {
    /// Nil where it is a message of protocol buffers, or another value that there is not here.
    static func read(_ value: Value) throws -> CELValue? {
        guard let (type, content) = value.object?.first(where: { _ in true }) else { return nil }
        switch (type, content) {
        case ("null", _): return .null
        case ("bool", .bool(let value)): return .bool(value)
        case ("int", .string(let text)): return Int64(text).map { .int($0) }
        case ("uint", .string(let text)): return UInt64(text).map { .uint($0) }
        case ("double", .string(let text)): return Double(text).map { .double($0) }
        case ("string", .string(let text)): return .string(GoString(text))
        case ("bytes", .string(let text)): return .bytes(bytes(text))
        case ("type", .string(let name)): return .type(name)
        case ("timestamp", .array(let parts)):
            return .timestamp(try CELTimestamp(seconds: integer(parts, 0), nanoseconds: integer(parts, 1)))
        case ("duration", .array(let parts)):
            return .duration(CELDuration(nanoseconds: integer(parts, 0) * 1_000_000_000 + integer(parts, 1)))
        case ("list", .array(let elements)):
            let values = try elements.map(read)
            return values.contains { $0 == nil } ? nil : .list(CELList(values.compactMap(\.self)))
        case ("map", .array(let entries)):
            var map = MadeMap()
            for entry in entries {
                guard let key = try entry[0].flatMap(read), let value = try entry[1].flatMap(read) else { return nil }
                try map.add(key, value)
            }
            return .map(CELMap(map))
        default: return nil
        }
    }

    private static func integer(_ parts: [Value], _ index: Int) -> Int64 { Int64(parts[index].integer ?? 0) }

    private static func bytes(_ digits: String) -> [UInt8] {
        stride(from: 0, to: digits.count, by: 2).compactMap { offset in
            UInt8(digits.dropFirst(offset).prefix(2), radix: 16)
        }
    }

    /// A text that is the same for the same values of the same types.
    static func text(_ value: CELValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .uint(let value): "\(value)u"
        case .double(let value): value.isNaN ? "nan" : "double \(value)"
        case .string(let value): value.string.debugDescription
        case .bytes(let value): "bytes \(value)"
        case .type(let name): "type \(name)"
        case .timestamp(let value): "timestamp \(value.text)"
        case .duration(let value): "duration \(value.text)"
        case .list(let list): "[\(list.values.map(text).joined(separator: ", "))]"
        case .map(let map):
            "{\(map.entries.map { "\(text($0.key)): \(text($0.value))" }.sorted().joined(separator: ", "))}"
        case .optional(let value): "optional \(value.map(text) ?? "none")"
        case .extended(let value): "\(value)"
        }
    }
}
