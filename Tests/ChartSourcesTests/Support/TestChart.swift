import Foundation
import Transport

@testable import ChartSources

/// A chart as `helm push` lays it into a registry.
struct TestChart {
    var version: String
    var archive: [UInt8]
    var config: [UInt8]

    init(_ version: String, archive bytes: [UInt8]? = nil) {
        self.version = version
        archive = bytes ?? ChartSourcesTests.archive("web \(version)")
        config = Array(#"{"apiVersion":"v2","name":"web","version":"\#(version)"}"#.utf8)
    }

    var tag: String { version.replacingOccurrences(of: "+", with: "_") }

    func manifest(
        configType: String = "application/vnd.cncf.helm.config.v1+json", size: Int? = nil
    ) -> [UInt8] {
        let chart = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
        let text = """
            {"schemaVersion":2,"mediaType":"\(ChartManifest.mediaType)","config":{"mediaType":"\(configType)",\
            "digest":"\(ContentDigest(of: config))","size":\(config.count)},"layers":[{"mediaType":"\(chart)",\
            "digest":"\(ContentDigest(of: archive))","size":\(size ?? archive.count)}]}
            """
        return Array(text.utf8)
    }

    /// What a registry would answer, under `/v2/team/web`.
    func routes(manifest: [UInt8]? = nil) -> [Route] {
        let base = "/v2/team/web"
        let manifest = manifest ?? self.manifest()
        return [
            Route("\(base)/manifests/\(tag)", manifest),
            Route("\(base)/manifests/\(ContentDigest(of: manifest))", manifest),
            Route("\(base)/blobs/\(ContentDigest(of: config))", config),
            Route("\(base)/blobs/\(ContentDigest(of: archive))", archive),
        ]
    }

    /// A real archive, made by tar.
    static func packed(_ version: String) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-chart-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let chart = folder.appendingPathComponent("web")
        try FileManager.default.createDirectory(at: chart, withIntermediateDirectories: true)
        let text = "apiVersion: v2\nname: web\nversion: \(version)\n"
        try text.write(to: chart.appendingPathComponent("Chart.yaml"), atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tar", "-czf", "web.tgz", "web"]
        process.currentDirectoryURL = folder
        try process.run()
        process.waitUntilExit()
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent("web.tgz")))
    }
}

/// Pushes by the distribution API.
struct Pusher {
    let client: HTTPClient
    let base: String
    let tls: TLSConfiguration

    func push(_ chart: TestChart) async throws {
        try await upload(chart.config)
        try await upload(chart.archive)
        let headers: HTTPHeaders = ["Content-Type": ChartManifest.mediaType]
        let answer = try await send("PUT", "\(base)/manifests/\(chart.tag)", headers, chart.manifest())
        guard answer.status == 201 else { throw TestServer.Failure(description: "manifest: \(answer.status)") }
    }

    private func upload(_ blob: [UInt8]) async throws {
        let start = try await send("POST", "\(base)/blobs/uploads/", [:], [])
        guard start.status == 202, let location = start.headers["Location"] else {
            throw TestServer.Failure(description: "upload: \(start.status)")
        }
        let end = try await send(
            "PUT", "\(location)\(location.contains("?") ? "&" : "?")digest=\(ContentDigest(of: blob))",
            ["Content-Type": "application/octet-stream"], blob)
        guard end.status == 201 else { throw TestServer.Failure(description: "blob: \(end.status)") }
    }

    private func send(
        _ method: String, _ url: String, _ headers: HTTPHeaders, _ body: [UInt8]
    ) async throws -> HTTPResponse {
        var headers = headers
        headers["Authorization"] = ChartCredentials.loginHeader
        return try await client.send(
            HTTPRequest(
                method: method, url: url, headers: headers, body: body,
                timeouts: HTTPTimeouts(total: .seconds(60), connect: .seconds(5), idle: nil), responseLimit: 1 << 20,
                tls: tls))
    }
}
