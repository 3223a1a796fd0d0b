import ChartTesting
import Foundation
import Transport

@testable import ChartSources

/// Sources with a client and a cache of their own, in a folder that goes with them.
final class Bench {
    let folder: String
    let client = HTTPClient(HTTPClientConfiguration(userAgent: "martlet-tests", proxy: .direct))
    let sources: ChartSources

    init(
        remembering: Duration = .seconds(60), cache capacity: Int = 1 << 20,
        _ change: (inout ChartSourceLimits) -> Void = { _ in }
    ) throws {
        folder =
            FileManager.default.temporaryDirectory.appendingPathComponent("martlet-cache-\(UUID().uuidString)").path
        var limits = ChartSourceLimits()
        limits.total = .seconds(60)
        change(&limits)
        sources = ChartSources(
            client: client, cache: try ChartCache(folder: folder, capacity: capacity), limits: limits,
            remembering: remembering)
    }

    deinit {
        client.shutDown()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// An archive with what is in it.
    struct Fetched: Hashable {
        var archive: ChartArchive
        var bytes: [UInt8]

        var chart: String { archive.chart }
        var version: String { archive.version }
        var digest: ContentDigest { archive.digest }
        var isCached: Bool { archive.isCached }
    }

    func fetch(_ chart: String, _ version: String, from repository: ChartRepository) async throws -> Fetched {
        let found = try await sources.find(
            ChartReference(chart: chart, version: version), in: repository, for: "team", anew: false)
        let archive = try await sources.archive(of: found, in: repository)
        return Fetched(archive: archive, bytes: sources.cached(archive.digest, of: repository) ?? [])
    }

    /// The error of a fetch, or nothing where it worked.
    func failure(_ chart: String, _ version: String, from repository: ChartRepository) async -> ChartSourceError? {
        do {
            _ = try await fetch(chart, version, from: repository)
            return nil
        } catch {
            return error as? ChartSourceError
        }
    }
}

extension ChartRepository {
    static func http(
        _ server: TestServer, _ credentials: ChartCredentials = .none, host: String = "127.0.0.1",
        passCredentials: Bool = false
    ) -> ChartRepository {
        ChartRepository(
            url: "http://\(host):\(server.port)/charts", credentials: credentials, tls: .system,
            passCredentials: passCredentials)
    }

    static func registry(_ server: TestServer, _ credentials: ChartCredentials = .none) -> ChartRepository {
        ChartRepository(
            url: "oci://127.0.0.1:\(server.port)/team", credentials: credentials, tls: .system, plainHTTP: true)
    }
}

extension ChartCredentials {
    static let login = ChartCredentials.basic(username: "user", password: Redacted("s3cret"))
    static let loginHeader = "Basic \(Data("user:s3cret".utf8).base64EncodedString())"
}

/// Bytes that pass for an archive: nobody here unpacks them.
func archive(_ text: String) -> [UInt8] { [0x1F, 0x8B] + Array(text.utf8) }

extension TestChart {
    init(_ version: String) { self.init(version, archive: ChartSourcesTests.archive("web \(version)")) }
}
