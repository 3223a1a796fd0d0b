package import Documents
package import KubeModel

/// An object that nobody but the API server can have given its author: a CertificateSigningRequest for a signer that nobody is.
/// The server itself writes down who has made it, and lets nobody change that.
package struct Witness: Sendable, Hashable {
    /// What is decided about.
    package struct Subject: Sendable, Hashable {
        package var namespace: String
        package var environment: String
        /// Of the plan, 64 hexadecimal digits.
        package var digest: String

        package init(namespace: String, environment: String, digest: String) {
            self.namespace = namespace
            self.environment = environment
            self.digest = digest
        }
    }

    package static let type = ResourceType(
        gvk: GroupVersionKind(group: "certificates.k8s.io", version: "v1", kind: "CertificateSigningRequest"),
        plural: "certificatesigningrequests", namespaced: false, verbs: ["create", "get", "list", "watch"])
    /// What a user may say about a decision, on the object.
    package static let reasonAnnotation = "gitops.martlet.dev/reason"
    private static let domain = "martlet.dev/"
    /// Of a text that is taken over.
    private static let mostReasonBytes = 256
    /// Of all that is known of a user; of somebody with more nothing is taken over.
    private static let mostUserBytes = 8_192

    package var subject: Subject
    package var decision: ApprovalDecision

    /// On what an application applies. That nobody has decided.
    private static let applicationAnnotation = "gitops.martlet.dev/application"

    /// Nil where it is none, or not one that can be taken over.
    package init?(_ object: Value) {
        guard let name = object.name, let uid = object.at("metadata", "uid")?.string,
            let signer = object.at("spec", "signerName")?.string,
            let user = object.at("spec", "username")?.string, !user.isEmpty,
            let at = object.at("metadata", "creationTimestamp")?.string.flatMap({ KubeTime($0) }),
            let (verb, subject) = Self.parse(signer),
            object.at("metadata", "annotations", Self.applicationAnnotation) == nil
        else { return nil }
        self.subject = subject
        decision = ApprovalDecision(
            environment: subject.environment, verb: verb, user: user, uid: object.at("spec", "uid")?.string ?? "",
            groups: object.at("spec", "groups")?.array?.compactMap(\.string) ?? [], at: at)
        decision.extra = (object.at("spec", "extra")?.object ?? Object()).map {
            ApprovalDecision.Extra(key: $0.key, values: $0.value.array?.compactMap(\.string) ?? [])
        }.sorted { $0.key < $1.key }
        let reason = object.at("metadata", "annotations")?[Self.reasonAnnotation]?.string ?? ""
        decision.reason = reason.visible.cut(to: Self.mostReasonBytes)
        decision.proof = "\(name)/\(uid)"
        guard decision.userBytes <= Self.mostUserBytes else { return nil }
    }

    /// `approve.martlet.dev/<namespace>.<environment>.<digest>`.
    package static func signer(_ verb: ApprovalDecision.Verb, _ subject: Subject) -> String {
        "\(verb.rawValue).\(domain)\(subject.namespace).\(subject.environment).\(subject.digest)"
    }

    private static func parse(_ signer: String) -> (ApprovalDecision.Verb, Subject)? {
        guard let verb = ApprovalDecision.Verb.allCases.first(where: { signer.hasPrefix("\($0.rawValue).\(domain)") })
        else { return nil }
        let path = signer.dropFirst("\(verb.rawValue).\(domain)".count)
        guard let first = path.firstIndex(of: "."), let last = path.lastIndex(of: "."), first < last else { return nil }
        let subject = Subject(
            namespace: String(path[..<first]), environment: String(path[path.index(after: first)..<last]),
            digest: String(path[path.index(after: last)...]))
        let isDigest = subject.digest.utf8.count == 64 && subject.digest.allSatisfy { $0.isHexDigit && !$0.isUppercase }
        guard isDigest, !subject.namespace.isEmpty, !subject.environment.isEmpty else { return nil }
        return (verb, subject)
    }
}

extension ApprovalDecision {
    /// What its author takes to be written down.
    fileprivate var userBytes: Int {
        let parts = [user, uid] + groups + extra.flatMap { [$0.key] + $0.values }
        return parts.reduce(0) { $0 + $1.utf8.count }
    }
}
