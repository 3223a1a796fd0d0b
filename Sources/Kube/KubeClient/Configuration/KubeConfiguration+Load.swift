import FoundationEssentials
package import KubeModel
import Transport

extension KubeConfiguration {
    /// The configuration, looked for as `kubectl` and other controllers do: the file that is named, else the files of
    /// `KUBECONFIG`, else the pod's service account, else `~/.kube/config`.
    ///
    /// `allowExec`: whether a kubeconfig may make us run programs. Never for a kubeconfig that somebody else wrote.
    package static func load(
        path: String?, context: String?, allowExec: Bool,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(KubeError) -> KubeConfiguration {
        var choice = ConnectionChoice()
        choice.context = context
        return try load(path: path, choice, allowExec: allowExec, environment: environment)
    }

    /// The configuration, looked for in the same places, with what a person chooses instead of what stands there.
    package static func load(
        path: String?, _ choice: ConnectionChoice, allowExec: Bool,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(KubeError) -> KubeConfiguration {
        guard let files = files(path: path, environment: environment) else {
            return try choice.applied(to: inCluster(environment: environment))
        }
        return try Kubeconfig(files: files).configuration(choice, allowExec: allowExec)
    }

    /// The contexts that there are to choose from, as far as kubeconfigs can be read.
    package static func contextNames(
        path: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String] {
        guard let files = files(path: path, environment: environment) else { return [] }
        return (try? Kubeconfig(files: files))?.contextNames ?? []
    }

    /// Nil: use the pod's service account.
    private static func files(path: String?, environment: [String: String]) -> [Kubeconfig.File]? {
        if let path, !path.isEmpty { return [Kubeconfig.File(path: path, isRequired: true)] }
        let listed = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
        if !listed.isEmpty {
            // kubectl passes over files of the list that are not there; with a single one there would be nothing left.
            return listed.map { Kubeconfig.File(path: $0, isRequired: listed.count == 1) }
        }
        if environment["KUBERNETES_SERVICE_HOST"] != nil { return nil }
        return [Kubeconfig.File(path: "\(environment["HOME"] ?? "")/.kube/config", isRequired: true)]
    }
}

extension KubeConfiguration {
    /// Where the kubelet puts a pod's service account.
    private static let serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// The configuration of a pod: its service account, whose token the kubelet renews.
    package static func inCluster(
        environment: [String: String] = ProcessInfo.processInfo.environment, folder: String? = nil
    ) throws(KubeError) -> KubeConfiguration {
        let folder = folder ?? serviceAccountFolder
        guard let host = environment["KUBERNETES_SERVICE_HOST"], let port = environment["KUBERNETES_SERVICE_PORT"],
            !host.isEmpty, !port.isEmpty
        else {
            throw KubeError(
                .configuration,
                "not in a pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set; give a kubeconfig")
        }
        _ = try ConfigurationFile.text("\(folder)/token")
        let namespace = try? ConfigurationFile.text("\(folder)/namespace")
        return KubeConfiguration(
            server: "https://\(host.contains(":") ? "[\(host)]" : host):\(port)",
            tls: TLSConfiguration(caPEM: try ConfigurationFile.bytes("\(folder)/ca.crt")),
            credentials: .tokenFile("\(folder)/token"), namespace: namespace, proxy: nil)
    }
}
