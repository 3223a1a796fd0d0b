import ArgumentParser
import KubeClient
import KubeModel
import Logging
import Metrics
import Transport

/// Which cluster a command speaks with, and as whom: by the names that `kubectl` has.
struct ClusterOptions: ParsableArguments {
    @Option(help: "A kubeconfig; without it KUBECONFIG, then the service account of the pod, then ~/.kube/config.")
    var kubeconfig: String?

    @Option(help: "The context of the kubeconfig to use; its current one otherwise.")
    var context: String?

    @Option(help: "The cluster of the kubeconfig to use.")
    var cluster: String?

    @Option(help: "The user of the kubeconfig to use.")
    var user: String?

    @Option(name: .shortAndLong, help: "The namespace; that of the context otherwise.")
    var namespace: String?

    @Option(name: .shortAndLong, help: "The address of the API server.")
    var server: String?

    @Option(help: "A bearer token to log in with.")
    var token: String?

    @Option(name: .customLong("as"), help: "Whom to act as; takes the right to impersonate.")
    var actAs: String?

    @Option(name: .customLong("as-group"), help: "A group to act as a member of; may be repeated.")
    var groups: [String] = []

    @Option(name: .customLong("as-uid"), help: "The UID to act as.")
    var uid: String?

    @Option(
        help: "A file with the certificates of those whom the API server's is to be signed by.", completion: .file())
    var certificateAuthority: String?

    @Option(help: "A file with the certificate to log in with.", completion: .file())
    var clientCertificate: String?

    @Option(help: "A file with the key of that certificate.", completion: .file())
    var clientKey: String?

    @Flag(help: "Do not look whose certificate the API server has: anybody between could be it.")
    var insecureSkipTlsVerify = false

    @Option(help: "The name that the API server's certificate is to have.")
    var tlsServerName: String?

    @Option(help: "The longest that a request may take, such as 5s; 0 for what is usual.")
    var requestTimeout = "0"

    /// Nothing is said.
    static var none: ClusterOptions {
        // Every option has a default, so that the parser finds nothing wrong with none.
        (try? ClusterOptions.parse([])) ?? ClusterOptions()
    }

    func validate() throws {
        guard actAs != nil || (groups.isEmpty && uid == nil) else {
            throw ValidationError("--as-group and --as-uid go with --as")
        }
        guard requestTimeout == "0" || PatienceOptions.duration(requestTimeout) != nil else {
            throw ValidationError("--request-timeout takes a time such as 5s or 1m")
        }
    }

    /// Kubeconfigs of people name programs that log in.
    func client(_ http: HTTPClient, logger: Logger) throws(KubeError) -> KubeClient {
        KubeClient(
            configuration: try KubeConfiguration.load(path: kubeconfig, try choice, allowExec: true),
            transport: http, metrics: Metrics(), userAgent: "martlet/\(Version.text)", logger: logger)
    }

    private var choice: ConnectionChoice {
        get throws(KubeError) {
            var choice = ConnectionChoice()
            choice.context = context
            choice.cluster = cluster
            choice.user = user
            choice.server = server
            choice.token = token.map { Redacted($0) }
            choice.certificateAuthority = certificateAuthority
            choice.clientCertificate = clientCertificate
            choice.clientKey = clientKey
            choice.insecureSkipTLSVerify = insecureSkipTlsVerify
            choice.tlsServerName = tlsServerName
            choice.requestTimeout = PatienceOptions.duration(requestTimeout)
            if let actAs { choice.impersonation = try Impersonation(user: actAs, groups: groups, uid: uid ?? "") }
            return choice
        }
    }
}
