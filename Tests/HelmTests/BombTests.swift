import Documents
import GoTemplate
import GoValues
import SourceTrees
import Testing

@testable import Helm

/// Charts of a few kilobytes that ask for far more, before or after their templates are executed.
@Suite("Small charts that grow")
struct BombTests {
    private static func metadata(_ name: String, _ dependencies: [String] = []) -> String {
        "apiVersion: v2\nname: \(name)\nversion: 1.0.0\ndependencies: [\(dependencies.joined(separator: ", "))]\n"
    }

    private func problem(
        _ files: [String: String], at path: String = "c",
        interruption: @escaping @Sendable () -> RenderSession.Interruption? = { nil }
    ) async throws -> HelmError? {
        let tree = MemoryTree(files)
        let outcome = try await TestRender.deep {
            Result { () throws(HelmError) in
                let budget = ChartBudget(memory: MemoryBudget(bytes: 160 << 20), interruption: interruption)
                var chart = try ChartLoader.load(path, from: tree, budget: budget)
                var dependencies = LocalDependencies(tree: tree, budget: budget)
                try dependencies.add(to: &chart, at: path)
                _ = try TestRender.renderer(interruption: interruption).render(chart, values: GoMap())
            }
        }
        if case .failure(let error) = outcome { return error }
        return nil
    }

    /// Charts in which each of a level depends on both of the next.
    private func diamonds(_ levels: Int) -> [String: String] {
        var files: [String: String] = [:]
        for level in 0...levels {
            let below = ["a", "b"].map { side in
                "{name: \(side)\(level + 1), version: 1.0.0, repository: 'file://../\(side)\(level + 1)'}"
            }
            for side in ["a", "b"] {
                files["\(side)\(level)/Chart.yaml"] = Self.metadata("\(side)\(level)", level < levels ? below : [])
            }
        }
        return files
    }

    @Test("charts that depend on one another in diamonds are loaded once, and refused where they are too many")
    func diamonds() async throws {
        #expect(try await problem(diamonds(5), at: "a0") == nil)
        let error = try await problem(diamonds(24), at: "a0")
        #expect(error?.code == .limit)
        #expect(error?.message.contains("more than 1000 charts") == true, "\(error?.message ?? "")")
    }

    @Test("charts by many aliases at each level are refused")
    func aliases() async throws {
        var files: [String: String] = [:]
        var folder = "c"
        for level in 0..<5 {
            let aliases = (0..<30).map { "{name: l\(level + 1), version: 1.0.0, alias: x\($0)}" }
            files["\(folder)/Chart.yaml"] = Self.metadata("l\(level)", level < 4 ? aliases : [])
            folder += "/charts/l\(level + 1)"
        }
        #expect(try await problem(files)?.code == .limit)
    }

    @Test("one budget is for a chart and all that it depends on, and its time ends loading")
    func budget() async throws {
        let files = ["c/Chart.yaml": Self.metadata("c")]
        let late = try await problem(files) { .timedOut }
        #expect(late?.code == .limit && late?.message == "the chart took too long")
        let cancelled = try await problem(files) { .cancelled }
        #expect(cancelled?.message == "the render was cancelled")
    }

    @Test("patterns have a length")
    func patterns() async throws {
        let long = String(repeating: "?", count: 5_000)
        let chart = ["c/Chart.yaml": Self.metadata("c"), "c/a": ""]
        let rule = try await problem(chart.merging(["c/.helmignore": long]) { $1 })
        #expect(rule?.message == ".helmignore: syntax error in pattern")
        let rules = String(repeating: "abcdefg\n", count: 9_000)
        #expect(try await problem(chart.merging(["c/.helmignore": rules]) { $1 })?.code == .limit)
        let glob = try await problem(
            chart.merging(["c/templates/a.yaml": "{{ .Files.Glob (repeat 2000 \"*a\") }}"]) { $1 })
        #expect(glob?.code == .limit)
    }

    @Test("errors of tpl inside tpl do not hold all texts again and again")
    func messages() async throws {
        let source = "{{ tpl (printf \"%s{{ index . 1 2 }}\" (repeat 100000 \"a\")) . }}"
        let error = try await problem(["c/Chart.yaml": Self.metadata("c"), "c/templates/a.yaml": source])
        #expect(error != nil)
        #expect(error?.message.utf8.count ?? 0 < 4_096)
        let broken = "{{ tpl (printf \"%s{{\" (repeat 100000 \"a\")) . }}"
        let other = try await problem(["c/Chart.yaml": Self.metadata("c"), "c/templates/a.yaml": broken])
        #expect(other != nil)
        #expect(other?.message.utf8.count ?? 0 < 4_096)
    }

    @Test(
        "what a chart takes in memory is bounded, in whatever of its files it lies",
        arguments: [
            ["c/templates/a.yaml": String(repeating: "{{.}}", count: 400_000)],
            ["c/templates/a.yaml": #"{{ tpl (repeat 400000 "{{.}}") . }}"#],
            ["c/values.yaml": "a: [\(String(repeating: "{},", count: 600_000))]"],
            ["c/values.yaml": "[\(String(repeating: "{},", count: 600_000))]"],
            ["c/values.schema.json": "{\"enum\":[\(String(repeating: "{},", count: 400_000)){}]}"],
            ["c/values.schema.json": "{\"allOf\":[\(String(repeating: "{\"pattern\":\"a\"},", count: 3_000)){}]}"],
            ["c/templates/a.yaml": "a: {{ repeat 600000 \"[],\" | printf \"[%s]\" }}"],
        ])
    func memory(files: [String: String]) async throws {
        let error = try await problem(files.merging(["c/Chart.yaml": Self.metadata("c")]) { $1 })
        #expect(
            error?.code == .limit || error?.message.contains("has more than") == true,
            "\(error?.message.prefix(300) ?? "")")
    }

    @Test("a chart may have so many documents")
    func documents() {
        let text = Array(String(repeating: "---\n#\n", count: 20_001).utf8)
        let error = #expect(throws: HelmError.self) {
            try ChartOutput(
                ["p/templates/a.yaml": text], notesOf: "p", definitions: [], memory: MemoryBudget(bytes: 64 << 20))
        }
        #expect(error?.code == .limit)
    }

    @Test("values of all charts together have a size")
    func values() throws {
        let inner = GoValue.list([GoValue](repeating: .null, count: 1_000))
        let outer = GoValue.list([GoValue](repeating: inner, count: 200))
        let budget = ChartBudget.whole()
        try budget.take(values: GoMap(["a": outer]))
        try budget.take(values: GoMap(["a": outer]))
        let error = #expect(throws: HelmError.self) { try budget.take(values: GoMap(["a": outer])) }
        #expect(error?.code == .limit)
    }

    @Test("parameters that set long lists draw on one bound")
    func lists() {
        var given = GivenValues()
        given.parameters = (0..<20).map { "k\($0)[65536]=1" }
        let error = #expect(throws: HelmError.self) { try given.merged { _ in [] } }
        #expect(error?.code == .limit)
        given.parameters = ["a" + String(repeating: "[0]", count: 10_000) + "=1"]
        #expect(throws: HelmError.self) { try given.merged { _ in [] } }
        given.parameters = ["a[0][1].b[2]=1", "a[0][1].b[300]=1"]
        #expect(throws: Never.self) { try given.merged { _ in [] } }
    }
}
