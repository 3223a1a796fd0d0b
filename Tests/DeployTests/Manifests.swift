import Documents
import FoundationEssentials
import Processes
import Testing
import YAML

/// What the project installs with, as objects.
enum Manifests {
    static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    static func read(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

    static func parse(_ path: String) throws -> [Value] { try YAML.parse(read(path), file: path).map(\.value) }

    /// What `kubectl apply -k` would apply.
    static func kustomize(_ folder: String) async throws -> [Value] {
        try YAML.parse(await run("kubectl", ["kustomize", folder])).map(\.value)
    }

    /// A kustomization of somebody's own, on top of one of ours.
    static func overlay(_ base: String, component: String) async throws -> [Value] {
        let name = "martlet-overlay-\(UUID().uuidString.prefix(8).lowercased())"
        let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Kustomize takes relative paths only.
        let up = folder.pathComponents.dropFirst().map { _ in ".." }.joined(separator: "/")
        let text = "resources: [\(up)\(root)/\(base)]\ncomponents: [\(up)\(root)/\(component)]\n"
        try Data(text.utf8).write(to: folder.appending(path: "kustomization.yaml"))
        return try await kustomize(folder.path)
    }

    /// By kind, namespace and name; two of the same are an error of the manifests.
    static func indexed(_ objects: [Value]) throws -> [String: Value] {
        try Dictionary(
            objects.map { (name(of: $0), $0) },
            uniquingKeysWith: { first, _ in throw ProcessFailure(message: "\(name(of: first)) is there twice") })
    }

    static func name(of object: Value) -> String {
        [object.kind, object.namespace, object.name].compactMap(\.self).joined(separator: " ")
    }

    /// Runs a program to its end and returns what it prints; fails with what it says where it fails.
    @discardableResult static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> String {
        let command = Command(
            program: program, arguments: arguments,
            environment: ProcessInfo.processInfo.environment.merging(environment) { _, ours in ours },
            outputLimit: 16 << 20)
        let result = try await command.run(within: limit)
        guard result.status == 0 else {
            throw ProcessFailure(message: String(decoding: result.errorOutput, as: UTF8.self))
        }
        return String(decoding: result.output, as: UTF8.self)
    }

    /// A second is the rule; a busy machine may need many times that.
    private static let limit = Duration.seconds(120)
}

struct ProcessFailure: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}
