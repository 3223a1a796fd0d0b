import Foundation
import KubeTesting
import Synchronization
import TestKit
import Transport

/// The real program as a process: `martlet controller` against a cluster, with a cache folder and a log of its own.
///
/// It can be started again after its end, with the same cache. Guarantees: it listens on loopback; it ends with its owner,
/// and with this process however that ends.
package final class ControllerProcess: Sendable {
    private let folder: URL
    private let arguments: [String]
    private let state = Mutex<State>(State())
    private let http = HTTPClient(HTTPClientConfiguration(userAgent: "martlet-tests", proxy: .direct))

    private struct State {
        var process: Process?
        var port: Int?
        /// Where this run's part of the log begins.
        var logStart = 0
    }

    /// - Parameters:
    ///   - kubeconfig: whom it works as; the administrator where none is given.
    ///   - options: more flags, such as `--leader-elect`. File URLs, and credentials over http, are allowed.
    package init(_ cluster: OperatorCluster, kubeconfig: String? = nil, options: [String] = []) throws {
        folder = try Temporary.makeFolder("controller")
        arguments =
            [
                "controller", "--kubeconfig", kubeconfig ?? cluster.controlPlane.kubeconfigPath, "--allow-file-urls",
                "--allow-plain-credentials",
                "--cache-dir", folder.appending(path: "cache").path, "--listen", "127.0.0.1:0",
            ] + options
        try Data().write(to: logFile)
    }

    deinit {
        kill()
        http.shutDown()
        try? FileManager.default.removeItem(at: folder)
    }

    package var cacheFolder: String { folder.appending(path: "cache").path }

    // MARK: Starting and ending

    /// Starts the program, which must not run, and returns once it is ready.
    package func start(within limit: Duration = .seconds(120)) async throws {
        try launch()
        try await eventually("the controller is ready", within: limit, evidence: { self.logTail() }) {
            guard self.isRunning else { throw Unexpected("the controller has ended") }
            return try await self.isReady()
        }
    }

    /// Starts the program and does not wait for anything.
    package func launch() throws {
        let process = Process()
        let output = try FileHandle(forWritingTo: logFile)
        let start = try output.seekToEnd()
        process.executableURL = try MartletProgram.path()
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        // Its own home: nothing of the user's is to be read.
        process.environment = ProcessInfo.processInfo.environment.merging(["HOME": folder.path]) { _, ours in ours }
        try process.run()
        try Self.watchOver(process.processIdentifier)
        state.withLock { [process = Passed(process)] in
            $0 = State(process: process.value, port: nil, logStart: Int(start))
        }
    }

    package var isRunning: Bool { state.withLock { $0.process?.isRunning ?? false } }

    package var processIdentifier: Int32? { state.withLock { $0.process?.processIdentifier } }

    /// Asks the program to end, and waits for that. Fails where it has to be killed, or ends with an error.
    package func stop(within limit: Duration = .seconds(120)) async throws {
        state.withLock { $0.process?.terminate() }
        do {
            try await eventually("the controller ends", within: limit, evidence: { self.logTail() }) { !self.isRunning }
        } catch {
            kill()
            throw error
        }
        let status = state.withLock { $0.process?.terminationStatus ?? 0 }
        guard status == 0 else { throw Unexpected("the controller ended with status \(status)\n\(logTail())") }
    }

    /// Stops the program's time, as a machine that is suspended does, until `thaw`.
    package func freeze() { signal(SIGSTOP) }

    package func thaw() { signal(SIGCONT) }

    private func signal(_ number: Int32) {
        if let process = processIdentifier { _ = Foundation.kill(process, number) }
    }

    /// Ends the program as a power cut does, and returns when it is gone.
    package func kill() {
        state.withLock { state in
            guard let process = state.process, process.isRunning else { return }
            _ = Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    /// Kills the program when this process is gone.
    private static func watchOver(_ child: Int32) throws {
        let watcher = Process()
        watcher.executableURL = URL(filePath: "/bin/sh")
        watcher.arguments = [
            "-c", "while kill -0 $1 && kill -0 $2; do sleep 1; done; kill -0 $1 || kill -9 $2", "watch-over",
            "\(ProcessInfo.processInfo.processIdentifier)", "\(child)",
        ]
        watcher.standardInput = FileHandle.nullDevice
        watcher.standardOutput = FileHandle.nullDevice
        watcher.standardError = FileHandle.nullDevice
        try watcher.run()
    }

    /// The most memory that it has had at a time, in KiB (Linux).
    package func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(processIdentifier ?? 0)/status", encoding: .utf8)
        guard let peak = status.firstMatch(of: /VmHWM:\s*(\d+) kB/).flatMap({ Int($0.output.1) }) else {
            throw Unexpected("the system does not say how much memory the controller has had")
        }
        return peak
    }

    // MARK: What it says

    private var logFile: URL { folder.appending(path: "controller.log") }

    /// All that it has logged, over all starts.
    package var log: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }

    package func logTail(lines: Int = 25) -> String {
        "--- the controller's log ends with\n" + log.split(separator: "\n").suffix(lines).joined(separator: "\n")
    }

    /// The sum of all series of a metric that carry these labels; zero where there are none.
    package func metric(_ name: String, _ labels: [String: String] = [:]) async throws -> Double {
        MetricsPage(try await get("/metrics")).sum(name, labels)
    }

    package func isReady() async throws -> Bool {
        guard try port() != nil else { return false }
        return try await status("/readyz") == 200
    }

    private func get(_ path: String) async throws -> String {
        let response = try await http.send(try request(path))
        guard response.status == 200 else { throw Unexpected("\(path) answers \(response.status)") }
        return String(decoding: response.body, as: UTF8.self)
    }

    private func status(_ path: String) async throws -> Int { try await http.send(try request(path)).status }

    private func request(_ path: String) throws -> HTTPRequest {
        guard let port = try port() else { throw Unexpected("the controller does not listen yet\n\(logTail())") }
        return HTTPRequest(
            method: "GET", url: "http://127.0.0.1:\(port)\(path)",
            timeouts: HTTPTimeouts(total: .seconds(10), connect: .seconds(5), idle: nil), responseLimit: 16 << 20)
    }

    /// Where webhooks are taken: of a controller with `--webhook-listen 127.0.0.2:0`.
    package func webhookAddress() throws -> String {
        guard let found = log.matches(of: /listening.*127\.0\.0\.2:(\d+)/).last else {
            throw Unexpected("the controller takes no webhooks\n\(logTail())")
        }
        return "http://127.0.0.2:\(found.output.1)"
    }

    /// The system chose the port; the log tells it.
    private func port() throws -> Int? {
        let (known, start) = state.withLock { ($0.port, $0.logStart) }
        if let known { return known }
        let text = String(decoding: try Data(contentsOf: logFile).dropFirst(start), as: UTF8.self)
        guard let found = text.firstMatch(of: /listening.*127\.0\.0\.1:(\d+)/), let port = Int(found.output.1) else {
            return nil
        }
        state.withLock { $0.port = port }
        return port
    }
}

/// A process on its way under a lock, where nobody else uses it.
private struct Passed: @unchecked Sendable {
    let value: Process

    init(_ value: Process) { self.value = value }
}
