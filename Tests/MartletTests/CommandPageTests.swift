import ArgumentParser
import Documents
import FoundationEssentials
import Testing

@testable import martlet

/// docs/commands.md is made from the commands. To write it anew: `MARTLET_UPDATE=1 swift test --filter CommandPageTests`
@Suite struct CommandPageTests {
    @Test("docs/commands.md is as the commands say")
    func page() throws {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "docs/commands.md")
        let tool = try JSON.parse(Array(Martlet._dumpHelp().utf8), limits: .file)
        let text = CommandPage(tool["command"] ?? .null).text
        if ProcessInfo.processInfo.environment["MARTLET_UPDATE"] == "1" { try Data(text.utf8).write(to: file) }
        let found = try? String(contentsOf: file, encoding: .utf8)
        #expect(
            found == text,
            "docs/commands.md is out of date; run: MARTLET_UPDATE=1 swift test --filter CommandPageTests")
    }
}

/// The page about all commands.
private struct CommandPage {
    private let root: Value

    /// - Parameter root: the program, as the parser describes it.
    init(_ root: Value) { self.root = root }

    /// Those that every command has that speaks with a cluster.
    private var connection: [Value] {
        (command("stats")["arguments"]?.array ?? []).filter { name($0) != "--output" && !isOfAll($0) }
    }

    private func command(_ name: String) -> Value {
        (root["subcommands"]?.array ?? []).first { $0["commandName"]?.string == name } ?? .null
    }

    private func isOfAll(_ argument: Value) -> Bool { ["--help", "--version"].contains(name(argument)) }

    var text: String {
        let commands = (root["subcommands"]?.array ?? []).filter {
            $0["shouldDisplay"]?.bool != false && !["help", "controller"].contains($0["commandName"]?.string)
        }
        let list = commands.map { command in
            let name = command["commandName"]?.string ?? ""
            return "| [`\(name)`](#\(name)) | \(escaped(command["abstract"]?.string ?? "")) |\n"
        }.joined()
        return Self.beginning + "| command | what it does |\n|---|---|\n" + list + "\n## Connection\n\n"
            + Self.connecting
            + table(connection) + commands.map { section($0, []) }.joined()
    }

    private func section(_ command: Value, _ parents: [String]) -> String {
        let words = parents + [command["commandName"]?.string ?? ""]
        let title = String(repeating: "#", count: 2 + parents.count) + " " + words.joined(separator: " ")
        var text = "\n\(title)\n\n\(command["abstract"]?.string ?? "")\n"
        for part in (command["discussion"]?.string ?? "").split(separator: "\n\n") {
            text += part.hasPrefix("  ") ? "\n```sh\n\(part.drop { $0 == " " })\n```\n" : "\n\(part)\n"
        }
        let common = Set(connection.map(name))
        let own = (command["arguments"]?.array ?? []).filter {
            $0["shouldDisplay"]?.bool != false && !isOfAll($0) && !common.contains(name($0))
        }
        if !own.isEmpty { text += "\n" + table(own) }
        let children = (command["subcommands"]?.array ?? []).filter { $0["commandName"] != "help" }
        return text + children.map { section($0, words) }.joined()
    }

    private func table(_ arguments: [Value]) -> String {
        "| argument | meaning |\n|---|---|\n"
            + arguments.map { "| \(written($0)) | \(escaped($0["abstract"]?.string ?? "")) |\n" }.joined()
    }

    private func written(_ argument: Value) -> String {
        guard argument["kind"] != "positional" else { return "`\(argument["valueName"]?.string?.uppercased() ?? "")`" }
        let names = (argument["names"]?.array ?? []).map { name in
            (name["kind"] == "long" ? "--" : "-") + (name["name"]?.string ?? "")
        }
        let value = argument["kind"] == "option" ? " \(argument["valueName"]?.string?.uppercased() ?? "")" : ""
        return names.sorted { $0.count < $1.count }.map { "`\($0)\(value)`" }.joined(separator: ", ")
    }

    private func name(_ argument: Value) -> String {
        let long = (argument["names"]?.array ?? []).first { $0["kind"] == "long" } ?? argument["names"]?[0]
        return long?["name"]?.string.map { "--\($0)" } ?? argument["valueName"]?.string ?? ""
    }

    private func escaped(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("<", with: "&lt;")
    }

    private static let beginning = """
        <!-- Made from Sources/Apps/martlet by CommandPageTests; do not edit. -->
        # Commands

        `martlet` is the program that runs in the cluster, and the one that people type. Put it into your `PATH` by the name `kubectl-martlet`
        as well, and `kubectl martlet …` does the same:

        ```sh
        ln -s "$(command -v martlet)" /usr/local/bin/kubectl-martlet
        ```

        Everything is done with your own rights. What is asked for goes to standard output, and nothing else does: notes, progress and errors
        go to standard error. Colours are for terminals, and not there with `NO_COLOR`. Nothing ever asks back.

        | ends with | where |
        |---|---|
        | 0 | it is done; nothing differs |
        | 1 | it is not so, or not so yet; something differs |
        | 2 | the command line is wrong |
        | 3 | something is not there |
        | 4 | you may not |
        | 5 | it took too long |
        | 6 | something stands against it: a suspension, a gate, an object of that name |
        | 7 | the server cannot be reached |
        | 8 | something else went wrong |

        With `-o json` objects are as the server has them, and lists of other things have an `items`. Fields are added to them, and none is taken
        away or changes its meaning while the version of the API is the same: [commands-json.md](commands-json.md) describes all of them.

        """ + "\n"

    private static let connecting = """
        As `kubectl` has them. Kubeconfigs may name programs that log in.

        """ + "\n"
}
