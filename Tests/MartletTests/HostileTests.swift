import Foundation
import Processes
import Testing

/// What a tenant can make may not kill the controller.
@Suite("Hostile sources", .serialized)
struct HostileTests {
    /// Beside the stack of a render's thread, which is reserved and not used up. A render reckons with 128 MiB for what it
    /// holds; for a moment there is more.
    private static let kilobytes = (512 + 320) << 10

    @Test(
        "no source makes a render take more memory than there is room for, or run without end",
        arguments: HostileSource.all)
    func memory(source: HostileSource) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-hostile-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let root = folder.appending(path: "s")
        try source.write(to: root)
        let form = source.form == .files ? "files" : source.form.rawValue
        // What is private and may be written to is limited: code and files that are mapped do not count.
        let script = "ulimit -d \(Self.kilobytes); exec \"$0\" render \(form) \"$1\""
        let command = Command(
            program: "/bin/bash", arguments: ["-c", script, try Self.program(), root.path], environment: [:],
            outputLimit: 128 << 20)
        let result = try await command.run(within: .seconds(150))
        let message = String(decoding: result.errorOutput.suffix(2_000), as: UTF8.self)
        // It may render, and it may be refused; it is not ended by a signal.
        #expect(result.status == 0 || result.status == 1, "status \(result.status): \(message)")
        #expect(result.errorOutput.count < 1 << 20, "\(message)")
    }

    /// The program lies beside the tests' own: both are products of one build.
    private static func program() throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "martlet").path
    }
}
