import ArgumentParser
import FoundationEssentials
import Testing

@testable import martlet

@Suite("commands in the documentation") struct DocumentedCommandTests {
    private static let commands: [[String]] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: "docs").path)) ?? []
        let files = ["README.md"] + names.filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }
        return files.flatMap { file -> [[String]] in
            let text = (try? String(contentsOf: root.appending(path: file), encoding: .utf8)) ?? ""
            return text.split(separator: "\n").compactMap { line in
                let line = line.hasPrefix("kubectl martlet ") ? line.dropFirst(8) : line
                guard line.hasPrefix("martlet ") else { return nil }
                return Array(Words.split(String(line.prefix { $0 != "#" })).dropFirst())
            }
        }
    }()

    @Test("are understood", arguments: commands)
    func understood(command: [String]) throws { _ = try Martlet.parseAsRoot(command) }

    @Test("are found")
    func found() {
        #expect(Self.commands.contains(["diff", "shop", "-n", "shops", "--revision", "feature/prices"]))
    }
}
