import Documents
import KubeModel
import Testing

@testable import Applying

@Suite("whom a binding gives rights") struct RightsGrantTests {
    private let account = ObjectKey(namespace: "shop", name: "deployer")

    private func grant(_ subject: Value, role: String = "Role", kind: String = "RoleBinding") -> RightsGrant {
        RightsGrant([
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": .string(kind),
            "metadata": ["name": "b", "namespace": "shop"],
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": .string(role), "name": "r"],
            "subjects": [["kind": "User", "name": "somebody"], subject],
        ])
    }

    @Test(
        "a service account, by its name and by the groups that it is in",
        arguments: [
            ["kind": "ServiceAccount", "name": "deployer", "namespace": "shop"],
            ["kind": "User", "name": "system:serviceaccount:shop:deployer"],
            ["kind": "Group", "name": "system:serviceaccounts"], ["kind": "Group", "name": "system:authenticated"],
            ["kind": "Group", "name": "system:serviceaccounts:shop"],
        ] as [Value])
    func own(subject: Value) {
        #expect(grant(subject).isFor(account))
    }

    @Test(
        "and nobody else",
        arguments: [
            ["kind": "ServiceAccount", "name": "deployer", "namespace": "other"],
            ["kind": "ServiceAccount", "name": "web", "namespace": "shop"], ["kind": "User", "name": "deployer"],
            ["kind": "Group", "name": "system:serviceaccounts:other"], ["kind": "Group", "name": "deployer"], [:],
        ] as [Value])
    func others(subject: Value) {
        #expect(!grant(subject).isFor(account))
    }

    @Test("what it grants is a role of its namespace, or of the cluster")
    func roles() {
        #expect(grant([:]).role?.description == "Role.rbac.authorization.k8s.io shop/r")
        #expect(grant([:], role: "ClusterRole").role?.description == "ClusterRole.rbac.authorization.k8s.io r")
        #expect(RightsGrant([:]).role == nil)
        #expect(RightsGrant.isBinding(GroupKind(group: "rbac.authorization.k8s.io", kind: "ClusterRoleBinding")))
        #expect(!RightsGrant.isBinding(GroupKind(group: "example.org", kind: "RoleBinding")))
    }
}
