import Documents
import Testing

@testable import Commands

@Suite("Completion") struct CompletionTests {
    private static func option(_ long: String, short: String? = nil, takesValue: Bool = true, values: [Value] = [])
        -> Value
    {
        var names: [Value] = [["kind": "long", "name": .string(long)]]
        if let short { names.append(["kind": "short", "name": .string(short)]) }
        return ["kind": takesValue ? "option" : "flag", "names": .array(names), "allValues": .array(values)]
    }

    private let tool: Value = [
        "command": [
            "commandName": "martlet",
            "subcommands": [
                [
                    "commandName": "tree",
                    "arguments": [
                        ["kind": "positional", "valueName": "application"], option("namespace", short: "n"),
                        option("problems", takesValue: false), option("shade", values: ["dark", "light"]),
                    ],
                ],
                [
                    "commandName": "get",
                    "arguments": [["kind": "positional", "valueName": "what"], option("output", short: "o")],
                ],
                ["commandName": "restore", "arguments": [["kind": "positional", "valueName": "deployment"]]],
                [
                    "commandName": "create",
                    "subcommands": [["commandName": "repository"], ["commandName": "application"]],
                ],
                ["commandName": "__complete", "shouldDisplay": false],
            ],
        ]
    ]

    private func completion(_ words: String...) -> Completion { Completion(of: words, in: tool) }

    @Test("offers commands, options, values and names where each can stand")
    func sources() {
        #expect(completion("").source == .words(["tree", "get", "restore", "create"]))
        #expect(completion("create", "").source == .words(["repository", "application"]))
        #expect(completion("tree", "").source == .applications)
        #expect(completion("restore", "").source == .deployments)
        #expect(completion("tree", "--problems", "s").source == .applications)
        #expect(completion("tree", "--").source == .words(["--namespace", "--problems", "--shade"]))
        #expect(completion("tree", "-n", "").source == .namespaces)
        #expect(completion("tree", "--shade", "").source == .words(["dark", "light"]))
        #expect(completion("get", "").source == .words(["all", "apps", "repos"]))
        #expect(completion("get", "repos", "").source == .repositories)
        #expect(completion("get", "-o", "j").prefix == "j")
    }

    @Test("knows in which namespace it is asked, however that is written")
    func options() {
        #expect(completion("tree", "-n", "shops", "").options == ["namespace": "shops"])
        #expect(completion("tree", "--namespace=shops", "").options == ["namespace": "shops"])
    }

    @Test("writes what begins as the word does, each once, and what else to offer")
    func written() {
        #expect(completion("tree", "s").written(["shop", "store", "other", "shop"]) == "shop\nstore\n:4\n")
        #expect(completion("tree", "x").written(["shop"]) == ":4\n")
    }
}
