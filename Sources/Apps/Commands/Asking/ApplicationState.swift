internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Operating

/// What people ask of an application's state.
struct ApplicationState {
    let application: GitOpsApplication

    init(_ object: Value) throws(CommandError) {
        do throws(APIError) {
            application = try GitOpsApplication(object)
        } catch {
            throw CommandError(.failed, "this is no GitOpsApplication that can be read: \(error)")
        }
    }

    var status: GitOpsApplication.Status { application.status }

    /// Whether what the status says is of the specification as it stands.
    var isCurrent: Bool { status.observedGeneration == application.metadata.generation }

    var isReady: Bool { isCurrent && status.conditions[ConditionType.ready]?.status == .true }
    var isStalled: Bool { isCurrent && status.conditions[ConditionType.stalled]?.status == .true }

    /// What there is to say about it, in one line.
    var message: String { status.conditions[ConditionType.ready]?.message ?? "nothing is known of it yet" }

    var revision: String { status.sync?.revision ?? "" }

    /// Whether what was applied last is this commit, branch, tag or chart version, by the digits that were given.
    func isAt(_ wanted: String) -> Bool {
        status.sync?.status == .synced && RevisionText.is(revision, meantBy: wanted)
    }
}
