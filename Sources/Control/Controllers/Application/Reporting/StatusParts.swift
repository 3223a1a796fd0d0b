internal import Applying
internal import Documents
internal import GitOpsAPI
internal import Health

/// What stages found, as status has it.
extension GitOpsApplication.HealthSummary {
    init(_ health: HealthSummary) {
        self.init(status: Code(rawValue: health.status.name) ?? .unknown, message: health.message)
    }
}

extension GitOpsApplication.ObjectProblem {
    init(_ problem: ObjectProblem) {
        self.init(
            kind: problem.id.groupKind.description.beginning, namespace: problem.id.namespace.beginning,
            name: problem.id.name.beginning, reason: problem.reason, message: problem.message)
    }
}

extension String {
    /// As much of a name as tells which is meant: what is no name at all may be of any length.
    fileprivate var beginning: String { String(UnicodeScalarView(unicodeScalars.prefix(256))) }
}
