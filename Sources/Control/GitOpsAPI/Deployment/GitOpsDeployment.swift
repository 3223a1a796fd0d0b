package import Approvals
package import Documents
package import KubeModel
package import Operating

/// The record of one deployment: what was brought to the cluster, why, and what came of it. Controllers write it, people read it.
package struct GitOpsDeployment: Sendable, Hashable {
    package static let kind = "GitOpsDeployment"
    package static let resource = APIGroup.resource(kind, plural: "gitopsdeployments")

    package var key: ObjectKey
    package var spec: Spec
    package var status: Status

    package init(key: ObjectKey, spec: Spec, status: Status) {
        self.key = key
        self.spec = spec
        self.status = status
    }

    /// Reads a whole object; what is not as we write it is left out. Nil where it has no name.
    package init?(_ object: Value) {
        guard let name = object.name, let namespace = object.namespace else { return nil }
        key = ObjectKey(namespace: namespace, name: name)
        spec = Spec.record.readWhatCanBeRead(object["spec"])
        status = Status.record.readWhatCanBeRead(object["status"])
    }

    /// What is deployed, and why. It does not change.
    package struct Spec: Sendable, Hashable {
        package var application: Application
        package var trigger: DeploymentMark.Trigger
        package var reason: String?
        package var rollbackOf: String?
        /// The environments that bound it, with commas between them.
        package var environment = ""
        /// Of all sources, `main@sha1:…`.
        package var revision: String
        /// What was applied before; nil where nothing was.
        package var previousRevision: String?
        package var commits: [Commit] = []
        /// Since what was applied before, of the first source that has any; nil where that is not known.
        package var commitCount: Int?
        /// Of the first of them.
        package var oldestCommitTime: KubeTime?

        package init(application: Application, trigger: DeploymentMark.Trigger, revision: String) {
            self.application = application
            self.trigger = trigger
            self.revision = revision
        }
    }

    /// The application that a record is about.
    package struct Application: Sendable, Hashable {
        package var name: String
        package var uid: String

        package init(name: String, uid: String) {
            self.name = name
            self.uid = uid
        }
    }

    /// A commit that is deployed.
    package struct Commit: Sendable, Hashable {
        /// Its source's name; empty where there is one only.
        package var source: String
        package var sha: String
        package var committerTime: KubeTime?
        package var subject: String

        package init(source: String, sha: String, committerTime: KubeTime?, subject: String) {
            self.source = source
            self.sha = sha
            self.committerTime = committerTime
            self.subject = subject
        }

        /// Of the subject, before an ellipsis.
        package static let mostSubjectBytes = 200
    }

    /// How far it has come, and how it went.
    package struct Status: Sendable, Hashable {
        package var state: DeploymentMark.State
        package var message = ""
        /// The first of them, and the last.
        package var states: [Transition] = []
        package var planDigest: String?
        /// Of the rules that held.
        package var policyDigest: String?
        package var approvals: [ApprovalDecision] = []
        package var renderedDigest: String
        package var counts = Operation.Counts()
        package var images: [String] = []
        package var checks: [Operation.CheckRun] = []
        package var startedAt: KubeTime
        package var appliedAt: KubeTime?
        package var healthyAt: KubeTime?
        package var failureDetectedAt: KubeTime?
        package var endedAt: KubeTime?
        package var rolledBackTo: String?
        package var supersededBy: String?
        package var recoveredBy: String?

        package init(state: DeploymentMark.State, renderedDigest: String, startedAt: KubeTime) {
            self.state = state
            self.renderedDigest = renderedDigest
            self.startedAt = startedAt
        }

        package static let stateLimit = 20
        package static let imageLimit = 50
        package static let checkLimit = 50
        package static let commitLimit = 20
        /// Of a message, before an ellipsis.
        package static let mostMessageBytes = 1_024
    }

    /// A state that was entered.
    package struct Transition: Sendable, Hashable {
        package var state: DeploymentMark.State
        package var at: KubeTime
        package var message: String

        package init(state: DeploymentMark.State, at: KubeTime, message: String) {
            self.state = state
            self.at = at
            self.message = message
        }
    }
}

extension GitOpsDeployment {
    /// From the commit to its being healthy in the cluster, where a commit was the cause and its time is known. Of several commits the
    /// newest counts, as that is what was waited for.
    package var leadTime: Duration? {
        guard status.state == .completed, [.commit, .promotion].contains(spec.trigger), let live = status.healthyAt,
            let committed = spec.commits.compactMap(\.committerTime).max()
        else { return nil }
        return max(.zero, live - committed)
    }
}

extension DeploymentMark.State: FieldChoice {}
extension DeploymentMark.Trigger: FieldChoice {}

extension DeploymentMark: Recorded {
    static let record = Record(
        Self(name: "", state: .applying, digest: "", trigger: .change, startedAt: KubeTime(seconds: 0)),
        "The last deployment, or the running one.",
        [
            .required("name", \.name, "Its record: the GitOpsDeployment."),
            .required("state", \.state, "How far it has come."),
            .required("digest", \.digest, "The digest of the rendered objects that were deployed last."),
            .required("trigger", \.trigger, "What it was begun by."),
            .required("startedAt", \.startedAt, "When it began."),
            .optional("rollbackOf", \.rollbackOf, "The record of what it goes back behind."),
            .optional(
                "admission", \.admission, "The controller's seal on its having been let in by all environments."),
            .optional(
                "unrecovered", \.unrecovered, "The records of deployments that failed since one was completed.",
                .count(atMost: mostUnrecovered), .elements("A record's name.")),
        ])

    /// As it is kept besides status.
    package var value: Value { fieldValue }

    /// Nil where it is none.
    package init?(_ value: Value?) {
        guard let value, let mark = try? Self(field: value) else { return nil }
        self = mark
    }
}
