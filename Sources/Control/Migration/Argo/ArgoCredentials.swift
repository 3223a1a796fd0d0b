internal import Digests
internal import Documents
internal import FoundationEssentials

/// What Argo CD knows of repositories, and may be used for ours: by its Secrets, and the ConfigMaps beside them.
struct ArgoCredentials {
    private struct Known {
        var secret: Value
        var url: String
        var isTemplate: Bool
    }

    private static let type = "argocd.argoproj.io/secret-type"
    private static let table = FieldTable([
        "url": .inherent, "type": .inherent, "name": .inherent, "username": .inherent, "password": .inherent,
        "sshPrivateKey": .inherent, "tlsClientCertData": .inherent, "tlsClientCertKey": .inherent,
        "enableOCI": .inherent, "enableLfs": .says(.dropped, "files of git-lfs are not fetched here"),
        "forceHttpBasicAuth": .inherent, "bearerToken": .inherent,
        "insecure": .says(.dropped, "certificates are always checked here; put the authority into ca.crt"),
        "insecureIgnoreHostKey": .says(.dropped, "hosts are always checked here; known_hosts says who they are"),
        "insecureOCIForceHttp": .says(.dropped, "registries are asked by https"),
        "proxy": .says(.dropped, "the controller's own proxy counts here"),
        "noProxy": .says(.dropped, "the controller's own proxy counts here"),
        "project": .says(.dropped, "who may use a Secret is a matter of its namespace here"),
    ])

    private let known: [Known]
    private let hosts: String
    private let authorities: Object
    private var notes: [String: [MigrationNote]] = [:]
    /// Those of which ours cannot read Argo CD's own, by their names.
    private(set) var made: [ObjectKey: ConvertedSecret] = [:]

    /// - Parameter objects: Secrets and ConfigMaps, and others that do not matter here.
    init(_ objects: [Value]) {
        known = objects.compactMap { object in
            let kind = object.label(Self.type)
            guard object.kind == "Secret", kind == "repository" || kind == "repo-creds",
                let url = object.entry("url")
            else { return nil }
            return Known(secret: object, url: url, isTemplate: kind == "repo-creds")
        }
        func map(_ name: String) -> Value? { objects.first { $0.kind == "ConfigMap" && $0.name == name } }
        hosts = map("argocd-ssh-known-hosts-cm")?.at("data", "ssh_known_hosts")?.string ?? ""
        authorities = map("argocd-tls-certs-cm")?["data"]?.object ?? Object()
    }

    /// What is to be said of the Secrets that were used.
    var secretNotes: [MigrationNote] { notes.sorted { $0.key < $1.key }.flatMap(\.value) }

    /// The name of the Secret for a URL, where there is one that has something in it.
    mutating func secret(for url: String, of origin: ObjectID, _ notes: inout FieldNotes) -> String? {
        let authority = Self.host(of: url).flatMap { authorities[$0]?.string }
        guard let found = find(url) else {
            if authority != nil {
                notes.add(.dropped, "the authority that argocd-tls-certs-cm has needs a Secret with ca.crt")
            }
            return nil
        }
        guard let key = found.secret.objectKey, key.namespace == origin.namespace else {
            notes.add(
                .blocks,
                "the credentials are in the namespace \(found.secret.namespace ?? ""); put a Secret with them into "
                    + "\(origin.namespace), and a GitOpsRepository")
            return nil
        }
        say(of: found.secret)
        guard let data = needed(of: found.secret, url, authority) else { return key.name }
        let name = "\(key.name.prefix(200))-martlet-\(Digest.of(url).hex.prefix(6))"
        made[ObjectKey(namespace: key.namespace, name: name)] = ConvertedSecret(
            key: ObjectKey(namespace: key.namespace, name: name), data: data)
        return name
    }

    private func find(_ url: String) -> Known? {
        let identity = url.repositoryIdentity
        return known.first { !$0.isTemplate && $0.url.repositoryIdentity == identity }.flatMap(completed)
            ?? template(url)
    }

    /// A repository without credentials of its own has those of the longest template that fits.
    private func completed(_ known: Known) -> Known? {
        let words = ["username", "password", "sshPrivateKey", "tlsClientCertData", "bearerToken"]
        return words.contains { known.secret.entry($0) != nil } ? known : template(known.url)
    }

    private func template(_ url: String) -> Known? {
        known.filter { $0.isTemplate && Self.covers($0.url, url) }.max { $0.url.utf8.count < $1.url.utf8.count }
    }

    /// Stricter than there: credentials for `https://example.org` are none for `https://example.org.evil.net`.
    private static func covers(_ template: String, _ url: String) -> Bool {
        guard url.hasPrefix(template) else { return false }
        let rest = url.dropFirst(template.count)
        return rest.isEmpty || template.hasSuffix("/") || template.hasSuffix(":") || rest.hasPrefix("/")
            || rest == ".git"
    }

    /// What Argo CD's Secret would have to hold for ours; nil where it can be used as it is.
    private func needed(of secret: Value, _ url: String, _ authority: String?) -> Object? {
        let theirs = secret["data"]?.object ?? Object()
        var data = Object()
        if let key = theirs["sshPrivateKey"] {
            data["ssh-privatekey"] = key
            data["known_hosts"] = .base64(hosts)
        }
        if let certificate = theirs["tlsClientCertData"], let key = theirs["tlsClientCertKey"] {
            data["tls.crt"] = certificate
            data["tls.key"] = key
        }
        if let authority { data["ca.crt"] = .base64(authority) }
        guard !data.isEmpty else { return nil }
        for word in ["username", "password", "bearerToken"] { data[word] = theirs[word] }
        return data
    }

    private mutating func say(of secret: Value) {
        guard let id = secret.objectID, notes[id.description] == nil else { return }
        var told = FieldNotes(id, at: "data")
        var draft = Draft()
        let words = (secret["data"]?.object ?? Object()).keys.map { name in
            (name, Value.string(secret.entry(name) == "false" ? "" : "present"))
        }
        Self.table.read(.object(Object(words)), into: &draft, &told)
        notes[id.description] = told.notes
    }

    private static func host(of url: String) -> String? {
        guard let separator = url.firstRange(of: "://") else { return nil }
        let authority = url[separator.upperBound...].prefix { $0 != "/" }
        return authority.split(separator: "@").last?.split(separator: ":").first.map(String.init)
    }
}

extension Value {
    /// An entry of a Secret as a text.
    fileprivate func entry(_ name: String) -> String? {
        guard let text = at("data", name)?.string, let bytes = Data(base64Encoded: text) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    fileprivate static func base64(_ text: String) -> Value { .string(Data(text.utf8).base64EncodedString()) }

    var objectKey: ObjectKey? { name.map { ObjectKey(namespace: namespace ?? "", name: $0) } }
}
