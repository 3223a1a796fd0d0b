package import Documents
package import KubeModel
package import Webhooks

/// Who may tell that there is something new in repositories, by a request to the controller.
package struct GitOpsReceiver: Sendable, Hashable {
    package static let kind = "GitOpsReceiver"
    package static let resource = APIGroup.resource(kind, plural: "gitopsreceivers")

    package var metadata: ResourceMetadata
    package var spec: Result<Spec, APIError>
    package var status: Status

    /// Reads a whole object. Throws only where there is nothing to work with at all.
    package init(_ object: Value) throws(APIError) {
        metadata = try ResourceMetadata(object)
        spec = Result { () throws(APIError) in try Spec.record.read(object["spec"], at: "spec") }
        status = Status(object["status"])
    }

    /// What people ask for.
    package struct Spec: Sendable, Hashable {
        package var type = Sender.generic
        package var secretRef = LocalReference(name: "")
        /// Nil for all.
        package var repositories: LabelSelector?
        package var hosts: [[String]] = []
        package var suspend = false

        package init() {}
    }

    /// What was received.
    package struct Status: Sendable, Hashable {
        package var observedGeneration: Int?
        package var path: String?
        package var lastDelivery: KubeTime?
        package var deliveries = 0
        /// What a replica that does not lead has received last, for the one that does.
        package var announced: Announced?
        package var conditions = Conditions()

        package init() {}
    }

    /// What deliveries of the same moment say, as replicas hand it on.
    package struct Announced: Sendable, Hashable {
        /// Another one each time.
        package var id = ""
        package var hints: [Hint] = []

        package init(id: String, hints: [Hint]) {
            self.id = id
            self.hints = hints
        }
    }

    /// A repository in which something is said to be new.
    package struct Hint: Sendable, Hashable {
        /// `host/path`; none where it may be any.
        package var repositories: [String]
        package var changes: [Change]

        package init(repositories: [String], changes: [Change]) {
            self.repositories = repositories
            self.changes = changes
        }
    }

    /// What moved, and where to.
    package struct Change: Sendable, Hashable {
        package var reference: String
        package var commit: String?

        package init(reference: String, commit: String?) {
            self.reference = reference
            self.commit = commit
        }
    }
}

extension GitOpsReceiver.Spec {
    /// What the schema cannot say. Empty where all is well.
    package func validate() -> [APIError] {
        var problems = ProblemList()
        problems.check("secretRef.name", Names.problem(objectName: secretRef.name))
        for (index, requirement) in (repositories?.requirements ?? []).enumerated() {
            problems.check("repositories.matchExpressions[\(index)]", requirement.problem)
        }
        for (index, names) in hosts.enumerated() {
            problems.require(names.count >= 2, "hosts[\(index)]", "must have two names of one server at least")
        }
        return problems.errors
    }
}

extension Sender: FieldChoice {}

extension GitOpsReceiver.Spec: Recorded {
    static let record = Record(
        Self(), "Who sends, and what that is about.",
        [
            .required("type", \.type, "Who sends: with it how deliveries are signed, and what stands in them."),
            .required(
                "secretRef", \.secretRef,
                """
                A Secret in the same namespace. Its key `token` holds what the sender signs with, or names; `token.next`, where it \
                is there, counts as well, so that one can take the place of the other without a gap.
                """),
            .optional(
                "repositories", \.repositories,
                "Which GitOpsRepositories may be looked at; without it, all of the namespace."),
            .optional(
                "hosts", \.hosts, "Servers with several names, such as one for https and one for ssh.",
                .count(atMost: 16),
                .elements(
                    "The names of one server.",
                    [.count(atMost: 8), .elements("A host.", [.length(atLeast: 1, atMost: 253)])])),
            .defaulted("suspend", \.suspend, "Whether deliveries are turned away."),
        ])
}

extension GitOpsReceiver.Status: Recorded {
    static let record = Record(
        Self(), "What was received.",
        [
            .observedGeneration(\.observedGeneration),
            .optional(
                "path", \.path,
                "Where deliveries go, behind the address of the listener. Nobody can guess it, but it is no credential."
            ),
            .optional(
                "lastDelivery", \.lastDelivery, "When the last delivery came that was rightly signed; to some seconds."),
            .written("deliveries", \.deliveries, "How many such came.", .number(from: 0)),
            .optional("announced", \.announced),
            .conditions(\.conditions),
        ])

    /// Reads the value of `status`. What is not as we write it is left out: we write it anew.
    package init(_ value: Value?) { self = Self.record.readWhatCanBeRead(value) }

    package var value: Value { fieldValue }
}

extension GitOpsReceiver.Announced: Recorded {
    static let record = Record(
        Self(id: "", hints: []), "What a replica that does not lead has received last, for the one that does.",
        [
            .required("id", \.id, "Another one each time."),
            .optional("hints", \.hints, "What deliveries said.", .count(atMost: 16)),
        ])
}

extension GitOpsReceiver.Hint: Recorded {
    static let record = Record(
        Self(repositories: [], changes: []), "A repository in which something is said to be new.",
        [
            .optional(
                "repositories", \.repositories, "Its addresses; without any, it may be any repository.",
                .elements("`host/path`."),
                .count(atMost: 16)),
            .optional("changes", \.changes, "What moved.", .count(atMost: 64)),
        ])
}

extension GitOpsReceiver.Change: Recorded {
    static let record = Record(
        Self(reference: "", commit: nil), "One branch or tag.",
        [
            .required("reference", \.reference, "Its full name, such as `refs/heads/main`."),
            .optional("commit", \.commit, "Where it is now."),
        ])
}

extension CustomResource {
    package static let receiver = CustomResource(
        resource: GitOpsReceiver.resource, shortName: "gorecv",
        description: "Who may tell that there is something new in repositories, by a request to the controller.",
        spec: GitOpsReceiver.Spec.record.schema, status: GitOpsReceiver.Status.record.schema,
        columns: [
            .text("Type", ".spec.type", "Who sends."),
            .text("Ready", Column.conditionPath("status"), "Whether deliveries are taken."),
            .text("Last", ".status.lastDelivery", "When the last delivery came."),
            Column(
                name: "Deliveries", type: "integer", path: ".status.deliveries", description: "How many came.",
                wide: false),
            .text("Path", ".status.path", "Where deliveries go.", wide: true),
            .age,
        ])
}
