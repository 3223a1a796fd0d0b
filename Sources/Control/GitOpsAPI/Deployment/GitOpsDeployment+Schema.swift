package import Documents
package import KubeModel
internal import Operating

extension GitOpsDeployment.Spec: Recorded {
    static let record = Record(
        Self(application: .init(name: "", uid: ""), trigger: .change, revision: ""),
        "What is deployed, and why.",
        [
            .required("application", \.application),
            .required("trigger", \.trigger, "What it was begun by."),
            .optional("reason", \.reason, "Why, where somebody has said."),
            .optional("rollbackOf", \.rollbackOf, "The record of what is gone back behind."),
            .optional(
                "environment", \.environment, "The GitOpsEnvironments that bound it, with commas between them."),
            .required("revision", \.revision, "What is deployed, `main@sha1:…`."),
            .shortRevision(\.revision),
            .optional("previousRevision", \.previousRevision, "What was applied before."),
            .optional(
                "commits", \.commits, "The commits that sources are at.",
                .count(atMost: GitOpsDeployment.Status.commitLimit)),
            .optional(
                "commitCount", \.commitCount,
                "How many commits came since what was applied before, of the first source that has any; at most 500.",
                .number(from: 0)),
            .optional("oldestCommitTime", \.oldestCommitTime, "When the first of them was committed."),
        ])
}

extension GitOpsDeployment.Application: Recorded {
    static let record = Record(
        Self(name: "", uid: ""), "The application, in the record's namespace.",
        [
            .required("name", \.name, "Its name."),
            .required("uid", \.uid, "Tells it from others that have had its name."),
        ])
}

extension GitOpsDeployment.Commit: Recorded {
    static let record = Record(
        Self(source: "", sha: "", committerTime: nil, subject: ""), "One commit.",
        [
            .optional("source", \.source, "The source that it is of, where there are several."),
            .required("sha", \.sha, "Its id."),
            .optional("committerTime", \.committerTime, "When it was committed."),
            .optional(
                "subject", \.subject, "The first line of its message, or the beginning of that."),
        ])
}

extension GitOpsDeployment.Status: Recorded {
    static let record = Record(
        Self(state: .applying, renderedDigest: "", startedAt: KubeTime(seconds: 0)),
        "How far it has come, and how it went.",
        [
            .required("state", \.state, "The state that it is in."),
            .optional("message", \.message, "What there is to say about it."),
            .optional(
                "states", \.states, "The states that it was in, the first of them and the last.",
                .count(atMost: stateLimit)),
            .optional("planDigest", \.planDigest, "The digest of what was to be done when it began."),
            .optional("policyDigest", \.policyDigest, "The digest of what environments asked for."),
            .optional(
                "approvals", \.approvals, "What was decided about it, and by whom.",
                .count(atMost: GitOpsApplication.PendingApproval.decisionLimit * 2)),
            .required(
                "renderedDigest", \.renderedDigest, "The digest of the rendered objects; the same for the same objects."
            ),
            .written("counts", \.counts),
            .optional(
                "images", \.images, "The images of its workloads.", .count(atMost: imageLimit), .elements("An image.")),
            .optional("checks", \.checks, "What came of its checks.", .count(atMost: checkLimit)),
            .required("startedAt", \.startedAt, "When it began."),
            .optional("appliedAt", \.appliedAt, "When all objects were applied."),
            .optional("healthyAt", \.healthyAt, "When all of them were healthy."),
            .optional("failureDetectedAt", \.failureDetectedAt, "When it was first seen to have failed."),
            .optional("endedAt", \.endedAt, "When it came to the state that it is in, where nothing comes after that."),
            .optional("rolledBackTo", \.rolledBackTo, "The revision that the application has gone back to."),
            .optional("supersededBy", \.supersededBy, "The revision that came before it was done."),
            .optional(
                "recoveredBy", \.recoveredBy, "The record of the deployment that mended what this one had broken."),
        ])
}

extension GitOpsDeployment.Transition: Recorded {
    static let record = Record(
        Self(state: .applying, at: KubeTime(seconds: 0), message: ""), "A state that was entered.",
        [
            .required("state", \.state, "Which it is."),
            .required("at", \.at, "When it was entered."),
            .optional("message", \.message, "What there was to say about it."),
        ])
}

extension Operation.Counts: Recorded {
    static let record = Record(
        Self(), "Objects, by what was done with them.",
        [
            .written("created", \.created, "Objects that were not there before.", .number(from: 0)),
            .written("updated", \.updated, "Objects that were changed.", .number(from: 0)),
            .written("deleted", \.deleted, "Objects that were deleted.", .number(from: 0)),
            .written("unchanged", \.unchanged, "Objects that were right already.", .number(from: 0)),
            .written("failed", \.failed, "Objects with which something went wrong.", .number(from: 0)),
        ])
}

extension GitOpsDeployment {
    /// Whose records they are, on each: to find all of one application.
    package static let applicationLabel = "\(APIGroup.name)/deployment-of"
    /// The state, on each record.
    package static let stateLabel = "\(APIGroup.name)/deployment-state"

    /// What the server is to have.
    package var object: Value {
        [
            "apiVersion": .string(APIGroup.apiVersion), "kind": .string(Self.kind),
            "metadata": [
                "name": .string(key.name), "namespace": .string(key.namespace), "labels": labels,
                "ownerReferences": [
                    [
                        "apiVersion": .string(APIGroup.apiVersion), "kind": .string(GitOpsApplication.kind),
                        "name": .string(spec.application.name), "uid": .string(spec.application.uid),
                        "controller": true,
                    ]
                ],
            ],
            "spec": spec.fieldValue, "status": status.fieldValue,
        ]
    }

    /// What changes of it while it goes on; nothing of it is ever taken back.
    package var change: Value { ["metadata": ["labels": labels], "status": status.fieldValue] }

    private var labels: Value {
        [
            // Names that are too long for a label are told apart by the owner.
            Self.applicationLabel: .string(spec.application.name.beginning(63)),
            Self.stateLabel: .string(status.state.rawValue),
        ]
    }
}

extension GitOpsDeployment {
    /// What a record is called: `shop-20261130134500-9f2c1a`.
    ///
    /// - Parameter digest: of what is deployed.
    package static func name(of application: String, at time: KubeTime, digest: String) -> String {
        let digits = time.wholeSeconds.description.filter(\.isWholeNumber)
        let end = "-\(digits)-\(digest.prefix(6))"
        return application.beginning(253 - end.utf8.count) + end
    }

    /// Whether it may be the name of a record of an application.
    package static func isName(_ name: String, of application: String) -> Bool {
        let last = self.name(of: application, at: KubeTime(seconds: 0), digest: "000000").dropLast(21)
        return name.hasPrefix(last) && Names.problem(objectName: name) == nil
    }
}

extension String {
    /// As much of an object's name as fits, and may be the end of a name.
    fileprivate func beginning(_ length: Int) -> String {
        var text = prefix(length)
        while let last = text.last, !last.isLetter, !last.isNumber { text.removeLast() }
        return String(text)
    }
}

extension CustomResource {
    package static let deployment = CustomResource(
        resource: GitOpsDeployment.resource, shortName: "godeploy",
        description: "The record of one deployment: what was brought to the cluster, why, and what came of it.",
        spec: GitOpsDeployment.Spec.record.schema, status: GitOpsDeployment.Status.record.schema,
        columns: [
            .text("Application", ".spec.application.name", "What was deployed."),
            .text("Environment", ".spec.environment", "Where."),
            .text("Revision", ".spec.shortRevision", "The revision of it."),
            .text("State", ".status.state", "How far it has come."),
            .age,
            .text("Trigger", ".spec.trigger", "What it was begun by.", wide: true),
            .text("Approved By", ".status.approvals[*].user", "Who has decided about it.", wide: true),
            .text("Message", ".status.message", "What there is to say about it.", wide: true),
        ], hasStatusSubresource: false)
}
