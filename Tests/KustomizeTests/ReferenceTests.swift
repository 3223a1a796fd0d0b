import Kustomize
import Testing

@Suite("Name references")
struct ReferenceTests {
    private let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - name: c
            envFrom: [{configMapRef: {name: settings}}, {configMapRef: {name: other}}]
            env: [{name: E, valueFrom: {secretKeyRef: {name: settings, key: k}}}]
        """

    @Test("follow a renamed object of their kind, and no other")
    func renamed() throws {
        let output = try TestBuild.of(pod, "namePrefix: p-\nconfigMapGenerator: [{name: settings, literals: [a=b]}]")()
        #expect(output.contains("- configMapRef:\n        name: p-settings-"))
        #expect(output.contains("- configMapRef:\n        name: other\n"))
        #expect(output.contains("secretKeyRef:\n          key: k\n          name: settings\n"))
    }

    @Test("stay in the namespace of the referrer")
    func namespaces() throws {
        let output = try TestBuild.of(
            """
            {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: else}}
            ---
            \(pod)
            """, "namePrefix: p-")()
        #expect(output.contains("configMapRef:\n        name: settings\n"))
    }

    @Test("go to the object of the same base where several have the name")
    func bases() throws {
        let base = "resources: [o.yaml]\nconfigMapGenerator: [{name: settings, literals: [a=b]}]\n"
        let build = TestBuild([
            "kustomization.yaml": "resources: [a, b]", "a/kustomization.yaml": base + "namePrefix: a-",
            "b/kustomization.yaml": base + "namePrefix: b-", "a/o.yaml": pod, "b/o.yaml": pod,
        ])
        let output = try build()
        #expect(output.contains("name: a-p\n") && output.contains("name: a-settings-"))
        #expect(output.ranges(of: "name: b-settings-").count == 2)
    }

    @Test("role bindings name roles by kind, and accounts with their namespaces")
    func roles() throws {
        let output = try TestBuild.of(
            """
            {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r}}
            ---
            {apiVersion: v1, kind: ServiceAccount, metadata: {name: s}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
            subjects: [{kind: ServiceAccount, name: s}, {kind: User, name: s2}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: b}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
            subjects: [{kind: ServiceAccount, name: s, namespace: default}]
            """, "namePrefix: p-\nnamespace: new")()
        #expect(output.contains("kind: Role\n  name: p-r\n"))
        #expect(output.contains("kind: ClusterRole\n  name: r\n"))
        #expect(output.contains("- kind: ServiceAccount\n  name: p-s\n  namespace: new\n- kind: User\n  name: s2\n"))
    }

    @Test("a name that fits several objects is a conflict")
    func ambiguous() throws {
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa, namespace: old}\n"
        let build = TestBuild([
            "kustomization.yaml": "resources: [a, b, r.yaml]",
            "a/kustomization.yaml": "resources: [s.yaml]\nnamespace: a", "a/s.yaml": account,
            "b/kustomization.yaml": "resources: [s.yaml]\nnamespace: b", "b/s.yaml": account,
            "r.yaml": """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: b}
            subjects: [{kind: ServiceAccount, name: sa}]
            """,
        ])
        #expect(build.error()?.code == .conflict)
    }
}
