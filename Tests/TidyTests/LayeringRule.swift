extension Rules {
    struct Import: Sendable, Hashable {
        let name: String
        let line: Int
    }

    /// What comes with the toolchain and any module may use.
    private static let toolchain: Set<String> = ["FoundationEssentials", "Synchronization", "Glibc", "Musl", "Darwin"]
    private static let toolchainOfTests: Set<String> = ["Testing", "Foundation"]
    /// The only modules that may import a C library.
    static let wrappers: Set<String> = [
        "Archives", "Cryptography", "EmbeddedFiles", "Git", "GoRegexp", "TLS", "Transport", "YAML",
    ]
    /// The only modules with `unsafe` in them: those, and those that need the system's C interface to write log lines, to start
    /// programs, and to look at local files.
    static let unsafeModules = wrappers.union(["LogOutput", "Processes", "SourceTrees"])

    /// Every import is declared in Package.swift, where the layers are checked: a module reaches only what its line says.
    static func layering(_ file: SourceFile, manifest: PackageManifest) -> [Violation] {
        guard let target = manifest.targets[file.module] else {
            return [Violation(path: file.path, line: 1, message: "\(file.module) is not a target of Package.swift")]
        }
        let allowed = target.uses.union(toolchain).union(file.isProduct ? [] : toolchainOfTests)
        return imports(of: file).compactMap { used in
            let message: String
            if !file.isProduct, used.name == target.name {
                return nil
            } else if !allowed.contains(used.name), !(file.isProduct && used.name == "Foundation") {
                message = "\(target.name) does not declare that it uses \(used.name); Package.swift says what it may"
            } else if file.isProduct, manifest.targets[used.name]?.isLibrary ?? false, !wrappers.contains(target.name) {
                message = "only \(wrappers.sorted().joined(separator: ", ")) may import a C library"
            } else {
                return nil
            }
            return Violation(path: file.path, line: used.line, message: message)
        }
    }

    /// `unsafe` stays where the C libraries are wrapped.
    static func confinedUnsafety(_ file: SourceFile) -> [Violation] {
        guard file.isProduct, !unsafeModules.contains(file.module) else { return [] }
        return file.violations("unsafe code belongs in \(unsafeModules.sorted().joined(separator: ", "))") { line in
            line.contains("unsafe") && line.contains(/(?:^|[^\w@(])unsafe\s/)
        }
    }

    /// What a module declares and never imports is dead. Programs are there to be run, by tests.
    static func unusedDependencies(_ files: [SourceFile], manifest: PackageManifest) -> [Violation] {
        let imported = Dictionary(grouping: files, by: \.module).mapValues { Set($0.flatMap(imports).map(\.name)) }
        return manifest.targets.values.sorted { $0.name < $1.name }.flatMap { target in
            target.uses.subtracting(imported[target.name] ?? []).filter { manifest.targets[$0]?.kind != .program }
                .sorted().map {
                    Violation(
                        path: "Package.swift", line: 1,
                        message: "\(target.name) declares that it uses \($0) but never imports it")
                }
        }
    }

    /// Every module has a test target of its own name.
    static func testedModules(_ manifest: PackageManifest) -> [Violation] {
        manifest.targets.values.filter { $0.kind == .module && $0.layer != "Testing" }.map(\.name).sorted()
            .filter { manifest.targets["\($0)Tests"]?.kind != .tests }
            .map { Violation(path: "Package.swift", line: 1, message: "\($0) has no test target \($0)Tests") }
    }

    static func imports(of file: SourceFile) -> [Import] {
        file.code.indices.compactMap { index in
            let line = file.code[index]
            guard line.contains("import"),
                let match = line.firstMatch(
                    of:
                        /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:package|public|internal|private|fileprivate)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
                )
            else { return nil }
            return Import(name: String(match.output.1), line: index + 1)
        }
    }
}
