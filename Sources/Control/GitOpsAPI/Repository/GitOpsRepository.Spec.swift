package import Documents

extension GitOpsRepository {
    package struct Spec: Sendable, Hashable {
        /// https, http, ssh, `user@host:path`, or file where the controller allows it. Never holds credentials.
        package var url: String
        package var reference: Reference
        /// Zero: only webhooks and requests.
        package var interval: APIDuration
        package var timeout: APIDuration
        package var secretRef: LocalReference?
        package var suspend: Bool

        package init(
            url: String, reference: Reference, interval: APIDuration, timeout: APIDuration, secretRef: LocalReference?,
            suspend: Bool
        ) {
            self.url = url
            self.reference = reference
            self.interval = interval
            self.timeout = timeout
            self.secretRef = secretRef
            self.suspend = suspend
        }

        /// Reads the value of `spec`; fields that are absent get their defaults.
        package init(_ value: Value?) throws(APIError) {
            let fields = try Fields(value, at: "spec")
            url = try fields.required("url")
            reference = try fields.defaulted("reference")
            interval = try fields.duration("interval") ?? Defaults.interval
            timeout = try fields.duration("timeout") ?? Defaults.timeout
            secretRef = try fields.optional("secretRef")
            suspend = try fields.bool("suspend") ?? false
        }

        package var value: Value {
            .fields([
                "url": .string(url),
                "reference": reference.value,
                "interval": .string(interval),
                "timeout": .string(timeout),
                "secretRef": secretRef?.value,
                "suspend": .bool(suspend),
            ])
        }
    }

    /// A server that answers as slowly as it can holds one of the controller's threads for so long.
    static let longestTimeout = APIDuration.minutes(10)

    enum Defaults {
        static let interval = APIDuration.seconds(30)
        static let timeout = APIDuration.seconds(60)
    }

    /// What people wrote about the revision to use: at most one of the fields, which `validate` makes sure of.
    package struct Reference: Sendable, Hashable {
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

        package init(branch: String?, tag: String?, semver: String?, commit: String?) {
            self.branch = branch
            self.tag = tag
            self.semver = semver
            self.commit = commit
        }

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

extension GitOpsRepository.Reference: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        branch = try fields.string("branch")?.nonEmpty
        tag = try fields.string("tag")?.nonEmpty
        semver = try fields.string("semver")?.nonEmpty
        commit = try fields.string("commit")?.nonEmpty
    }

    package var value: Value {
        .fields([
            "branch": branch.map(Value.string), "tag": tag.map(Value.string), "semver": semver.map(Value.string),
            "commit": commit.map(Value.string),
        ])
    }
}
