import Documents
import FoundationEssentials
import GoValues
import Testing

@testable import GoTemplate

/// Rows of `Tests/Fixtures/go-template.json`: Go's own test tables and rows of ours, with what Go makes of them.
///
/// Their data is named: `T` is the struct of Go's tests, of which `GoTestStruct` has what templates of ours can meet.
enum GoRows {
    static func rows(_ kind: String) throws -> [Value] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/go-template.json").path()
        let content = try #require(FileManager.default.contents(atPath: path))
        let rows = try #require(JSON.parse(Array(content), limits: .response)["rows"]?.array)
        return rows.filter { $0["kind"]?.string == kind }
    }

    /// The data of a row; nil where it is of a type that templates of ours never meet.
    static func data(_ row: Value) -> GoValue? {
        switch row["data"] {
        case "T"?: return .object(GoTestStruct())
        case "empty T"?: return .object(GoTestStruct(isEmpty: true))
        case "values"?: return values
        case "other"?: return nil
        case .object(let typed)?:
            guard let (type, content) = typed.first(where: { _ in true }) else { return nil }
            if type == "int" { return .int(content.integer ?? 0) }
            if type == "map[string]string" { return .map(GoMap(strings(content), type: .string)) }
            return GoValue(content)
        default: return .null
        }
    }

    private static func strings(_ content: Value) -> [GoString: GoValue] {
        guard case .map(let map) = GoValue(content) else { return [:] }
        return map.entries
    }

    static var values: GoValue {
        GoValue([
            "s": "str", "e": "", "i": 3, "f": 1.5, "big": 1_234_567, "z": 0, "t": true, "nul": .null,
            "m": ["x": ["y": "deep"], "b": 2, "a": 1], "l": ["p", .null, ["x": 1], 2.5], "em": [:], "el": [],
        ])
    }

    static func limits(steps: Int = 1_000_000, bytes: Int = 1 << 24, depth: Int = 2_000) -> RenderLimits {
        RenderLimits(steps: steps, bytes: bytes, depth: depth)
    }

    static func memory() -> MemoryBudget { MemoryBudget(bytes: 64 << 20) }

    static func session(_ limits: RenderLimits = limits()) -> RenderSession {
        RenderSession(limits: limits, memory: memory(), context: nil, interruption: { nil })
    }

    /// What a row's template makes of its data: the output or Go's error.
    static func outcome(_ row: Value, data: GoValue) -> (output: String?, error: String?) {
        let missing: [String: TemplateSet.MissingKey] = ["zero": .zero, "error": .error]
        let name = row["name"]?.string ?? ""
        var set = TemplateSet(
            name: name, functions: GoTestFunctions.table,
            missingKey: row["missingkey"]?.string.flatMap { missing[$0] } ?? .invalid)
        do throws(TemplateError) {
            try set.parse(name: name, source: Array((row["input"]?.string ?? "").utf8), memory: memory())
            let output = try set.execute(GoString(name), data: data, session: session())
            return (GoString(bytes: output).string, nil)
        } catch {
            return (nil, error.message)
        }
    }
}
