import ArgumentParser
import Controllers
import Testing

@testable import martlet

@Suite("options of the controller")
struct OptionTests {
    private func adding(_ environment: [String: String], to arguments: [String] = ["controller"]) -> [String] {
        EnvironmentArguments.adding(to: arguments, environment: environment)
    }

    @Test("the environment knows every one of them")
    func complete() {
        let declared = Set(
            Martlet.helpMessage(for: ControllerCommand.self, columns: 400).matches(of: /--([a-z][a-z-]*)/)
                .map { String($0.output.1) }
        ).filter { !$0.hasPrefix("no-") && !["help", "version"].contains($0) }
        // The discussion names the example that it gives.
        #expect(declared == Set(ControllerCommand.optionNames))
        #expect(ControllerCommand.switchNames.isSubset(of: ControllerCommand.optionNames))
    }

    @Test("come from the environment, and the command line wins")
    func precedence() {
        #expect(adding(["MARTLET_CACHE_DIR": "/x"]) == ["controller", "--cache-dir=/x"])
        #expect(adding(["MARTLET_CACHE_DIR": "/x"], to: ["controller", "--cache-dir", "/y"]).count == 3)
        #expect(adding(["MARTLET_CACHE_DIR": "/x"], to: ["controller", "--cache-dir=/y"]).count == 2)
        #expect(adding(["MARTLET_CACHE_DIR": ""]) == ["controller"])
        #expect(adding(["MARTLET_CACHE_DIR": "/x"], to: ["render", "a"]) == ["render", "a"])
    }

    @Test("switches take words for yes and no")
    func switches() throws {
        #expect(adding(["MARTLET_LEADER_ELECT": "true"]) == ["controller", "--leader-elect"])
        #expect(adding(["MARTLET_LEADER_ELECT": "0"]) == ["controller", "--no-leader-elect"])
        #expect(adding(["MARTLET_LEADER_ELECT": "yes"], to: ["controller", "--no-leader-elect"]).count == 2)
        #expect(throws: (any Error).self) {
            try Martlet.parseAsRoot(adding(["MARTLET_LEADER_ELECT": "maybe"]))
        }
    }

    @Test(
        "bad values are refused by name",
        arguments: [
            "--concurrency=0", "--chart-cache-size=0", "--kept-size=0", "--kept-size=1025", "--git-memory=0",
            "--git-disk=0", "--git-namespace-disk=0", "--listen=8080", "--probe-listen=8081", "--log-level=loud",
            "--default-service-account=Not A Name",
            "--default-service-account=team:deployer", "--applier-service-account=",
            "--applier-service-account=team/deployer", "--installation=a/b", "--installation=",
        ])
    func refused(argument: String) {
        #expect(throws: (any Error).self) { try Martlet.parseAsRoot(["controller", argument]) }
    }

    @Test("--confine needs a namespace, and nothing that leads out of it")
    func confinement() throws {
        func parse(_ more: String...) throws -> ControllerCommand? {
            try Martlet.parseAsRoot(["controller", "--confine"] + more) as? ControllerCommand
        }
        #expect(throws: (any Error).self) { try parse() }
        #expect(throws: (any Error).self) { try parse("--namespace=a", "--allow-cross-namespace") }
        #expect(throws: (any Error).self) { try parse("--namespace=a", "--home-namespace=b") }
        #expect(try parse("--namespace=a", "--home-namespace=a")?.reach == .confined(to: "a"))
        let plain = try Martlet.parseAsRoot(["controller", "--namespace=a"]) as? ControllerCommand
        #expect(plain?.reach == .resources(in: "a"))
    }
}
