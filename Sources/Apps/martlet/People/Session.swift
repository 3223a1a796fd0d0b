import Commands
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
        write: { text in
            print(text, terminator: "")
            // Whoever follows something sees it when it happens.
            fflush(nil)
        },
        note: { StandardError.write(Array("\($0)\n".utf8)) },
        isColored: TerminalOutput.isColored, width: TerminalOutput.width)
}
