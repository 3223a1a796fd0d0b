import FoundationEssentials
import Processes

/// `Scripts/cluster` for one folder.
struct ControlPlaneScript: Sendable {
    let folder: String

    private static let scripts = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scripts").path

    /// A control plane takes about 4 s; a busy machine may need many times that.
    private static let limit = Duration.seconds(120)

    /// Whether there are programs for a control plane, without building any.
    static func areProgramsInstalled() async -> Bool {
        let result = try? await command("kubernetes", ["find"]).run(within: limit)
        return result?.status == 0
    }

    func run(_ verb: String, _ arguments: [String] = []) async throws {
        let result = try await Self.command("cluster", [verb, folder] + arguments).run(within: Self.limit)
        guard result.status == 0 else {
            throw ControlPlaneError(
                message: "Scripts/cluster \(verb) ended with status \(result.status): "
                    + String(decoding: result.errorOutput.suffix(4_096), as: UTF8.self))
        }
    }

    private static func command(_ script: String, _ arguments: [String]) -> Command {
        Command(
            program: "\(scripts)/\(script)", arguments: arguments,
            environment: ProcessInfo.processInfo.environment, outputLimit: 1 << 20)
    }
}

/// Why there is no control plane.
package struct ControlPlaneError: Error, CustomStringConvertible {
    package var message: String

    package var description: String { message }
}
