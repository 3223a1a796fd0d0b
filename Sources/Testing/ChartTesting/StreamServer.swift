import Foundation

/// `Scripts/testservers/stream-server`, which does with requests as it is told.
extension TestServer {
    /// - Parameter protocols: of those that a client knows, the first is spoken.
    package static func streams(_ protocols: String = "h2,http/1.1") throws -> TestServer {
        try TestServer("stream-server", ["--protocols", protocols])
    }

    /// What is to be done with the next requests; all after them are answered.
    package func plan(_ words: [String]) throws {
        // A plan that is the same as the one before is to begin anew, too.
        let nonce = String(repeating: " ", count: try planned().count)
        let text = String(decoding: try JSONEncoder().encode(words), as: UTF8.self) + nonce
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(state)/steps.json"), options: .atomic)
    }

    /// Of each request so far its connection, its protocol and what was done with it.
    package func planned() throws -> [String] {
        let path = "\(state)/requests.txt"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
