internal import Digests
internal import Directives
internal import Documents
internal import GitOpsAPI
internal import Rendering
internal import Sourcing

/// The Job of a check. It is a hook of the check's phase that stands in no source: it is made as hooks are, once for an attempt, held
/// until status says how it ended, and taken away where it has succeeded. One that failed stays until it runs again, to be looked at.
struct CheckJob: Sendable {
    let application: ObjectKey
    let phase: SyncPhase
    let check: Check

    /// The same for all operations; no other check's of any application.
    var name: String {
        let key = "\(application) \(phase.rawValue) \(check.name)"
        return "check-\(check.name)-\(Digest.of(.string(key)).hex.prefix(10))"
    }

    /// Nil where the check is none of a Job.
    var hook: (manifest: Value, role: HookRole)? {
        guard let template = check.job?.template else { return nil }
        var metadata: Object = ["name": .string(name)]
        for part in ["labels", "annotations"] { metadata[part] = template.at("metadata", part) }
        let manifest: Object = [
            "apiVersion": "batch/v1", "kind": "Job", "metadata": .object(metadata),
            "spec": template["spec"] ?? .object(Object()),
        ]
        let role = HookRole(
            moments: [HookRole.Moment(phase)], deletePolicies: [.beforeHookCreation, .hookSucceeded],
            words: [phase.rawValue])
        return (.object(manifest), role)
    }
}

extension Target {
    /// The same with the Jobs of checks.
    func adding(_ checks: Checks, of application: ObjectKey) -> Target {
        let hooks = checks.all.compactMap { CheckJob(application: application, phase: $0, check: $1).hook }
        guard !hooks.isEmpty else { return self }
        var target = self
        target.rendered.manifests = manifests.adding(hooks: hooks, place: "spec.checks")
        return target
    }
}
