import ChartSources
import Foundation
package import Transport

/// A chart as `helm push` lays it into a registry.
package struct TestChart {
    package static let manifestType = "application/vnd.oci.image.manifest.v1+json"

    package let name: String
    package let version: String
    package let archive: [UInt8]
    package let config: [UInt8]

    package init(_ version: String, archive: [UInt8], name: String = "web") {
        self.name = name
        self.version = version
        self.archive = archive
        config = Array(#"{"apiVersion":"v2","name":"\#(name)","version":"\#(version)"}"#.utf8)
    }

    package var tag: String { version.replacingOccurrences(of: "+", with: "_") }

    package func manifest(
        configType: String = "application/vnd.cncf.helm.config.v1+json", size: Int? = nil
    ) -> [UInt8] {
        let chart = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
        let text = """
            {"schemaVersion":2,"mediaType":"\(TestChart.manifestType)","config":{"mediaType":"\(configType)",\
            "digest":"\(ContentDigest(of: config))","size":\(config.count)},"layers":[{"mediaType":"\(chart)",\
            "digest":"\(ContentDigest(of: archive))","size":\(size ?? archive.count)}]}
            """
        return Array(text.utf8)
    }

    /// What a registry would answer, under `/v2/team/web`.
    package func routes(manifest: [UInt8]? = nil) -> [Route] {
        let base = "/v2/team/\(name)"
        let manifest = manifest ?? self.manifest()
        return [
            Route("\(base)/manifests/\(tag)", manifest),
            Route("\(base)/manifests/\(ContentDigest(of: manifest))", manifest),
            Route("\(base)/blobs/\(ContentDigest(of: config))", config),
            Route("\(base)/blobs/\(ContentDigest(of: archive))", archive),
        ]
    }

    /// A real archive, made by tar, of a Chart.yaml and these files.
    package static func packed(
        _ version: String, name: String = "web", files: [String: String] = [:]
    ) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-chart-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let chart = "apiVersion: v2\nname: \(name)\nversion: \(version)\n"
        for (path, text) in files.merging(["Chart.yaml": chart], uniquingKeysWith: { given, _ in given }) {
            let file = folder.appendingPathComponent("\(name)/\(path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tar", "-czf", "chart.tgz", name]
        process.currentDirectoryURL = folder
        try process.run()
        process.waitUntilExit()
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent("chart.tgz")))
    }
}

/// Pushes by the distribution API, with a password.
package struct Pusher {
    private let client: HTTPClient
    private let base: String
    private let tls: TLSConfiguration
    private let authorization: String

    /// - Parameter base: the URL of the chart's place in the registry's API, such as `https://127.0.0.1:5000/v2/team/web`.
    package init(client: HTTPClient, base: String, tls: TLSConfiguration, login: String) {
        self.client = client
        self.base = base
        self.tls = tls
        authorization = "Basic \(Data(login.utf8).base64EncodedString())"
    }

    package func push(_ chart: TestChart) async throws {
        try await upload(chart.config)
        try await upload(chart.archive)
        let headers: HTTPHeaders = ["Content-Type": TestChart.manifestType]
        let answer = try await send("PUT", "\(base)/manifests/\(chart.tag)", headers, chart.manifest())
        guard answer.status == 201 else { throw TestServer.Failure("manifest: \(answer.status)") }
    }

    private func upload(_ blob: [UInt8]) async throws {
        let start = try await send("POST", "\(base)/blobs/uploads/", [:], [])
        guard start.status == 202, let location = start.headers["Location"] else {
            throw TestServer.Failure("upload: \(start.status)")
        }
        let end = try await send(
            "PUT", "\(location)\(location.contains("?") ? "&" : "?")digest=\(ContentDigest(of: blob))",
            ["Content-Type": "application/octet-stream"], blob)
        guard end.status == 201 else { throw TestServer.Failure("blob: \(end.status)") }
    }

    private func send(
        _ method: String, _ url: String, _ headers: HTTPHeaders, _ body: [UInt8]
    ) async throws -> HTTPResponse {
        var headers = headers
        headers["Authorization"] = authorization
        return try await client.send(
            HTTPRequest(
                method: method, url: url, headers: headers, body: body,
                timeouts: HTTPTimeouts(total: .seconds(60), connect: .seconds(5), idle: nil), responseLimit: 1 << 20,
                tls: tls))
    }
}
