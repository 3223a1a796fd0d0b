import Documents
import FoundationEssentials
import GoValues
import Testing

/// Rows of `Tests/Fixtures/*.json`, where each value is written with its type: `{"int": "5"}`.
enum Fixture {
    static func rows(_ name: String) throws -> [Value] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/\(name)").path()
        let content = try #require(FileManager.default.contents(atPath: path))
        return try #require(JSON.parse(Array(content), limits: .response)["rows"]?.array)
    }

    static func bytes(_ row: Value, _ key: String) -> [UInt8] {
        if let text = row[key]?.string { return Array(text.utf8) }
        return row["\(key)64"]?.string.flatMap { Data(base64Encoded: $0) }.map(Array.init) ?? []
    }

    static func value(_ description: Value) -> GoValue {
        guard let (type, content) = description.object?.first(where: { _ in true }) else { return .null }
        let number = content.string.flatMap { Double($0) } ?? 0
        return switch type {
        case "bool": .bool(content.bool ?? false)
        case "int": .int(content.string.flatMap { Int($0) } ?? 0)
        case "int64": .int64(content.string.flatMap { Int64($0) } ?? 0)
        case "uint64": .uint64(content.string.flatMap { UInt64($0) } ?? 0)
        case "float64": .float(number)
        case "string", "string64": .string(GoString(bytes: bytes(description, "string")))
        case "bytes", "bytes64": .bytes(bytes(description, "bytes"))
        case "complex128": .object(complex(content))
        case "list": .list(GoList((content.array ?? []).map(value)))
        case "strings": .list(GoList((content.array ?? []).map(value), type: .string))
        case "ints": .list(GoList((content.array ?? []).map(value), type: .int))
        case "map": .map(map(content))
        default: .null
        }
    }

    private static func complex(_ content: Value) -> GoComplex {
        let parts = (content.array ?? []).map { $0.string.flatMap { Double($0) } ?? 0 }
        return GoComplex(real: parts[0], imaginary: parts[1])
    }

    private static func map(_ content: Value) -> GoMap {
        let map = GoMap()
        for (key, member) in content.object ?? Object() { map[GoString(key)] = value(member) }
        return map
    }
}
