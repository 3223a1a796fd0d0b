package import Approvals
package import Documents
internal import KubeModel

extension GitOpsEnvironment {
    /// What it takes to decide, as the API server's authorizers are asked for it.
    package static func right(to verb: ApprovalDecision.Verb, _ environment: String, in namespace: String) -> Value {
        [
            "group": .string(resource.gvk.group), "version": .string(resource.gvk.version),
            "resource": .string(resource.plural), "name": .string(environment), "namespace": .string(namespace),
            "verb": .string(verb.rawValue),
        ]
    }
}
