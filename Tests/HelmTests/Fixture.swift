import Documents
import Foundation

/// Files of test data beside the tests.
enum Fixture {
    static func json(_ name: String) throws -> Value {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let content = try Data(contentsOf: folder.appending(path: "Fixtures/\(name)"))
        return try JSON.parse(Array(content), file: name, limits: .file)
    }
}
