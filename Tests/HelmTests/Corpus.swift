import Documents
import Foundation

/// Real charts and what Helm makes of them, which lie outside of the project: in the folder that `MARTLET_CORPUS` names, or
/// in `../shared/corpus` beside the checkout.
struct Corpus {
    struct Case: Sendable {
        let id: String
        let chart: String
        let values: [String]
        /// Nil where Helm fails.
        let error: String?
    }

    static let folder: URL? = {
        let checkout = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let named = ProcessInfo.processInfo.environment["MARTLET_CORPUS"].map { URL(filePath: $0) }
        let folder = (named ?? checkout.appending(path: "../shared/corpus").standardizedFileURL).appending(path: "helm")
        let isThere = FileManager.default.fileExists(atPath: folder.appending(path: "cases.jsonl").path)
        return isThere ? folder : nil
    }()

    /// Cases that Helm 4.2's command line does not treat as the corpus says, with the reason.
    static let exceptions = [
        "8a396977640b":
            "the file of values has four documents, of which only the first was used; Helm merges all of them"
    ]

    let cases: [Case]
    private let place: URL

    /// Unpacks what the wanted cases need.
    ///
    /// - Parameter isWanted: by the case and its number.
    init(_ folder: URL, in place: URL, where isWanted: (Case, Int) -> Bool) throws {
        let lines = try String(contentsOf: folder.appending(path: "cases.jsonl"), encoding: .utf8).split(
            separator: "\n")
        cases = try lines.enumerated().compactMap { index, line in
            let row = try JSON.parse(Array(line.utf8), file: "cases.jsonl", limits: .file)
            let isOK = row["ok"]?.bool ?? false
            let found = Case(
                id: row["id"]?.string ?? "", chart: row["chart"]?.string ?? "",
                values: row["values"]?.array?.compactMap(\.string) ?? [], error: isOK ? nil : row["error"]?.string ?? ""
            )
            return isWanted(found, index) ? found : nil
        }
        self.place = place
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try unpack(folder.appending(path: "charts.tar.gz"), Set(cases.map { "charts/\($0.chart)" }))
        let expected = cases.filter { $0.error == nil }.map { "expected/\($0.id).yaml" }
        try unpack(folder.appending(path: "expected.tar.gz"), Set(expected))
    }

    var charts: String { place.appending(path: "charts").path }

    func values(of row: Case) -> [[UInt8]] {
        row.values.map { Array(FileManager.default.contents(atPath: "\(charts)/\($0)") ?? Data()) }
    }

    func expected(of row: Case) throws -> [UInt8] {
        Array(try Data(contentsOf: place.appending(path: "expected/\(row.id).yaml")))
    }

    private func unpack(_ archive: URL, _ members: Set<String>) throws {
        let tar = Process()
        tar.executableURL = URL(filePath: "/usr/bin/env")
        tar.arguments = ["tar", "-xzf", archive.path, "-C", place.path, "--"] + members.sorted()
        try tar.run()
        tar.waitUntilExit()
        guard tar.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
    }
}
