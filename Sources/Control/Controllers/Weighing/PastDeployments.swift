internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Operating
internal import Previewing

/// What the records of an application's deployments say of how they went.
struct PastDeployments: Sendable {
    var deployments: [PastDeployment]
    /// From then on they are read anew; monotonic seconds.
    var until: Double

    /// More than are kept of one application.
    private static let most = 200
    private static let pageSize = 100

    /// Reads them with the rights of a client.
    static func read(
        of application: ResourceMetadata, _ client: KubeClient
    ) async throws(KubeError) -> [PastDeployment] {
        let key = application.key
        var pages = try client.pages(
            of: GitOpsDeployment.resource, namespace: key.namespace,
            labelSelector: GitOpsDeployment.selector(ofApplication: key.name), fieldSelector: nil, pageSize: pageSize)
        var records: [GitOpsDeployment] = []
        while records.count < most, let page = try await pages.next() {
            if page.beginsAnew { records = [] }
            records += page.objects.compactMap(GitOpsDeployment.init).filter {
                $0.spec.application.uid == application.uid
            }
        }
        return records.compactMap(PastDeployment.init)
    }
}

extension PastDeployment {
    /// Nil of what nobody knows how it would have gone, and of going back, which is like nothing else.
    init?(_ record: GitOpsDeployment) {
        let hasFailed = record.status.failureDetectedAt != nil
        guard record.spec.trigger != .rollback, hasFailed || record.status.state == .completed else { return nil }
        let counts = record.status.counts
        self.init(
            DeploymentTraits(
                impact: record.status.impact.flatMap { Impact(rawValue: $0.rawValue) },
                objects: counts.created + counts.updated + counts.deleted + counts.failed,
                hour: record.status.startedAt.hourOfDay),
            hasFailed: hasFailed)
    }
}

extension KubeTime {
    /// In UTC.
    var hourOfDay: Int {
        let seconds = wholeSeconds.microseconds / 1_000_000 % 86_400
        return Int((seconds + 86_400) % 86_400 / 3_600)
    }
}
