import Foundation
package import Transport

/// One of `Scripts/testservers`, for as long as a test needs it. It ends with the test's process, however that ends.
package final class TestServer {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(_ description: String) { self.description = description }
    }

    package let port: Int
    /// Where the server keeps its certificate and what it was told.
    package let state: String
    private let process = Process()
    private let input = Pipe()

    package init(_ script: String, _ options: [String] = []) throws {
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
            throw Failure("\(script) did not start: \(line)")
        }
        self.port = port
    }

    /// To be called in a `defer`, which also keeps the server alive until then.
    package func stop() {
        try? input.fileHandleForWriting.close()
        process.terminate()
        for _ in 0..<500 where !hasEnded { Thread.sleep(forTimeInterval: 0.01) }
        try? FileManager.default.removeItem(atPath: state)
    }

    /// Looked up, as `Process` and the server itself hear of the end by way of descriptors that other programs, which were
    /// started meanwhile, may have inherited.
    private var hasEnded: Bool {
        let path = "/proc/\(process.processIdentifier)/stat"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return true }
        return text.split(separator: ")").last?.hasPrefix(" Z") ?? true
    }

    package func authority() throws -> TLSConfiguration {
        TLSConfiguration(caPEM: [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(state)/ca.pem"))))
    }

    package static let hasRegistry = hasPrograms("docker-registry", "perl", "openssl", "python3")
    package static let hasPython = hasPrograms("python3", "openssl")

    private static func hasPrograms(_ names: String...) -> Bool {
        let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return names.allSatisfy { name in
            paths.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
        }
    }

    private static let folder: String = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return folder.appendingPathComponent("../../../Scripts/testservers").standardizedFileURL.path
    }()
}
