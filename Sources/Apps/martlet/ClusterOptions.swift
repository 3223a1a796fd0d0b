import ArgumentParser
import KubeClient
import KubeModel
import Logging
import Metrics
import Transport

/// Which cluster a command speaks with, and as whom.
struct ClusterOptions: ParsableArguments {
    @Option(help: "A kubeconfig; without it KUBECONFIG, then the service account of the pod, then ~/.kube/config.")
    var kubeconfig: String?

    @Option(help: "The context of the kubeconfig to use; its current one otherwise.")
    var context: String?

    @Option(name: .shortAndLong, help: "The namespace; that of the context otherwise.")
    var namespace: String?

    /// Kubeconfigs of people name programs that log in.
    func client(_ http: HTTPClient, logger: Logger) throws(KubeError) -> KubeClient {
        KubeClient(
            configuration: try KubeConfiguration.load(path: kubeconfig, context: context, allowExec: true),
            transport: http, metrics: Metrics(), userAgent: "martlet/\(Version.text)", logger: logger)
    }
}
