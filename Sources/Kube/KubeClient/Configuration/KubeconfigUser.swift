import Documents
import KubeModel
import Transport

/// A `user` of a kubeconfig.
struct KubeconfigUser: Sendable {
    var entry: Kubeconfig.Entry
    var name: String

    func addCertificate(to tls: inout TLSConfiguration) throws(KubeError) {
        let certificate = try entry.content("client-certificate")
        let key = try entry.content("client-key")
        guard (certificate == nil) == (key == nil) else {
            throw refusal("has only one of client-certificate and client-key")
        }
        tls.clientCertificatePEM = certificate
        tls.clientKeyPEM = key.map { Redacted($0) }
    }

    func credentials(allowExec: Bool, cluster: KubeconfigCluster) throws(KubeError) -> KubeCredentials {
        if entry.value["auth-provider"] != nil {
            throw refusal("has an auth-provider, which Kubernetes has given up; use a token or an exec plugin")
        }
        // As in client-go, a token file counts more than a token that stands beside it.
        if let path = try entry.string("tokenFile") {
            return .tokenFile(ConfigurationFile.resolve(path, from: entry.folder))
        }
        if let token = try entry.string("token") { return .token(Redacted(token)) }
        if let username = try entry.string("username") {
            return .basic(username: username, password: Redacted(try entry.string("password") ?? ""))
        }
        guard let exec = entry.value["exec"], !exec.isNull else { return .none }
        return .exec(try plugin(exec, isAllowed: allowExec, cluster: cluster))
    }

    /// Whom this user acts as.
    ///
    /// - Parameter isAllowed: not for controllers, who impersonate by themselves.
    func impersonation(isAllowed: Bool) throws(KubeError) -> Impersonation? {
        guard let name = try entry.string("as") else { return nil }
        guard isAllowed else {
            throw refusal("acts as somebody else (\"as\"), which is not supported here; use that user's credentials")
        }
        guard entry.value["as-user-extra"] == nil else {
            throw refusal("acts as somebody else with \"as-user-extra\", which is not supported")
        }
        return try Impersonation(
            user: name, groups: (entry.value["as-groups"]?.array ?? []).compactMap(\.string),
            uid: try entry.string("as-uid") ?? "")
    }

    private static let pluginVersions: Set<String> = [
        "client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1",
    ]

    private func plugin(
        _ value: Value, isAllowed: Bool, cluster: KubeconfigCluster
    ) throws(KubeError) -> ExecPlugin {
        let exec = Kubeconfig.Entry(value: value, folder: entry.folder)
        guard let command = try exec.string("command") else { throw refusal("has an exec plugin without a command") }
        guard isAllowed else {
            throw refusal("gets its credentials from the program \(command); running programs has to be allowed first")
        }
        let apiVersion = try exec.string("apiVersion") ?? ""
        guard Self.pluginVersions.contains(apiVersion) else {
            throw refusal("has an exec plugin of the unknown version \"\(apiVersion)\"")
        }
        guard try exec.string("interactiveMode") != "Always" else {
            throw refusal("has an exec plugin that wants to talk to a person")
        }
        let wantsCluster = value["provideClusterInfo"]?.bool ?? false
        return ExecPlugin(
            apiVersion: apiVersion,
            command: command.contains("/") ? ConfigurationFile.resolve(command, from: entry.folder) : command,
            arguments: (value["args"]?.array ?? []).compactMap(\.string),
            environment: Redacted(Self.environment(value["env"])),
            clusterInfo: wantsCluster ? try cluster.infoForPlugin().json() : nil)
    }

    private static func environment(_ list: Value?) -> [String: String] {
        let pairs = (list?.array ?? []).compactMap { item in
            item["name"]?.string.map { ($0, item["value"]?.string ?? "") }
        }
        return Dictionary(pairs) { _, later in later }
    }

    private func refusal(_ message: String) -> KubeError {
        KubeError(.configuration, "user \"\(name)\" of the kubeconfig \(message)")
    }
}
