package import Documents

/// What a shell may put where the cursor is.
package struct Completion: Sendable {
    /// Where the words come from.
    package enum Source: Sendable, Hashable {
        case words([String])
        case applications
        case repositories
        /// Records of deployments.
        case deployments
        case namespaces
        case contexts
        case files
    }

    /// Of what is before the cursor, the last word is the one that is completed.
    package var source: Source
    /// With which every word has to begin.
    package var prefix: String
    /// The value of an option that the names depend on, by the option's name.
    package var options: [String: String]

    /// - Parameters:
    ///   - words: the command line without the program's name, up to the cursor.
    ///   - tool: the commands and their arguments, as the parser's `--experimental-dump-help` describes them.
    package init(of words: [String], in tool: Value) {
        var command = CommandShape(tool["command"] ?? .null)
        prefix = words.last ?? ""
        options = [:]
        var pending: CommandShape.Option?
        var positionals: [String] = []
        for word in words.dropLast() {
            if let option = pending {
                options[option.name] = word
                pending = nil
            } else if word.hasPrefix("-") {
                let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                guard let option = command.option(parts[0]), option.takesValue else { continue }
                if parts.count == 2 { options[option.name] = parts[1] } else { pending = option }
            } else if positionals.isEmpty, let next = command.subcommand(word) {
                command = next
            } else {
                positionals.append(word)
            }
        }
        source = Self.source(command, pending, positionals, prefix)
    }

    private static func source(
        _ command: CommandShape, _ pending: CommandShape.Option?, _ positionals: [String], _ prefix: String
    ) -> Source {
        if let pending { return values(of: pending) }
        if prefix.hasPrefix("-") { return .words(command.optionNames) }
        if positionals.isEmpty, !command.subcommandNames.isEmpty { return .words(command.subcommandNames) }
        switch command.positional {
        case "application", "applications": return .applications
        case "deployment": return .deployments
        case "what":
            guard let first = positionals.first else { return .words(["all", "apps", "repos"]) }
            return KindChoice(first) == .repositories ? .repositories : .applications
        case "paths", "chart": return .files
        default: return .words([])
        }
    }

    private static func values(of option: CommandShape.Option) -> Source {
        if !option.values.isEmpty { return .words(option.values) }
        switch option.name {
        case "namespace", "home": return .namespaces
        case "context": return .contexts
        case "output": return .words(["wide", "name", "json", "yaml", "jsonpath=", "custom-columns="])
        case "for": return .words(["ready", "synced", "gone", "revision="])
        case "repository": return .repositories
        default: return option.isFile ? .files : .words([])
        }
    }

    /// As shells and `kubectl` want them: a word a line, and a number that says what else to offer.
    package func written(_ words: [String]) -> String {
        let fitting = Set(words.filter { $0.hasPrefix(prefix) }).sorted()
        // Of cobra's directives: 4 is that files are no completion, 0 that the shell does as it likes.
        return fitting.map { "\(Plain.line($0))\n" }.joined() + (source == .files ? ":0\n" : ":4\n")
    }
}

/// A command as the parser describes it.
private struct CommandShape {
    struct Option {
        /// The long name without dashes.
        var name: String
        var takesValue: Bool
        var values: [String]
        var isFile: Bool
    }

    private let value: Value

    init(_ value: Value) { self.value = value }

    private var subcommands: [Value] {
        (value["subcommands"]?.array ?? []).filter { $0["shouldDisplay"]?.bool != false }
    }

    private var arguments: [Value] {
        (value["arguments"]?.array ?? []).filter { $0["shouldDisplay"]?.bool != false }
    }

    var subcommandNames: [String] { subcommands.compactMap { $0["commandName"]?.string } }

    func subcommand(_ name: String) -> CommandShape? {
        subcommands.first { $0["commandName"]?.string == name }.map(CommandShape.init)
    }

    var optionNames: [String] {
        arguments.flatMap { argument in
            (argument["names"]?.array ?? []).compactMap { name in
                name["kind"] == "long" ? name["name"]?.string.map { "--\($0)" } : nil
            }
        }
    }

    /// The name of the value of the positional argument, of which no command of ours has two kinds.
    var positional: String? {
        arguments.first { $0["kind"] == "positional" }?["valueName"]?.string
    }

    func option(_ word: String) -> Option? {
        for argument in arguments {
            let names = argument["names"]?.array ?? []
            let isMeant = names.contains { name in
                let dashes = name["kind"] == "long" ? "--" : "-"
                return name["name"]?.string.map { dashes + $0 } == word
            }
            guard isMeant else { continue }
            let long = names.first { $0["kind"] == "long" }?["name"]?.string ?? word
            return Option(
                name: long, takesValue: argument["kind"] == "option",
                values: (argument["allValues"]?.array ?? []).compactMap(\.string),
                isFile: argument.at("completionKind", "file") != nil
                    || argument.at("completionKind", "directory") != nil)
        }
        return nil
    }
}
