import FoundationEssentials

/// The project's own files, found from where this file was compiled.
enum ProjectTree {
    static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    /// The paths of all files below a folder, relative to the project, in order; none where the folder is absent.
    static func files(below folder: String, suffix: String) -> [String] {
        let found = try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
        return (found ?? []).filter { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }.sorted()
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

    static func read(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

    static func swiftFiles(below folders: [String]) throws -> [SourceFile] {
        try folders.flatMap { files(below: $0, suffix: ".swift") }.map { SourceFile(path: $0, text: try read($0)) }
    }

    static func documents() -> [String] {
        files(below: "docs", suffix: ".md") + files(below: "Benchmarks", suffix: ".md")
            + ["README.md", "STYLE.md"].filter(exists)
    }
}
