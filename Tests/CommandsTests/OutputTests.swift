import Documents
import Testing

@testable import Commands

@Suite("Output of commands") struct OutputTests {
    private let plain = Console(write: { _ in }, note: { _ in }, isColored: false, width: nil)

    @Test("columns are as wide as what is in them, and the last is cut where the terminal ends")
    func table() {
        let table = TextTable(
            header: ["NAME", "MESSAGE"], rows: [["shop", "all is well with it"], ["a-longer-name", ""]])
        #expect(
            table.written(on: plain, hasHeader: true)
                == "NAME            MESSAGE\nshop            all is well with it\na-longer-name\n")
        var narrow = plain
        narrow.width = 30
        #expect(table.written(on: narrow, hasHeader: false) == "shop            all is well w…\na-longer-name\n")
    }

    @Test("colours stand where a terminal is, and what a cluster says commands no terminal")
    func colours() {
        var console = plain
        console.isColored = true
        let table = TextTable(header: ["HEALTH", "MESSAGE"], rows: [["Degraded", "\u{1B}[2Jgone\u{202E}"]])
        #expect(
            table.written(on: console, hasHeader: false) == "\u{1B}[31mDegraded\u{1B}[0m    [2Jgone\n")
    }

    @Test(
        "ages are those of kubectl",
        arguments: [
            (0, "0s"), (119, "119s"), (120, "2m"), (125, "2m5s"), (599, "9m59s"), (600, "10m"), (10_799, "179m"),
            (10_800, "3h"), (10_860, "3h1m"), (28_800, "8h"), (172_799, "47h"), (172_800, "2d"), (176_400, "2d1h"),
            (691_200, "8d"), (63_072_000, "2y"), (63_158_400, "2y1d"), (-5, "0s"),
        ])
    func ages(seconds: Int, text: String) { #expect(Age.text(Int64(seconds)) == text) }

    @Test("JSON has two spaces for each level")
    func json() {
        #expect(
            PrettyJSON.text(of: ["a": [1, [:]], "b": []]) == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}")
    }
}

@Suite("-o") struct OutputFormTests {
    private let object: Value = [
        "kind": "List",
        "items": [
            ["metadata": ["name": "a", "labels": ["app.kubernetes.io/name": "web"]], "n": 3, "ok": true],
            ["metadata": ["name": "b"], "n": 7, "ok": false],
        ],
    ]

    @Test(
        "jsonpath is that of kubectl",
        arguments: [
            ("{.items[*].metadata.name}", "a b"), ("{.items[0].metadata.name}", "a"),
            ("{.items[-1:].metadata.name}", "b"),
            (#"{.items[0].metadata.labels.app\.kubernetes\.io/name}"#, "web"),
            ("{.items[0].metadata.labels['app.kubernetes.io/name']}", "web"),
            (#"{range .items[*]}{.metadata.name}={.n}{"\n"}{end}"#, "a=3\nb=7\n"),
            (#"{.items[?(@.n>3)].metadata.name}"#, "b"), (#"{.items[?(@.ok==true)].metadata.name}"#, "a"),
            (#"{.items[?(@.metadata.name=="b")].n}"#, "7"), ("{.items[?(@.metadata.labels)].n}", "3"),
            (#"{.items[?(@.metadata.name!='a')].n}"#, "7"),
            ("{..name}", "a b"), ("{.items[0,1].n}", "3 7"), ("x{.kind}y", "xListy"), ("{.nothing}", ""),
            ("{.items[0].metadata.labels}", #"{"app.kubernetes.io/name":"web"}"#), ("{$.kind}", "List"),
            ("{kind}", "List"),
        ])
    func paths(template: String, text: String) throws {
        #expect(try JSONPathTemplate(template).text(of: object) == text)
    }

    @Test(
        "what is wrong is refused",
        arguments: [
            "jsonpath={.a", "jsonpath={range .a}x", "jsonpath={end}", "jsonpath={.a[}", "jsonpath={.a[?(@.b==)]}",
            "jsonpath={.a[x]}", "jsonpath", "custom-columns=a", "yml", "name=x",
        ])
    func refused(text: String) {
        let error = #expect(throws: CommandError.self) { try OutputForm(text) }
        #expect(error?.code == .usage)
    }

    @Test("columns are named and have paths with or without braces")
    func columns() throws {
        guard case .customColumns(let columns) = try OutputForm("custom-columns=N:.metadata.name,K:{.kind}") else {
            Issue.record("no columns")
            return
        }
        #expect(columns.map(\.name) == ["N", "K"] && columns[1].path.text(of: object) == "List")
    }
}
