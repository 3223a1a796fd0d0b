// `Process` is only in the whole of Foundation.
import Documents
import Foundation
import Testing
import YAML

/// What `kubectl label --local -o json` (1.32.4) made of many small files, recorded in `Fixtures/kubectl-yaml.json`.
///
/// To add a case, add it there with what `kubectl` prints; the second test says where the record is wrong.
@Suite("kubectl's corpus")
struct KubectlCorpusTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        /// Without their metadata, where the corpus puts the label; nil where `kubectl` refuses the file.
        var documents: [Value]?
        /// One document after the usual head, which can be joined with others in one file.
        var isPlain: Bool

        var testDescription: String { name }
    }

    static let head = "apiVersion: v1\nkind: Probe\nmetadata: {name: x}\n"

    static func cases() throws -> [Case] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/kubectl-yaml.json").path()
        let content = try #require(FileManager.default.contents(atPath: path))
        return try (JSON.parse(Array(content), limits: .response).array ?? []).map { entry in
            let isWhole = entry["whole"]?.bool ?? false
            let text = entry["yaml"]?.string.map { isWhole ? $0 : head + $0 }
            let data = entry["base64"]?.string.flatMap { Data(base64Encoded: $0) }
            return Case(
                name: entry["name"]?.string ?? "", bytes: text.map { Array($0.utf8) } ?? data.map(Array.init) ?? [],
                documents: entry["documents"]?.array?.map(normalised), isPlain: !isWhole && text != nil)
        }
    }

    @Test("is understood as kubectl understood it")
    func agreesWithTheRecord() throws {
        let cases = try Self.cases()
        #expect(cases.count > 300)
        for example in cases {
            let documents = try? YAML.parse(example.bytes, file: "probe.yaml", limits: .file).map(\.value)
            #expect(documents.map(withoutMetadata) == example.documents, "\(example.name)")
        }
    }

    @Test(
        "is understood so by the kubectl of this machine", .enabled(if: Kubectl.path != nil, "kubectl is not on PATH"))
    func recordAgreesWithKubectl() throws {
        let kubectl = try #require(Kubectl.path)
        let cases = try Self.cases()
        let joined = cases.filter { $0.isPlain && $0.documents?.count == 1 }
        let file = joined.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n---\n")
        let answers = try #require(try Kubectl.read(Array(file.utf8), with: kubectl))
        try #require(answers.count == joined.count)
        for (example, answer) in zip(joined, answers) {
            #expect(withoutMetadata([answer]) == example.documents, "\(example.name)")
        }
        for example in cases where !(example.isPlain && example.documents?.count == 1) {
            let answers = try Kubectl.read(example.bytes, with: kubectl)
            #expect(answers.map(withoutMetadata) == example.documents, "\(example.name)")
        }
    }

    private func withoutMetadata(_ documents: [Value]) -> [Value] {
        documents.map { document in
            var document = document
            document["metadata"] = nil
            return normalised(document)
        }
    }
}

/// A JSON reader leaves 1e3 a double; both mean the same number.
private func normalised(_ value: Value) -> Value {
    switch value {
    case .double(let number): Int(exactly: number).map(Value.integer) ?? value
    case .array(let elements): .array(elements.map(normalised))
    case .object(let object): .object(object.mapValues(normalised))
    default: value
    }
}

enum Kubectl {
    static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/kubectl" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    /// The documents that kubectl reads out of a file; nil where it refuses it.
    static func read(_ bytes: [UInt8], with kubectl: String) throws -> [Value]? {
        let file = FileManager.default.temporaryDirectory.appending(path: "probe-\(UUID().uuidString).yaml")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: kubectl)
        process.arguments = ["label", "--local", "-o", "json", "-f", file.path(), "x=y"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        // Objects follow one another, each indented, so that only their own braces stand at a line's start.
        return try String(decoding: printed, as: UTF8.self).split(separator: "\n}").filter { $0.contains("{") }
            .map { try JSON.parse("\($0)\n}", limits: .file) }
    }
}
