import Documents
import KubeModel
import YAML

/// Kubeconfig files, merged as `kubectl` merges them: what several of them define counts as the first defines it.
struct Kubeconfig: Sendable {
    struct File: Sendable {
        var path: String
        /// Whether it is a mistake if it is not there.
        var isRequired: Bool
    }

    /// A cluster, user or context, and where relative paths in it begin.
    struct Entry: Sendable {
        var value: Value
        var folder: String
    }

    private(set) var currentContext: String?
    private var clusters: [String: Entry] = [:]
    private var users: [String: Entry] = [:]
    private var contexts: [String: Entry] = [:]
    private let paths: String

    init(files: [File]) throws(KubeError) {
        paths = files.map(\.path).joined(separator: ":")
        for file in files where file.isRequired || ConfigurationFile.exists(file.path) {
            merge(try Self.parse(file.path), folder: ConfigurationFile.folder(of: file.path))
        }
    }

    var contextNames: [String] { contexts.keys.sorted() }

    private static func parse(_ path: String) throws(KubeError) -> Value {
        let bytes = try ConfigurationFile.bytes(path)
        do throws(DocumentError) {
            return try YAML.parse(bytes, file: path, limits: .file).first?.value ?? [:]
        } catch {
            throw KubeError(.configuration, "kubeconfig \(error)")
        }
    }

    private mutating func merge(_ file: Value, folder: String) {
        if currentContext == nil, let name = file["current-context"]?.string, !name.isEmpty { currentContext = name }
        Self.merge(file["clusters"], key: "cluster", folder: folder, into: &clusters)
        Self.merge(file["users"], key: "user", folder: folder, into: &users)
        Self.merge(file["contexts"], key: "context", folder: folder, into: &contexts)
    }

    private static func merge(_ list: Value?, key: String, folder: String, into entries: inout [String: Entry]) {
        for item in list?.array ?? [] {
            guard let name = item["name"]?.string, entries[name] == nil else { continue }
            entries[name] = Entry(value: item[key] ?? [:], folder: folder)
        }
    }

    func configuration(_ choice: ConnectionChoice, allowExec: Bool) throws(KubeError) -> KubeConfiguration {
        let name = choice.context ?? currentContext
        // kubectl does without a context too, where a server is named.
        guard name != nil || choice.server != nil || choice.cluster != nil else {
            throw KubeError(.configuration, "kubeconfig \(paths) has no current-context; name one")
        }
        let nothing = Entry(value: [:], folder: "")
        let context = if let name { try entry(contexts, "context", name) } else { nothing }
        let (clusterOfContext, userOfContext) = (try context.string("cluster"), try context.string("user"))
        let clusterName = choice.cluster ?? clusterOfContext ?? ""
        let isOfKubeconfig = choice.server == nil || !clusterName.isEmpty
        let clusterEntry = isOfKubeconfig ? try entry(clusters, "cluster", clusterName) : nothing
        let cluster = KubeconfigCluster(entry: choice.applied(to: clusterEntry), context: name ?? "")
        // A context without a user is legal: the server may let anybody in, or the network decides.
        let userName = choice.user ?? userOfContext ?? ""
        let userEntry = userName.isEmpty ? nothing : try entry(users, "user", userName)
        let user = KubeconfigUser(entry: choice.applied(toUser: userEntry), name: userName)
        var tls = try cluster.tls()
        try user.addCertificate(to: &tls)
        var configuration = KubeConfiguration(
            server: try cluster.server(), tls: tls,
            credentials: try user.credentials(allowExec: allowExec, cluster: cluster),
            namespace: try context.string("namespace"), proxy: try cluster.proxy())
        let impersonation = try user.impersonation(isAllowed: allowExec)
        configuration.requestTimeout = choice.requestTimeout
        configuration.impersonation = choice.impersonation ?? impersonation
        return configuration
    }

    private func entry(_ entries: [String: Entry], _ kind: String, _ name: String) throws(KubeError) -> Entry {
        if let entry = entries[name] { return entry }
        let known = entries.keys.sorted().joined(separator: ", ")
        throw KubeError(
            .configuration,
            "kubeconfig \(paths) has no \(kind) \"\(name)\"; it has \(known.isEmpty ? "none" : known)")
    }
}

extension Kubeconfig.Entry {
    /// A field that is a text; nil where it is not there or empty.
    func string(_ key: String) throws(KubeError) -> String? {
        guard let value = value[key], !value.isNull else { return nil }
        guard let string = value.string else {
            throw KubeError(
                .configuration, "\(key) in the kubeconfig is a \(value.kindName), not a text; put it in quotes")
        }
        return string.isEmpty ? nil : string
    }

    /// The content of `key-data` (base64), or of the file that `key` names.
    func content(_ key: String) throws(KubeError) -> [UInt8]? {
        if let text = try string("\(key)-data") {
            guard let bytes = Base64.decode(text) else {
                throw KubeError(.configuration, "\(key)-data in the kubeconfig is not base64")
            }
            return bytes
        }
        guard let path = try string(key) else { return nil }
        return try ConfigurationFile.bytes(ConfigurationFile.resolve(path, from: folder))
    }
}
