import ArgumentParser
import Documents
import KubeClient
import Transport

/// Fills a cluster with what is none of the controller's business.
struct Fill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Creates Secrets and ConfigMaps of two KiB each that nobody manages.")

    @Option(help: "The kubeconfig of a cluster that may be filled.")
    var kubeconfig: String

    @Option(help: "How many Secrets.")
    var secrets = 10_000

    @Option(help: "How many ConfigMaps.")
    var configMaps = 5_000

    func run() async throws {
        let http = Cluster.connections()
        defer { http.shutDown() }
        let cluster = try Cluster(kubeconfig: kubeconfig, over: http)
        try await cluster.createNamespace("others")
        let text = Value.string(String(repeating: "somebody's ", count: 186))
        func object(_ kind: String, _ data: String, _ number: Int) -> Value {
            var object: Value = [
                "apiVersion": "v1", "kind": .string(kind), "metadata": ["name": .string("other-\(number)")],
            ]
            object[data] = ["text": text]
            return object
        }
        try await cluster.apply((0..<secrets).map { object("Secret", "stringData", $0) }, namespace: "others")
        try await cluster.apply((0..<configMaps).map { object("ConfigMap", "data", $0) }, namespace: "others")
    }
}
