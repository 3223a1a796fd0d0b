import ArgumentParser
import Commands
import Testing

@testable import martlet

/// A command, and what it is called by.
private struct Named: Sendable, CustomTestStringConvertible {
    var words: [String]
    var type: any ParsableCommand.Type

    var testDescription: String { words.joined(separator: " ") }

    static func all(below type: any ParsableCommand.Type = Martlet.self, _ words: [String] = []) -> [Named] {
        type.configuration.subcommands.flatMap { child in
            let name = words + [child.configuration.commandName ?? ""]
            return (child.configuration.shouldDisplay ? [Named(words: name, type: child)] : [])
                + all(below: child, name)
        }
    }
}

@Suite("help") struct HelpTests {
    @Test("of each command has an example that is understood", arguments: Named.all())
    fileprivate func example(command: Named) throws {
        // One that only leads to others, and the controller, which no person types.
        guard command.type.configuration.subcommands.isEmpty, command.words != ["controller"] else { return }
        let lines = Martlet.helpMessage(for: command.type, columns: 400).split(separator: "\n")
        let example = try #require(lines.first { $0.hasPrefix("  martlet \(command.words.joined(separator: " "))") })
        _ = try Martlet.parseAsRoot(Words.split(String(example)).dropFirst().map(\.self))
    }

    @Test("names all commands of kubectl martlet but those that shells ask")
    func names() {
        let help = Martlet.helpMessage()
        for command in Martlet.people where command.configuration.shouldDisplay {
            #expect(help.contains("  \(command.configuration.commandName ?? "?") "))
        }
        #expect(!help.contains("__complete"))
    }
}

/// Words of a line as a shell reads it, as far as examples need that.
enum Words {
    static func split(_ line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if quote == nil, character == " " {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + [word].compactMap(\.self)
    }
}

@Suite("Commands that people type") struct PeopleTests {
    @Test(
        "refuse what makes no sense",
        arguments: [
            ["sync"], ["sync", "a", "-l", "x=y"], ["wait", "a", "--timeout", "soon"], ["trace", "web"],
            ["trace", "a/b/c"],
            ["uninstall"], ["uninstall", "--keep-objects", "--yes"], ["create", "application", "a"],
            ["create", "application", "a", "--chart", "x"], ["create", "repository", "a"],
            ["create", "repository", "a", "--url", "x", "--tag", "y", "--branch", "z"], ["get", "--as-group", "x"],
            ["logs", "a", "--since", "x"], ["logs", "a", "--tail=-1"], ["completion", "csh"], ["tree"],
        ])
    func refused(arguments: [String]) {
        #expect(throws: (any Error).self) { try Martlet.parseAsRoot(arguments) }
    }

    @Test("take times as people write them")
    func times() {
        let texts = ["90", "90s", "10m", "1h", "2d", "0s", "x", "5w", ""]
        #expect(
            texts.map(PatienceOptions.duration)
                == [.seconds(90), .seconds(90), .seconds(600), .seconds(3600), .seconds(172_800), nil, nil, nil, nil])
    }
}
