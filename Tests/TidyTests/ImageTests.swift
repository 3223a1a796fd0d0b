import Testing

@Suite("The image")
struct ImageTests {
    private let dockerfile: Dockerfile

    init() throws { dockerfile = Dockerfile(try ProjectTree.read("Dockerfile")) }

    private func arguments(_ word: String) -> [String] {
        dockerfile.finalStage.filter { $0.word == word }.map(\.arguments)
    }

    @Test("runs as the user that Deploy/ names, who is not root")
    func user() throws {
        #expect(arguments("USER") == ["65532:65532"])
    }

    @Test("starts the program without a shell", arguments: ["ENTRYPOINT", "CMD"])
    func noShell(word: String) {
        #expect(arguments(word).count == 1)
        #expect(arguments(word).allSatisfy { $0.hasPrefix("[\"") && $0.hasSuffix("\"]") })
    }

    @Test(
        "says what it is and where it comes from",
        arguments: ["title", "description", "version", "revision", "source", "base.name"])
    func labels(name: String) {
        #expect(arguments("LABEL").contains { $0.contains("org.opencontainers.image.\(name)=\"") })
    }

    @Test("names its base truly")
    func baseName() throws {
        let base = try #require(dockerfile.bases.last)
        #expect(arguments("LABEL").contains { $0.contains("org.opencontainers.image.base.name=\"\(base)\"") })
    }

    @Test("starts from those images that Scripts/base-images makes where they cannot be pulled")
    func bases() throws {
        let made = try ProjectTree.read("Scripts/base-images").split(separator: "\n")
            .filter { $0.contains("=docker.io/") }.compactMap { $0.split(separator: "=").last.map(String.init) }
        #expect(Set(made) == Set(dockerfile.bases))
        #expect(!made.isEmpty)
    }

    @Test("is built from the folders that Package.swift speaks of, and nothing else")
    func context() throws {
        let lines = try ProjectTree.read(".dockerignore").split(separator: "\n")
        #expect(lines.contains("*"))
        for needed in ["Package.swift", "Sources", "Benchmarks", "Tests"] {
            #expect(lines.contains("!\(needed)"), "\(needed) is not in the build's context")
        }
    }

    @Test("a Dockerfile is read by its instructions")
    func reading() {
        let file = Dockerfile("# comment\nFROM a AS b\nRUN one \\\n# between\n  two\nFROM b\nFROM c\nUSER 1\n")
        #expect(file.bases == ["a", "c"])
        #expect(file.finalStage.map(\.word) == ["FROM", "USER"])
        #expect(file.instructions[1] == .init(word: "RUN", arguments: "one    two"))
    }
}
