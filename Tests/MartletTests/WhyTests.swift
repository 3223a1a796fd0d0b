import ArgumentParser
import Testing

@testable import martlet

@Suite("martlet why") struct WhyTests {
    private func parse(_ arguments: String...) throws -> WhyCommand {
        try #require(try Martlet.parseAsRoot(["why"] + arguments) as? WhyCommand)
    }

    @Test("takes an application, an object and perhaps a field")
    func arguments() throws {
        let whole = try parse("shop", "deployment/web")
        #expect((whole.application, whole.object, whole.field) == ("shop", "deployment/web", nil))
        let command = try parse("shop", "cm/shops/web", "/data/a", "-n", "shops", "-o", "json", "--revision", "v1")
        #expect((command.field, command.output, command.source.revision) == ("/data/a", .json, "v1"))
        #expect(command.cluster.namespace == "shops")
    }

    @Test(
        "refuses what names no object, or no field",
        arguments: [
            [], ["a"], ["a", "b"], ["a", "b/c", "d..e"], ["a", "b/c/d/e"], ["a", "b/c", "x[1"], ["a", "b/c", "/a~2"],
            ["a", "b/c", "-o", "yaml"], ["a", "b/c", "--timeout", "0"],
        ])
    func refused(arguments: [String]) {
        #expect(throws: (any Error).self) { try Martlet.parseAsRoot(["why"] + arguments) }
    }

    @Test("help has an example")
    func help() { #expect(WhyCommand.helpMessage().contains("martlet why shop deployment/web")) }
}
