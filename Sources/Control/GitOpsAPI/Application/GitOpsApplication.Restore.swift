package import KubeModel

extension GitOpsApplication {
    /// What came of the last request to bring back what a deployment had deleted or replaced.
    package struct Restore: Sendable, Hashable {
        /// The record of the deployment.
        package var deployment: String
        package var at: KubeTime
        /// Whether nothing was to be done.
        package var dryRun = false
        /// Whether nothing went wrong.
        package var isDone = true
        package var message: String
        /// The first of them, those with which something is wrong before others.
        package var objects: [RestoredObject] = []

        /// Of the objects that are told.
        package static let objectLimit = 50

        package init(deployment: String, at: KubeTime, message: String) {
            self.deployment = deployment
            self.at = at
            self.message = message
        }
    }

    /// What became of one object.
    package struct RestoredObject: Sendable, Hashable {
        /// How it went.
        package enum Outcome: String, Sendable, Hashable, CaseIterable, FieldChoice {
            /// It is there again; with a dry run, it would be.
            case restored = "Restored"
            /// It is left as it is.
            case present = "Present"
            case failed = "Failed"
        }

        /// As `KIND/NAMESPACE/NAME`.
        package var object: String
        package var result: Outcome
        package var message: String

        /// Of the message, in bytes, before an ellipsis.
        package static let longestMessage = 256

        package init(object: String, result: Outcome, message: String) {
            self.object = object
            self.result = result
            self.message = message
        }
    }
}

extension GitOpsApplication.Restore: Recorded {
    static let record = Record(
        Self(deployment: "", at: KubeTime(seconds: 0), message: ""),
        "What came of the last request to bring back what a deployment had deleted or replaced.",
        [
            .required("deployment", \.deployment, "The record of the deployment."),
            .required("at", \.at, "When it was done."),
            .required("dryRun", \.dryRun, "Whether it was only tried out."),
            .required("done", \.isDone, "Whether nothing went wrong."),
            .required("message", \.message, "What came of it."),
            .optional(
                "objects", \.objects,
                "What became of the objects: those with which something is wrong, and the first of the others.",
                .count(atMost: objectLimit)),
        ])
}

extension GitOpsApplication.RestoredObject: Recorded {
    static let record = Record(
        Self(object: "", result: .restored, message: ""), "What became of one of them.",
        [
            .required("object", \.object, "The object, as `KIND/NAMESPACE/NAME`."),
            .required(
                "result", \.result,
                "`Restored`, `Present` where there is one already, which is left as it is, or `Failed`."),
            .optional("message", \.message, "What there is to say about it."),
        ])
}
