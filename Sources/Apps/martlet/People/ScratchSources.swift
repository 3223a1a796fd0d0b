import ChartSources
import FoundationEssentials
import Git
import Transport

/// Where one command fetches from repositories and chart repositories: into a folder that goes with it.
struct ScratchSources {
    private static let chartBytes = 512 << 20

    private let folder: URL
    private let http: HTTPClient
    let mirrors: GitMirrors
    let charts: ChartSources

    /// - Parameter depth: how many commits of a history are fetched.
    init(depth: Int = 1) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        http = HTTPClient(HTTPClientConfiguration(userAgent: "martlet/\(Version.text)"))
        mirrors = try GitMirrors(
            GitConfiguration(
                cacheDirectory: folder.path, temporaryDirectory: folder.path, threads: 1, allowFileURLs: true,
                askPassProgram: Controller.program, depth: depth),
            http: http)
        charts = ChartSources(
            client: http, cache: try ChartCache(folder: "\(folder.path)/charts", capacity: Self.chartBytes),
            limits: ChartSourceLimits(), remembering: .seconds(600))
    }

    /// Removes what was fetched.
    func shutDown() {
        mirrors.shutDown()
        http.shutDown()
        try? FileManager.default.removeItem(at: folder)
    }
}
