import Documents
import FoundationEssentials
import OperatorTesting
import Processes

/// kubectl, as the people run it who look after a cluster.
enum Kubectl {
    /// Runs it and returns what it printed; fails where it does, with what it said.
    @discardableResult static func run(_ arguments: [String], within limit: Duration = .seconds(60)) async throws
        -> String
    {
        let command = Command(
            program: "kubectl", arguments: ["--request-timeout=30s"] + arguments,
            environment: Setting.environment, outputLimit: 64 << 20)
        let result = try await command.run(within: limit)
        guard result.status == 0 else {
            let said = String(decoding: result.errorOutput.suffix(4_000), as: UTF8.self)
            throw Unexpected("kubectl \(arguments.joined(separator: " ")) failed: \(said)")
        }
        return String(decoding: result.output, as: UTF8.self)
    }

    static func json(_ arguments: [String]) async throws -> Value {
        try JSON.parse(Array(try await run(arguments + ["--output=json"]).utf8), limits: .file)
    }

    /// The objects of a list.
    static func items(_ arguments: [String]) async throws -> [Value] {
        try await json(arguments)["items"]?.array ?? []
    }

    /// Applies documents, as `kubectl apply -f FILE` does.
    static func apply(_ yaml: String, namespace: String) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString).yaml").path
        try Data(yaml.utf8).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await run(["--namespace", namespace, "apply", "--server-side", "--force-conflicts", "-f", file])
    }
}
