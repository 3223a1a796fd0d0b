import ArgumentParser
import Testing

@testable import martlet

@Suite("martlet diff") struct DiffTests {
    private func parse(_ arguments: String...) throws -> DiffCommand {
        try #require(try Martlet.parseAsRoot(["diff"] + arguments) as? DiffCommand)
    }

    @Test("takes an application, and what to compare")
    func arguments() throws {
        let plain = try parse("shop")
        #expect(plain.application == "shop" && plain.output == .text && plain.source.installation == "martlet")
        let command = try parse(
            "shop", "-n", "shops", "--context", "test", "--kubeconfig", "k", "--revision", "v1", "-o", "json")
        #expect((command.cluster.namespace, command.cluster.context) == ("shops", "test"))
        #expect((command.cluster.kubeconfig, command.source.revision, command.output) == ("k", "v1", .json))
        let between = try parse("shop", "--from", "v1", "--to", "v2", "-o", "markdown")
        #expect((between.from, between.to, between.output) == ("v1", "v2", .markdown))
        #expect(try parse("shop", "--local", ".").folder.local == ".")
    }

    @Test(
        "refuses what makes no sense",
        arguments: [
            [], ["a", "b"], ["a", "--from", "v1"], ["a", "--to", "v1"], ["a", "--revision", "v1", "--local", "."],
            ["a", "--revision", "v1", "--from", "v1", "--to", "v2"], ["a", "-o", "yaml"], ["a", "--timeout", "0"],
        ])
    func refused(arguments: [String]) {
        #expect(throws: (any Error).self) { try Martlet.parseAsRoot(["diff"] + arguments) }
    }

    @Test("help has an example")
    func help() { #expect(DiffCommand.helpMessage().contains("martlet diff shop")) }
}
