import Documents
import FoundationEssentials
import KubeModel
import Transport

/// A `cluster` of a kubeconfig.
struct KubeconfigCluster: Sendable {
    var entry: Kubeconfig.Entry
    /// The name of the context, for messages.
    var context: String

    func server() throws(KubeError) -> String {
        guard let server = try entry.string("server") else {
            throw KubeError(.configuration, "the cluster of context \"\(context)\" names no server")
        }
        guard server.hasPrefix("https://") || server.hasPrefix("http://") else {
            throw KubeError(
                .configuration, "the server of context \"\(context)\" begins neither with https:// nor with http://")
        }
        return server
    }

    func tls() throws(KubeError) -> TLSConfiguration {
        let isInsecure = entry.value["insecure-skip-tls-verify"]?.bool ?? false
        let authority = try entry.content("certificate-authority")
        guard !isInsecure || authority == nil else {
            throw KubeError(
                .configuration,
                "the cluster of context \"\(context)\" has both a certificate-authority and insecure-skip-tls-verify")
        }
        return TLSConfiguration(
            caPEM: authority, insecureSkipVerify: isInsecure, serverName: try entry.string("tls-server-name"))
    }

    func proxy() throws(KubeError) -> HTTPProxy? {
        try entry.string("proxy-url").map { .url(Redacted($0), noProxy: "") }
    }

    /// What an exec plugin is told about the cluster, by the `Cluster` type of `client.authentication.k8s.io`.
    func infoForPlugin() throws(KubeError) -> Value {
        var info: Object = ["server": .string(try server())]
        info["tls-server-name"] = try entry.string("tls-server-name").map(Value.string)
        if entry.value["insecure-skip-tls-verify"]?.bool == true { info["insecure-skip-tls-verify"] = true }
        info["certificate-authority-data"] = try entry.content("certificate-authority").map {
            .string(Base64.encode($0))
        }
        info["proxy-url"] = try entry.string("proxy-url").map(Value.string)
        let extensions = entry.value["extensions"]?.array ?? []
        info["config"] = extensions.first { $0["name"] == "client.authentication.k8s.io/exec" }?["extension"]
        return .object(info)
    }
}

/// Base64, as kubeconfigs and HTTP use it.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// White space and line ends in it do no harm.
    static func decode(_ text: String) -> [UInt8]? {
        Data(base64Encoded: text.filter { !$0.isWhitespace }).map { Array($0) }
    }
}
