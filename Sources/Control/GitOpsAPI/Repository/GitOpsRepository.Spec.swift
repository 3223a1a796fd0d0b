package import Documents

extension GitOpsRepository {
    /// Where the repository is, and how often it is looked at.
    package struct Spec: Sendable, Hashable {
        /// https, http, ssh, `user@host:path`, or file where the controller allows it. Never holds credentials.
        package var url = ""
        package var reference = Reference()
        /// Zero: only webhooks and requests.
        package var interval = APIDuration.seconds(30)
        package var timeout = APIDuration.seconds(60)
        package var secretRef: LocalReference?
        package var suspend = false
    }

    /// A server that answers as slowly as it can holds one of the controller's threads for so long.
    static let longestTimeout = APIDuration.minutes(10)

    /// What people wrote about the revision to use: at most one of the fields, which `validate` makes sure of.
    package struct Reference: Sendable, Hashable {
        /// The one field that was filled in.
        package enum Choice: Sendable, Hashable {
            /// Whatever branch the remote names as its own.
            case head
            case branch(String)
            case tag(String)
            case semver(String)
            case commit(String)
        }

        package var branch: String?
        package var tag: String?
        package var semver: String?
        package var commit: String?

        var choices: [(field: String, text: String, choice: Choice)] {
            [
                branch.map { ("branch", $0, .branch($0)) }, tag.map { ("tag", $0, .tag($0)) },
                semver.map { ("semver", $0, .semver($0)) }, commit.map { ("commit", $0, .commit($0)) },
            ].compactMap(\.self)
        }

        /// Nil where more than one field is set.
        package var choice: Choice? {
            let choices = choices
            return choices.count > 1 ? nil : choices.first?.choice ?? .head
        }
    }
}

extension GitOpsRepository.Spec: Recorded {
    static let record = Record(
        Self(), "What is wanted.",
        [
            .required(
                "url", \.url,
                """
                Where the repository is: an https, http or ssh URL, or `user@host:path`; file URLs only where the \
                controller allows them. Credentials do not belong here but into the Secret of `secretRef`.
                """, .pattern(RepositoryURL.pattern), .length(atMost: RepositoryURL.lengthLimit)),
            .written("reference", \.reference),
            .defaulted(
                "interval", \.interval,
                "How often to look for new commits, give or take a little; `0s` for webhooks and requests only."),
            .defaulted("timeout", \.timeout, "How long one fetch may take, at most 10m."),
            .optional(
                "secretRef", \.secretRef,
                """
                A Secret in the same namespace with credentials. Its keys: `username` and `password`, or `token`, or \
                `ssh-privatekey` with `known_hosts` and, where it has one, `passphrase`; and `ca.crt` with the \
                certificates to trust instead of the system's.
                """),
            .defaulted(
                "suspend", \.suspend,
                "Whether the controller leaves this resource, and all that belongs to it, as it is."),
        ])

    /// Reads the value of `spec`; fields that are absent get their defaults.
    package init(_ value: Value?) throws(APIError) { self = try Self.record.read(value, at: "spec") }

    package var value: Value { fieldValue }
}

extension GitOpsRepository.Reference: Recorded {
    static let record = Record(
        Self(), "Which revision counts: at most one of these. Without any, the branch that the remote calls its own.",
        [
            .optional("branch", \.branch, "A branch; its newest commit.", .length(atMost: 255), .emptyIsNone),
            .optional("tag", \.tag, "A tag.", .length(atMost: 255), .emptyIsNone),
            .optional(
                "semver", \.semver, "A range of semantic versions such as `>=1.2.0 <2.0.0`; the highest tag in it.",
                .length(atMost: 255), .emptyIsNone),
            .optional("commit", \.commit, "A full commit id.", .pattern("^([0-9a-fA-F]{40})?$"), .emptyIsNone),
        ])
}
