package import Documents
package import KubeModel
internal import TimeZones
package import Windows

/// When applications may be changed, or must not be: of the whole cluster.
package struct GitOpsWindow: Sendable, Hashable {
    package static let kind = "GitOpsWindow"
    package static let resource = APIGroup.resource(kind, plural: "gitopswindows", isNamespaced: false)

    package var metadata: ResourceMetadata
    /// A failure where the schema could not keep out what is no spec.
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
        package var effect = WindowEffect.allow
        package var recurring: Recurring?
        package var from: KubeTime?
        package var to: KubeTime?
        package var timeZone = "UTC"
        package var selector = Selector()
        package var applies = [WindowAction.deploy]
        package var running = WindowEnd.finish

        package init() {}
    }

    /// Again and again.
    package struct Recurring: Sendable, Hashable {
        package var cron = ""
        package var duration = APIDuration.hours(1)
    }

    /// Which applications it is for: those that all of it fits.
    package struct Selector: Sendable, Hashable {
        /// Of GitOpsEnvironments; empty for all.
        package var environments: [String] = []
        /// Nil for all.
        package var namespaces: NamespaceSelector?
        /// Nil for all.
        package var applications: LabelSelector?
    }

    /// What was found.
    package struct Status: Sendable, Hashable {
        package var observedGeneration: Int?
        package var open: Bool?
        package var nextTransition: KubeTime?
        package var conditions = Conditions()
    }
}

extension WindowAction: FieldChoice {}
extension WindowEffect: FieldChoice {}
extension WindowEnd: FieldChoice {}

extension GitOpsWindow.Spec: Recorded {
    static let record = Record(
        Self(), "When applications may be changed, or must not be.",
        [
            .required(
                "effect", \.effect,
                "`Deny`: what it applies to is held while it is open; `Allow`: while it is shut, unless another window "
                    + "that allows it is open. `Deny` wins."),
            .optional("recurring", \.recurring),
            .optional("from", \.from, "For a window of one time: when it opens."),
            .optional("to", \.to, "When it shuts."),
            .defaulted(
                "timeZone", \.timeZone,
                "In which zone `recurring.cron` is meant, by its name in the IANA's database, such as `Europe/Berlin`.",
                .pattern(ZoneFiles.namePattern), .length(atLeast: 1, atMost: ZoneFiles.longestName)),
            .optional("selector", \.selector),
            .defaulted(
                "applies", \.applies, "What it is about.",
                .elements(
                    "`Deploy`: what is new in a source or a specification; `Promote`: of that, only what comes into an environment from "
                        + "an earlier one; `Prune`: deleting what is no longer desired; "
                        + "`SelfHeal`: putting right what others did; `Rollback`: going back to an earlier revision."),
                .count(atMost: WindowAction.allCases.count)),
            .defaulted(
                "running", \.running,
                "What becomes of an operation that began before: `Finish`: it goes on to its end; `Stop`: it goes on with "
                    + "its next step once it may."),
        ]
    ).needingOne(of: [["recurring"], ["from", "to"]])
}

extension GitOpsWindow.Recurring: Recorded {
    static let record = Record(
        Self(), "For a window that opens again and again: when, and for how long.",
        [
            .required(
                "cron", \.cron,
                "When it opens: minute, hour, day of the month, month, day of the week, such as `0 22 * * 1-5`; or a word "
                    + "such as `@daily`.", .length(atLeast: 1, atMost: CronSchedule.longest)),
            .required("duration", \.duration, "For how long."),
        ])
}

extension GitOpsWindow.Selector: Recorded {
    static let record = Record(
        Self(), "Which applications it is for: those that all of it fits; without it, all.",
        [
            .optional(
                "environments", \.environments,
                "GitOpsEnvironments: it is for applications that one of them binds; without any, for all.",
                .count(atMost: 100), .elements("The name of one.", [.length(atLeast: 1, atMost: 253)])),
            .optional(
                "namespaces", \.namespaces,
                "The namespaces of the application's objects, its destination's and its own; one that fits is enough."),
            .optional("applications", \.applications, "The labels of applications."),
        ])
}

extension GitOpsWindow.Status: Recorded {
    static let record = Record(
        Self(), "What was found.",
        [
            .observedGeneration(\.observedGeneration),
            .optional("open", \.open, "Whether it is open."),
            .optional(
                "nextTransition", \.nextTransition, "When that changes; absent where it does not within a year."),
            .conditions(\.conditions),
        ])

    /// Reads the value of `status`. What is not as we write it is left out: we write it anew.
    package init(_ value: Value?) { self = Self.record.readWhatCanBeRead(value) }

    package var value: Value { fieldValue }
}

extension CustomResource {
    static let window = CustomResource(
        resource: GitOpsWindow.resource, shortName: "gowin",
        description: "When applications may be changed, or must not be.",
        spec: GitOpsWindow.Spec.record.schema, status: GitOpsWindow.Status.record.schema,
        columns: [
            .text("Effect", ".spec.effect", "What holds while it is open."),
            .flag("Open", ".status.open", "Whether it is open."),
            .text("Next", ".status.nextTransition", "When that changes."), .age,
        ])
}
