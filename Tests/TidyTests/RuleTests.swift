import Testing

@Suite("The rules themselves")
struct RuleTests {
    private func file(_ text: String, path: String = "Sources/Core/Git/Example.swift") -> SourceFile {
        SourceFile(path: path, text: text)
    }

    private func lines(_ violations: [Violation]) -> [Int] { violations.map(\.line) }

    @Test("comments and strings are not code, interpolations are")
    func splitting() {
        let source = file(
            ##"""
            let a = "try! // no" // try! in a comment
            let b = #"raw \(try!) "quoted" "# /* try! /* nested */ try! */ + c
            let d = "\(value! + "inner!") try!"
            let e = """
                try! in a text
                """
            """##)
        #expect(source.code.allSatisfy { !$0.contains("try!") })
        #expect(source.code[1].contains("+ c"))
        #expect(source.comments[0].contains("try! in a comment"))
        #expect(lines(Rules.noForceUnwrap(source)) == [3])
    }

    @Test("crashes are found, preconditions are not")
    func crashes() {
        let text = """
            let a = try! read()
            let b = value as! Int
            fatalError("no")
            precondition(a > 0, "counts are positive")
            """
        #expect(lines(Rules.noCrashes(file(text))) == [1, 2, 3])
        #expect(Rules.noCrashes(file(text, path: "Tests/GitTests/Example.swift")).isEmpty)
    }

    @Test(
        "a force unwrap is told from a negation and an inequality",
        arguments: [
            ("let a = b!", 1), ("f(x)!.y", 1), ("a[0]!", 1), ("var c: String!", 1),
            ("if !a {", 0), ("a != b", 0), ("a !== b", 0), ("f(!a)", 0), ("#if !os(Linux)", 0),
        ])
    func forceUnwrap(text: String, count: Int) {
        #expect(Rules.noForceUnwrap(file(text)).count == count)
    }

    @Test("what other modules use has a comment, a witness has its protocol's")
    func documentation() {
        let text = """
            /// Reads.
            package protocol Reader {
                func read()
            }
            package struct File: Reader {
                package func read() {}
                package static func open() {}
                /// Ends it.
                @discardableResult
                package func close() -> Int { 0 }
                package static func == (left: File, right: File) -> Bool { true }
                package var size = 0
                package subscript(index: Int) -> Int { index }
                func seek() {}
                public package(set) var place: Int
            }
            """
        #expect(lines(Rules.documented([file(text)])) == [5, 7, 13])
        #expect(Rules.documented([file(text, path: "Sources/Testing/TestKit/Example.swift")]).isEmpty)
    }

    @Test("only the program prints")
    func printing() {
        let text = "print(value)\ndebugPrint(value)\nfingerprint(value)\nself.print(value)\n"
        #expect(lines(Rules.noPrint(file(text))) == [1, 2])
        #expect(Rules.noPrint(file(text, path: "Sources/Apps/martlet/Render.swift")).isEmpty)
    }

    @Test(
        "a task of its own is found, the static members of Task are not",
        arguments: [
            ("Task { await work() }", 1), ("Task.detached { }", 1), ("Task(name: name) {", 1),
            ("Task<Void, Never> {", 1),
            ("try await Task.sleep(for: .seconds(1))", 0), ("if Task.isCancelled {", 0),
            ("let task: Task<Void, Never>", 0),
            ("group.addTask(name: name) {", 0), ("withTaskGroup { group in", 0),
        ])
    func looseTasks(text: String, count: Int) {
        #expect(Rules.noLooseTask(file(text)).count == count)
        #expect(Rules.noLooseTask(file(text, path: "Sources/Kube/KubeRuntime/Shielded.swift")).isEmpty)
    }

    @Test(
        "a clock or chance of its own is found, away from the edges",
        arguments: [
            ("try await Task.sleep(for: pause)", 1), ("let start = ContinuousClock.now", 1), ("now: Date()", 1),
            ("let id = UUID().uuidString", 1), ("Double.random(in: 0..<1)", 1), ("names.shuffled()", 1),
            ("Double.random(in: 0..<1, using: &generator)", 0), ("try await surroundings.sleep(for: pause)", 0),
            ("Date(timeIntervalSince1970: 0)", 0), ("try sources.random(for: call)", 0),
        ])
    func clocks(text: String, count: Int) {
        #expect(Rules.noOwnClock(file(text, path: "Sources/Kube/KubeClient/A.swift")).count == count)
        #expect(Rules.noOwnClock(file(text, path: "Sources/Apps/martlet/A.swift")).isEmpty)
        #expect(Rules.noOwnClock(file(text, path: "Sources/Core/Git/A.swift")).isEmpty)
    }

    @Test("a stream without a bound is found")
    func streams() {
        let text = """
            let (a, b) = AsyncStream<Int>.makeStream()
            let (c, d) = AsyncStream<Int>.makeStream(
                bufferingPolicy: .bufferingOldest(16))
            AsyncThrowingStream<Int, any Error>(bufferingPolicy: .unbounded) { _ in }
            let stream: AsyncStream<Int>
            """
        #expect(lines(Rules.boundedStreams(file(text))) == [1, 4])
    }

    @Test("unsafe code needs a reason in its function")
    func unsafety() {
        let text = """
            import CGit2

            struct Handle: ~Copyable {
                /// SAFETY: the pointer lives as long as `self`.
                func explained() {
                    unsafe free(pointer)
                    unsafe free(pointer)
                }

                func unexplained() {
                    unsafe free(pointer)
                }

                func inside() {
                    guard unsafe check(text) else { return }
                    // SAFETY: libgit2 copies the text.
                    unsafe copy(text)
                }
            }

            final class Box: @unchecked Sendable {}
            // SAFETY: the lock guards it.
            final class Other: @unchecked Sendable {
                let pointer = unsafe allocate()
            }

            // SAFETY, for the functions below: the event's type says which member is valid.

            func after() {
                unsafe read(event)
            }
            """
        #expect(lines(Rules.explainedUnsafety(file(text))) == [11, 21])
    }

    @Test("a reason ahead of the first declaration speaks for the file")
    func unsafetyOfFile() {
        let text = """
            import CGit2

            // SAFETY: every call is made on the git thread, with handles that this file owns.
            struct Handle: ~Copyable {
                func free() {
                    unsafe git_free(pointer)
                }
            }
            """
        #expect(Rules.explainedUnsafety(file(text)).isEmpty)
        #expect(lines(Rules.confinedUnsafety(file(text, path: "Sources/Kube/KubeModel/A.swift"))) == [6])
        #expect(Rules.confinedUnsafety(file(text)).isEmpty)
    }

    @Test("promises in comments are found, in code they are names")
    func promises() {
        #expect(lines(Rules.noPromises(file("let a = TODO // fine\nlet b = 1 // TODO later\n"))) == [2])
    }

    @Test("a placeholder is found by its name")
    func placeholder() {
        #expect(Rules.noPlaceholder(file("", path: "Sources/Core/Git/Placeholder.swift")).count == 1)
        #expect(Rules.noPlaceholder(file("")).isEmpty)
    }

    @Test("Foundation stays out of the product")
    func foundation() {
        #expect(lines(Rules.noFoundation(file("import FoundationEssentials\npackage import Foundation\n"))) == [2])
        #expect(Rules.noFoundation(file("import Foundation", path: "Tests/GitTests/A.swift")).isEmpty)
    }
}

@Suite("The rules on sizes")
struct SizeRuleTests {
    private func file(_ text: String) -> SourceFile { SourceFile(path: "Sources/Core/Git/Example.swift", text: text) }

    private func function(lines: Int, signature: String = "    func long() {") -> String {
        ([signature] + Array(repeating: "        work()", count: lines - 2) + ["    }"]).joined(separator: "\n")
    }

    @Test("a long file is found")
    func files() {
        let line = "work()\n"
        #expect(Rules.fileSize(file(String(repeating: line, count: Rules.longestFile))).isEmpty)
        #expect(Rules.fileSize(file(String(repeating: line, count: Rules.longestFile + 1))).count == 1)
    }

    @Test(
        "a long function is found, whatever it is",
        arguments: [
            "    func long() {", "    @Test(\"a\") private static func long<A>() async throws -> A {",
            "    init?(a: A) {",
            "    subscript(a: A) -> B {", "    func long(\n        a: A\n    ) -> B {",
        ])
    func functions(signature: String) {
        let more = signature.split(separator: "\n").count - 1
        let limit = Rules.longestFunction - more
        #expect(Rules.functionSize(file(function(lines: limit, signature: signature))).isEmpty)
        #expect(Rules.functionSize(file(function(lines: limit + 1, signature: signature))).map(\.line) == [1])
    }

    @Test("what has no body, or one on its line, is not taken for what follows")
    func bodiless() {
        let long = Array(repeating: "        work()", count: Rules.longestFunction).joined(separator: "\n")
        #expect(Rules.functionSize(file("    func none()\n    var long: A {\n\(long)\n    }")).isEmpty)
        #expect(Rules.functionSize(file("    func one() { two() }\n    var long: A {\n\(long)\n    }")).isEmpty)
    }
}

@Suite("The layering rules")
struct LayeringRuleTests {
    private let manifest = PackageManifest(
        """
        system("CGit2", pkgConfig: "libgit2", apt: "libgit2-dev", brew: "libgit2"),
        module(.Core, "Documents", uses: ["OrderedCollections"]),
        module(.Core, "Metrics"),
        module(.Core, "Git", uses: ["CGit2", "Documents"]),
        module(
            .Kube, "KubeClient",
            uses: [
                "CGit2", "Documents",
                "Metrics",
            ]),
        program("martlet", in: "Elsewhere", uses: ["Git"]),
        tests("GitTests", uses: ["Git"]),
        """)

    private func violations(_ text: String, path: String) -> [String] {
        Rules.layering(SourceFile(path: path, text: text), manifest: manifest).map(\.message)
    }

    @Test("the manifest is read")
    func manifestIsRead() throws {
        #expect(manifest.targets.count == 7)
        let client = try #require(manifest.targets["KubeClient"])
        #expect(client.uses == ["CGit2", "Documents", "Metrics"])
        #expect(client.layer == "Kube")
        #expect(manifest.targets["Metrics"]?.uses == [])
        #expect(manifest.targets["CGit2"]?.uses == [])
        #expect(manifest.targets["martlet"]?.uses == ["Git"])
        #expect(manifest.targets["GitTests"]?.kind == .tests)
    }

    @Test("an import must be declared")
    func undeclared() {
        let text = "import Synchronization\npackage import Documents\nimport struct Metrics.Counter\n"
        #expect(violations(text, path: "Sources/Core/Git/A.swift").count == 1)
        #expect(violations("import Documents", path: "Sources/Core/Nowhere/A.swift").count == 1)
        #expect(violations("@testable import Git\nimport Testing\n", path: "Tests/GitTests/A.swift").isEmpty)
    }

    @Test("only the wrappers import C")
    func cLibraries() {
        #expect(violations("import CGit2", path: "Sources/Core/Git/A.swift").isEmpty)
        #expect(violations("import CGit2", path: "Sources/Kube/KubeClient/A.swift").count == 1)
    }

    @Test("a dependency that is never imported is found")
    func unused() {
        let files = [SourceFile(path: "Sources/Core/Git/A.swift", text: "import CGit2\n")]
        let messages = Rules.unusedDependencies(files, manifest: manifest).map(\.message)
        #expect(messages.contains("Git declares that it uses Documents but never imports it"))
        #expect(!messages.contains("Git declares that it uses CGit2 but never imports it"))
    }

    @Test("a table of layers that says something else is found")
    func architectureTable() {
        func messages(_ rows: String) -> [String] {
            Rules.architectureTable("| layer | module |\n|---|---|\n\(rows)", path: "a.md", manifest: manifest)
                .map(\.message)
        }
        let rest = "| Kube | `KubeClient` | |\n| Apps | `martlet` | |\n"
        let right = "| C | `CGit2` | |\n| Core | `Documents`, `Metrics` | of `Values` |\n| | `Git` | |\n" + rest
        #expect(messages(right).isEmpty)
        let wrong = "| C | `CGit2` | |\n| Core | `Documents` | |\n| | `Git`, `Old` | |\n| | `KubeClient` | |\n" + rest
        #expect(
            messages(wrong) == [
                "Metrics of the layer Core is not in the table",
                "KubeClient is in the table, and not in the layer Core",
                "Old is in the table, and not in the layer Core",
            ])
    }

    @Test("a module without tests is found")
    func untested() {
        #expect(Rules.testedModules(manifest).map(\.message).count == 3)
    }
}
