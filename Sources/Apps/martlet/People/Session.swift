import Commands
import FoundationEssentials
import Glibc
import KubeClient
import KubeModel
import LogOutput
import Logging
import Transport

/// What commands for people have in common: a connection, and somewhere to write.
struct Session: Sendable {
    let client: KubeClient
    let console: Console

    /// Does something with a cluster, and closes the connection whatever comes of it.
    static func open(
        _ options: ClusterOptions, _ work: (Session) async throws(CommandError) -> Void
    ) async throws(CommandError) {
        let http = HTTPClient(HTTPClientConfiguration(userAgent: "martlet/\(Version.text)"))
        defer { http.shutDown() }
        let client: KubeClient
        do throws(KubeError) {
            client = try options.client(http, logger: Logger(label: "martlet") { _ in SwiftLogNoOpLogHandler() })
        } catch {
            throw CommandError("cannot connect", error)
        }
        try await work(Session(client: client, console: .standard))
    }

    /// The namespace that is meant: that of the command line, else of the context.
    func namespace(_ options: ClusterOptions) -> String {
        options.namespace ?? client.defaultNamespace ?? "default"
    }
}

extension Console {
    static let standard = Console(
        write: { print($0, terminator: "") },
        note: { StandardError.write(Array("\($0)\n".utf8)) },
        isColored: TerminalOutput.isColored, width: TerminalOutput.width)
}

/// What standard output leads to.
enum TerminalOutput {
    static let isTerminal = isatty(STDOUT_FILENO) == 1

    /// As https://no-color.org asks.
    static var isColored: Bool {
        isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"]?.isEmpty ?? true
    }

    /// In characters; nil where it is no terminal.
    static var width: Int? {
        guard isTerminal else { return nil }
        var size = winsize()
        // SAFETY: the structure lives for the call, which writes no more than its size.
        let result = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
        return result == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
    }
}
