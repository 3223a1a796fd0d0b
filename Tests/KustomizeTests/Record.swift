import Foundation
import Kustomize
import Testing

/// A kustomization with one file of objects, and what kustomize 5.5.0 (in kubectl 1.32) makes of it.
///
/// The files of records say for each its name, the objects, the rest of the kustomization, and what is printed, or that
/// it is refused.
struct Record: Sendable, CustomTestStringConvertible {
    let name: String
    let objects: String
    let kustomization: String
    /// Nil where kustomize refuses it.
    let expected: String?

    var testDescription: String { name }

    var build: TestBuild {
        var build = TestBuild.of(objects, kustomization)
        build.order = .legacy
        return build
    }

    /// The records of a file, those that build or those that do not.
    static func read(_ file: String, areRefused: Bool) -> [Record] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        guard let text = try? String(contentsOf: folder.appending(path: "Fixtures/\(file)"), encoding: .utf8) else {
            Issue.record("Fixtures/\(file) cannot be read")
            return []
        }
        let parts = text.split(separator: "===== ").map(part)
        let records = stride(from: 0, to: parts.count - 2, by: 3).map { index in
            let (name, objects) = parts[index]
            let (outcome, expected) = parts[index + 2]
            return Record(
                name: name, objects: objects, kustomization: parts[index + 1].text,
                expected: outcome == "expected" ? expected : nil)
        }
        return records.filter { ($0.expected == nil) == areRefused }
    }

    /// The rest of the line, and what follows it.
    private static func part(_ text: Substring) -> (head: String, text: String) {
        let end = text.firstIndex(of: "\n") ?? text.endIndex
        return (String(text[..<end]), String(text[end...].dropFirst()))
    }
}
