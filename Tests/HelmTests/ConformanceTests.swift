import Foundation
import GoValues
import SourceTrees
import Testing

@testable import Helm

/// Real charts against what Helm 4.2.3 made of them: every document equal byte for byte, and the same failures.
///
/// A sample, unless `MARTLET_CONFORMANCE` is `all` or the ids of cases, separated by commas. `Scripts/conformance helm` runs
/// all of them.
@Suite("Conformance")
struct ConformanceTests {
    /// One case of so many belongs to the sample.
    private static let sampleStride = 40

    @Test(
        "real charts render as in Helm",
        .enabled(if: Corpus.folder != nil, "the corpus of charts is not there; MARTLET_CORPUS says where it is"))
    func charts() async throws {
        let place = URL.temporaryDirectory.appending(path: "martlet-conformance-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        let corpus = try Corpus(try #require(Corpus.folder), in: place, where: Self.isWanted)
        try #require(!corpus.cases.isEmpty, "MARTLET_CONFORMANCE names no case")
        let differences = try await TestRender.deep { corpus.cases.compactMap { Self.difference($0, corpus) } }
        for difference in differences { Issue.record("\(difference)") }
        print("conformance: \(corpus.cases.count - differences.count) of \(corpus.cases.count) charts as in Helm")
    }

    private static func isWanted(_ row: Corpus.Case, _ index: Int) -> Bool {
        guard Corpus.exceptions[row.id] == nil else { return false }
        switch ProcessInfo.processInfo.environment["MARTLET_CONFORMANCE"] ?? "" {
        case "": return index % sampleStride == 0 || row.error != nil
        case "all": return true
        case let names: return names.split(separator: ",").contains { $0 == row.id }
        }
    }

    /// Nil where the case is as in Helm.
    private static func difference(_ row: Corpus.Case, _ corpus: Corpus) -> String? {
        let title = "\(row.id) (\(row.chart))"
        do {
            let output = try render(row, corpus)
            if let error = row.error { return "\(title) renders, where Helm says: \(error)" }
            return firstDifference(documents(output), documents(try corpus.expected(of: row))).map { "\(title): \($0)" }
        } catch {
            return "\(error)" == row.error ? nil : "\(title) fails: \(error)"
        }
    }

    private static func render(_ row: Corpus.Case, _ corpus: Corpus) throws -> [UInt8] {
        let chart = try ChartLoader.load(row.chart, from: DirectoryTree(corpus.charts), budget: .whole())
        var given = GivenValues()
        given.files = corpus.values(of: row).map { GivenValues.File(name: "values", content: $0) }
        let values = try given.merged { _ in [] }
        return try TestRender.renderer().render(chart, values: values).printed(
            includeDefinitions: false, includeHooks: true, includeTests: true)
    }

    /// Without the blank lines between them, which say nothing.
    private static func documents(_ output: [UInt8]) -> [ArraySlice<UInt8>] {
        let marker = Array("---\n# Source: ".utf8)
        var documents: [ArraySlice<UInt8>] = []
        var start = output.startIndex
        for line in output.indices where line == 0 || output[line - 1] == UInt8(ascii: "\n") {
            guard output[line...].starts(with: marker) else { continue }
            documents.append(output[start..<line])
            start = line
        }
        documents.append(output[start...])
        return documents.map { document in
            var document = document
            while document.last == UInt8(ascii: "\n") { document.removeLast() }
            return document
        }.filter { !$0.isEmpty }
    }

    private static func firstDifference(_ ours: [ArraySlice<UInt8>], _ theirs: [ArraySlice<UInt8>]) -> String? {
        guard !ours.elementsEqual(theirs, by: { $0.elementsEqual($1) }) else { return nil }
        for (our, their) in zip(ours, theirs) where !our.elementsEqual(their) {
            let ourLines = String(decoding: our, as: UTF8.self).utf8.split(
                separator: 10, omittingEmptySubsequences: false)
            let theirLines = String(decoding: their, as: UTF8.self).utf8.split(
                separator: 10, omittingEmptySubsequences: false)
            let line = zip(ourLines, theirLines).prefix { $0.elementsEqual($1) }.count
            let ourLine = line < ourLines.count ? String(ourLines[line]) ?? "" : "the end"
            let theirLine = line < theirLines.count ? String(theirLines[line]) ?? "" : "the end"
            return "line \(line) of \(String(theirLines[1]) ?? "") is \(ourLine.debugDescription), "
                + "not \(theirLine.debugDescription)"
        }
        return "\(ours.count) documents, not \(theirs.count)"
    }
}
