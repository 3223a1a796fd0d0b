import Foundation
import Transport

/// One of `Scripts/testservers`, for as long as a test needs it. It ends with the test's process, however that ends.
final class TestServer {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    let port: Int
    /// Where the server keeps its certificate and what it was told.
    let state: String
    private let process = Process()
    private let input = Pipe()

    init(_ script: String, _ options: [String] = []) throws {
        state =
            FileManager.default.temporaryDirectory.appendingPathComponent("martlet-charts-\(UUID().uuidString)").path
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "\(TestServer.folder)/\(script)")
        process.arguments = ["--state", state] + options
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard line.hasPrefix("port="), let port = Int(line.dropFirst(5).prefix { $0.isNumber }) else {
            throw Failure(description: "\(script) did not start: \(line)")
        }
        self.port = port
    }

    /// To be called in a `defer`, which also keeps the server alive until then.
    func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: state)
    }

    func authority() throws -> TLSConfiguration {
        TLSConfiguration(caPEM: [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(state)/ca.pem"))))
    }

    static let hasRegistry = hasPrograms("docker-registry", "perl", "openssl", "python3")
    static let hasPython = hasPrograms("python3", "openssl")

    private static func hasPrograms(_ names: String...) -> Bool {
        let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return names.allSatisfy { name in
            paths.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
        }
    }

    private static let folder: String = {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return tests.appendingPathComponent("../../../Scripts/testservers").standardizedFileURL.path
    }()
}
