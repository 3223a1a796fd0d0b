import Documents
import Foundation
import Kustomize
import SourceTrees
import Testing

/// Real overlays against what `kubectl kustomize` (kustomize 5.5.0) made of them: equal byte for byte, and the same
/// failures; and kustomize's own behaviour tests.
///
/// A sample, unless `MARTLET_CONFORMANCE` is `all` or the ids of cases, separated by commas. `Scripts/conformance
/// kustomize` runs all of them.
@Suite("Conformance", .enabled(if: Corpus.folder != nil, "the corpus is not there; MARTLET_CORPUS says where it is"))
struct ConformanceTests {
    /// One case of so many belongs to the sample.
    private static let sampleStride = 24

    private static let wanted = ProcessInfo.processInfo.environment["MARTLET_CONFORMANCE"] ?? ""

    private static func withCorpus(_ body: (Corpus) throws -> Void) throws {
        let place = URL.temporaryDirectory.appending(path: "martlet-conformance-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        try body(try Corpus(try #require(Corpus.folder), in: place))
    }

    @Test("real overlays render as with kubectl")
    func overlays() throws {
        try Self.withCorpus { corpus in
            let cases = try corpus.cases.enumerated().filter { Self.isWanted($1, $0) }.map(\.element)
            try #require(!cases.isEmpty, "MARTLET_CONFORMANCE names no case")
            try corpus.unpackTrees(of: cases)
            let differences = cases.compactMap { Self.difference($0, corpus) }
            for difference in differences { Issue.record("\(difference)") }
            print("conformance: \(cases.count - differences.count) of \(cases.count) overlays as with kubectl")
        }
    }

    private static func isWanted(_ row: Corpus.Case, _ index: Int) -> Bool {
        switch wanted {
        case "": index % sampleStride == 0
        case "all": true
        default: wanted.split(separator: ",").contains { $0 == row.id }
        }
    }

    /// Nil where the case is as with kubectl.
    private static func difference(_ row: Corpus.Case, _ corpus: Corpus) -> String? {
        let title = "\(row.id) (\(row.directory))"
        do {
            let ours = try build(corpus.trees, row.directory, .root, .legacy)
            guard row.isOK else { return "\(title) renders, where kubectl fails" }
            return firstDifference(ours, try corpus.expected(of: row)).map { "\(title): \($0)" }
        } catch {
            return row.isOK ? "\(title) fails: \(error)" : nil
        }
    }

    private static func build(
        _ tree: String, _ directory: String, _ restriction: KustomizeOptions.LoadRestriction,
        _ order: KustomizeOptions.Order
    ) throws(KustomizeError) -> [UInt8] {
        let options = KustomizeOptions(loadRestriction: restriction, order: order)
        return try Kustomization.build(DirectoryTree(tree), directory: directory, options: options).yaml()
    }

    private static func firstDifference(_ ours: [UInt8], _ theirs: [UInt8]) -> String? {
        guard ours != theirs else { return nil }
        let ourLines = ours.split(separator: 10, omittingEmptySubsequences: false)
        let theirLines = theirs.split(separator: 10, omittingEmptySubsequences: false)
        let line = zip(ourLines, theirLines).prefix { $0 == $1 }.count
        let ourLine = line < ourLines.count ? String(decoding: ourLines[line], as: UTF8.self) : "the end"
        let theirLine = line < theirLines.count ? String(decoding: theirLines[line], as: UTF8.self) : "the end"
        return "line \(line + 1) is \(ourLine.debugDescription), not \(theirLine.debugDescription)"
    }

    // MARK: Kustomize's own tests

    /// Cases that are not what the test was that they were made of. What `kubectl kustomize` makes of them equals ours.
    private static let brokenCases = [
        "customconfig.TestCustomConfig": "config/defaults.yaml is missing",
        "iampolicygenerator.TestGkeGeneratorWithTwo": "the result is another test's",
        "namespaces.TestNameReferenceDeploymentIssue3489": "the resources '../ov1' lead out of the root",
        "patchdelete.TestPatchDeleteOfNotExistingAttributesShouldNotAddExtraElements": "the result is another test's",
        "replacementtransformer.TestReplacementsField": "the result is another test's",
        "replacementtransformer.TestReplacementsFieldWithPath": "the result is another test's",
    ]

    /// Where those have to fail that have no result; the root unless it says otherwise.
    private static let failingDirectories = [
        "diamondcomposition.TestIssue1251_CompositeDiamond_Failure": "composite",
        "diamondcomposition.TestIssue1251_Patches_ProdVsDev_Failure": "prod",
        "generatormergeandreplace.TestConfigMapGeneratingIntoSameNamespace": "app",
        "gvknpatch.TestPatchOriginalNameAndNewKind": "overlay",
        "sortordertransformer.TestInvalidLegacySortOptionsWithFIFOOrder": "base",
    ]

    @Test("kustomize's own tests give what they expect")
    func behaviour() throws {
        try Self.withCorpus { corpus in
            let root = try corpus.unpackKrusty()
            let names = try FileManager.default.contentsOfDirectory(atPath: root).sorted()
            try #require(!names.isEmpty)
            for name in names where Self.brokenCases[name] == nil { try Self.check(name, "\(root)/\(name)") }
        }
    }

    private static func check(_ name: String, _ folder: String) throws {
        guard let data = FileManager.default.contents(atPath: "\(folder)/case.json") else {
            #expect(throws: KustomizeError.self, "\(name) has to fail") {
                try build(folder, failingDirectories[name] ?? "", .root, .legacy)
            }
            return
        }
        let row = try JSON.parse(Array(data), file: "case.json", limits: .file)
        let expected = Array((row["expected"]?.string ?? "").trimmingCharacters(in: .newlines).utf8) + [10]
        // Each test has options of its own, which the case does not say.
        let results = [KustomizeOptions.Order.asRead, .legacy].map { order in
            Result { () throws(KustomizeError) in try build(folder, row["dir"]?.string ?? "", .tree, order) }
        }
        let isEqual = results.contains { (try? $0.get()) == expected }
        let difference = Result { firstDifference(try results[0].get(), expected) }
        #expect(isEqual, "\(name): \(difference)")
    }
}
