import Documents
import Foundation

/// Real overlays and what `kubectl kustomize` makes of them, which lie outside of the project: in the folder that
/// `MARTLET_CORPUS` names, or in `../shared/corpus` beside the checkout.
struct Corpus {
    struct Case: Sendable {
        let id: String
        /// Below `trees`.
        let directory: String
        let isOK: Bool
    }

    static let folder: URL? = {
        let checkout = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let named = ProcessInfo.processInfo.environment["MARTLET_CORPUS"].map { URL(filePath: $0) }
        let corpus = named ?? checkout.appending(path: "../shared/corpus").standardizedFileURL
        let folder = corpus.appending(path: "kustomize")
        let isThere = FileManager.default.fileExists(atPath: folder.appending(path: "cases.jsonl").path)
        return isThere ? folder : nil
    }()

    private let folder: URL
    private let place: URL

    init(_ folder: URL, in place: URL) throws {
        self.folder = folder
        self.place = place
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }

    var trees: String { place.appending(path: "trees").path }

    var cases: [Case] {
        get throws {
            let lines = try String(contentsOf: folder.appending(path: "cases.jsonl"), encoding: .utf8)
            return try lines.split(separator: "\n").map { line in
                let row = try JSON.parse(Array(line.utf8), file: "cases.jsonl", limits: .file)
                return Case(
                    id: row["id"]?.string ?? "", directory: row["dir"]?.string ?? "", isOK: row["ok"]?.bool ?? false)
            }
        }
    }

    /// Unpacks the whole repositories that the cases are of, since an overlay may name any directory of its own.
    func unpackTrees(of cases: [Case]) throws {
        let repositories = Set(cases.map { "trees/\($0.directory.split(separator: "/").first ?? "")" })
        try unpack("trees.tar.gz", repositories)
        try unpack("expected.tar.gz", Set(cases.filter(\.isOK).map { "expected/\($0.id).yaml" }))
    }

    func expected(of row: Case) throws -> [UInt8] {
        Array(try Data(contentsOf: place.appending(path: "expected/\(row.id).yaml")))
    }

    /// Kustomize's own tests, as folders below the one that is returned.
    func unpackKrusty() throws -> String {
        try unpack("krusty.tar.gz", [])
        return place.appending(path: "krusty").path
    }

    private func unpack(_ archive: String, _ members: Set<String>) throws {
        let tar = Process()
        tar.executableURL = URL(filePath: "/usr/bin/env")
        tar.arguments =
            ["tar", "-xzf", folder.appending(path: archive).path, "-C", place.path, "--"] + members.sorted()
        try tar.run()
        tar.waitUntilExit()
        guard tar.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
    }
}
