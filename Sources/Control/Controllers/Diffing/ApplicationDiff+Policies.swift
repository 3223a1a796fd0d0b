internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Policies
internal import Previewing
internal import Rendering

/// What policies would say of it.
extension ApplicationDiff {
    /// Nil where who asks may not read policies.
    func findings(on set: ManifestSet) async throws(KubeError) -> PolicyFindings? {
        let resources: [Value]
        do throws(KubeError) {
            resources = try await client.list(GitOpsPolicy.resource, namespace: nil, labelSelector: nil)
        } catch {
            switch error.code {
            case .notFound: return PolicyFindings()
            case .forbidden, .unauthorized: return nil
            default: throw error
            }
        }
        let policies = PolicySet(resources.compactMap { try? GitOpsPolicy($0) }.map { Policy($0) })
            .applying(toApplicationWith: application.metadata.labels)
        guard !policies.isEmpty else { return PolicyFindings() }
        let court = PolicyCourt(
            policies: policies, application: application.seenByPolicies(spec), client: client,
            namespace: look.preparation.namespace, mask: look.mask())
        return try await court.judge(set, besides: []).findings
    }

    /// What is refused shows up whether it is among what would change or not.
    func judged(_ objects: [PreviewedObject], by findings: PolicyFindings?) -> [PreviewedObject] {
        guard let findings else { return objects }
        let refusals = findings.denied + findings.held
        let judged = objects.map { object in
            var judged = object.judged(by: findings)
            judged.denials = refusals.filter { $0.object == object.id }.map(\.words)
            return judged
        }
        let known = Set(objects.map(\.id))
        let others = refusals.filter { !known.contains($0.object) }.map { finding in
            PreviewedObject(
                id: finding.object, action: .blocked("is refused by \(finding.words)"), live: nil, prediction: nil,
                apiVersion: nil, warnings: [], refusal: nil, standing: .own, manager: index.fieldManager)
        }
        return judged + others
    }
}
