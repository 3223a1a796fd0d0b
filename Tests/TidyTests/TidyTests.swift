import Testing

@Suite("The project keeps its own rules")
struct TidyTests {
    let manifest: PackageManifest
    let files: [SourceFile]

    init() throws {
        manifest = PackageManifest(try ProjectTree.read("Package.swift"))
        files = try ProjectTree.swiftFiles(below: ["Sources", "Tests", "Benchmarks"])
    }

    @Test("every file keeps the rules for files")
    func perFile() {
        report(files.flatMap { file in Rules.perFile.flatMap { $0(file) } })
    }

    @Test("a module imports only what Package.swift lets it, and C stays in its wrappers")
    func layering() {
        report(files.flatMap { Rules.layering($0, manifest: manifest) + Rules.confinedUnsafety($0) })
    }

    @Test("no module declares a dependency that it does not use")
    func unusedDependencies() {
        report(Rules.unusedDependencies(files, manifest: manifest))
    }

    @Test("types and functions that other modules use have a doc comment")
    func documented() {
        report(Rules.documented(files))
    }

    @Test("every module has a test target")
    func testedModules() {
        report(Rules.testedModules(manifest))
    }

    @Test("the documentation's table of layers is that of Package.swift")
    func architectureTable() throws {
        let path = "docs/architecture.md"
        report(Rules.architectureTable(try ProjectTree.read(path), path: path, manifest: manifest))
    }

    @Test("every module and test folder is a target")
    func foldersAreTargets() {
        let folders = Set(files.map(\.module))
        #expect(folders.subtracting(manifest.targets.keys).isEmpty)
    }

    private func report(_ violations: [Violation]) {
        for violation in violations {
            Issue.record("\(violation)")
        }
    }
}
