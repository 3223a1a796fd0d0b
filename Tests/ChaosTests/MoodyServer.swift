import Foundation
import OperatorTesting

/// `Scripts/testservers/moody-server`: a repository over http that can be made to misbehave, by name, at any time.
final class MoodyServer {
    let port: Int
    private let moods: URL
    private let process = Process()
    private let input = Pipe()

    /// - Parameter port: a free one where none is given.
    init(_ repository: GitRepository, port: Int = 0) throws {
        moods = FileManager.default.temporaryDirectory.appending(path: "martlet-moods-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: moods, withIntermediateDirectories: true)
        let output = Pipe()
        process.executableURL = Self.script
        process.arguments = [
            "--repository", repository.folder.path, "--moods", moods.path, "--port", String(port),
        ]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard line.hasPrefix("port="), let port = Int(line.dropFirst(5).prefix { $0.isNumber }) else {
            throw Unexpected("moody-server did not start: \(line)")
        }
        self.port = port
    }

    /// Also keeps the server alive until then.
    func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: moods)
    }

    func url(_ name: String) -> String { Self.url(name, port: port) }

    static func url(_ name: String, port: Int) -> String { "http://127.0.0.1:\(port)/\(name)/repository.git" }

    func set(_ mood: String, of name: String) throws {
        try Data(mood.utf8).write(to: moods.appending(path: name), options: .atomic)
    }

    static let isAvailable =
        (try? GitRepository().git("--exec-path")) != nil
        && ["/usr/bin/python3", "/usr/local/bin/python3"].contains { FileManager.default.isExecutableFile(atPath: $0) }

    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Scripts/testservers/moody-server").standardizedFileURL
}
