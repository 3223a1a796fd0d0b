import Documents
import GitOpsAPI
import KubeModel
import MemoryCluster
import Operating

extension Bench {
    /// The records of deployments, the oldest first.
    var records: [GitOpsDeployment] {
        cluster.objects(group: "gitops.martlet.dev", resource: "gitopsdeployments").compactMap(GitOpsDeployment.init)
            .sorted { ($0.status.startedAt, $0.key.name) < ($1.status.startedAt, $1.key.name) }
    }

    /// What is wrong with the records, once nothing is under way; nil where nothing is.
    var recordFlaw: String? {
        for (name, application) in applications.sorted(by: { $0.key < $1.key }) {
            let uid = application.at("metadata", "uid")?.string ?? ""
            let own = records.filter { $0.spec.application.uid == uid }
            // What failed or was superseded may be deployed once more, the newer one having gone before it came to anything.
            for (earlier, later) in zip(own, own.dropFirst())
            where earlier.status.renderedDigest == later.status.renderedDigest && earlier.status.state == .completed {
                return "\(earlier.key.name) and \(later.key.name) are of the same deployment"
            }
            let mark = DeploymentMark(application.at("status", "deployment"))
            if let open = own.first(where: { !$0.status.state.isSettled && $0.key.name != mark?.name }) {
                return "\(open.key.name) is \(open.status.state), and \(name) is not about it"
            }
            guard let mark else {
                if own.isEmpty { continue }
                return "there are records of \(name), and its status knows of none"
            }
            guard let record = own.first(where: { $0.key.name == mark.name }) else { return "there is no \(mark.name)" }
            guard record.status.state == mark.state, mark.state.isSettled, own.last?.key == record.key else {
                return "\(mark.name) is \(record.status.state), and \(name) says \(mark.state)"
            }
        }
        return nil
    }
}
