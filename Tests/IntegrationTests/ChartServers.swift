import ChartSources
import ChartTesting
import Documents
import Foundation
import KubeTesting
import OperatorTesting
import Transport

/// A chart repository with one chart, `web`, under `/charts`.
final class ChartRepositoryServer {
    let server: TestServer

    init() throws { server = try TestServer.scripted() }

    var url: String { "http://127.0.0.1:\(server.port)/charts" }

    /// What the index says of one version, and what is there.
    struct Version {
        var version: String
        var archive: [UInt8]
        var digest: String?
        /// In the place of the archive.
        var route: Route?
        var url: String?

        init(_ version: String, value: String = "none") throws {
            self.version = version
            archive = try webChart(version, value: value)
        }
    }

    /// - Parameter authorization: a header that has to come with each request.
    func publish(_ versions: [Version], needing authorization: String? = nil) throws {
        var index = "apiVersion: v1\nentries:\n  web:\n"
        var routes: [Route] = []
        for version in versions {
            let digest = version.digest ?? ContentDigest(of: version.archive).hex
            let url = version.url ?? "web-\(version.version).tgz"
            index += "  - {name: web, version: \(version.version), urls: ['\(url)'], digest: '\(digest)'}\n"
            routes.append(version.route ?? Route("/charts/web-\(version.version).tgz", version.archive))
        }
        routes.append(Route("/charts/index.yaml", index))
        try server.serve(authorization.map { wanted in routes.map { $0.needing(wanted) } } ?? routes)
    }

    func requests(for path: String) throws -> [Received] { try server.requests().filter { $0.path == path } }
}

/// The archive of a chart with one ConfigMap, which tells the chart's version and the value `tag`.
func webChart(_ version: String, value: String = "none") throws -> [UInt8] {
    try TestChart.packed(
        version,
        files: [
            "values.yaml": "tag: \(value)\n",
            "templates/settings.yaml": configMap("{{ .Release.Name }}", "{{ .Chart.Version }} {{ .Values.tag }}"),
        ])
}

extension Workspace {
    /// An application of a chart from elsewhere, which needs no repository.
    func applyChart(_ name: String = "app", helm: Value, source: Value = [:]) async throws {
        var whole = source
        whole["helm"] = helm
        try await cluster.apply(
            [
                "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsApplication",
                "metadata": ["name": .string(name)], "spec": ["source": whole],
            ], namespace: namespace)
    }

    func applySecret(_ name: String, _ entries: Value) async throws {
        try await cluster.apply(
            ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": .string(name)], "stringData": entries],
            namespace: namespace)
    }

    func waitForValue(_ value: String, of name: String = "app", within limit: Duration = .seconds(120)) async throws {
        try await eventually("\(name) has the value \(value)", within: limit, of: name) {
            try await self.value(name) == value
        }
    }

    /// That the last good state is put right when somebody deletes it.
    func checkRepair(_ value: String, of name: String = "app") async throws {
        try await cluster.delete(.configMap(name, in: namespace))
        try await waitForValue(value, of: name)
    }
}

extension Workspace {
    /// Runs a block of commands from a document in this namespace, in a folder with these files. `$PASSWORD` is set.
    func runDocumented(
        _ beginning: String, in document: String, password: String, files: [String: String]
    ) throws -> String {
        let blocks = try Project.read(document).components(separatedBy: "\n```")
        guard let block = blocks.first(where: { $0.hasPrefix("sh\n\(beginning)") }) else {
            throw Unexpected("\(document) has no block that begins with \(beginning)")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-documented-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files {
            try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        let ours =
            "kubectl() { command kubectl --kubeconfig \(cluster.controlPlane.kubeconfigPath) --namespace \(namespace) \"$@\"; }"
        return try shell("set -e; cd \(folder.path); \(ours); PASSWORD=\(password)\n\(block.dropFirst(3))")
    }

    private func shell(_ script: String) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", script]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Unexpected("the documented commands failed: \(text)") }
        return text
    }
}
