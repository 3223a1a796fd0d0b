import Documents
import KubeClient
import KubeModel

extension Scenario {
    static let others = [
        Scenario("who may nothing is told what") { stage in
            let nobody = try stage.client.impersonating(serviceAccount: "nobody", namespace: stage.namespace)
            let key = stage.key("a")
            await stage.see("get") { try await nobody.get(.configMaps, key) }
            await stage.see("list") {
                .array(try await nobody.list(.configMaps, namespace: stage.namespace, labelSelector: nil))
            }
            await stage.see("list everywhere") {
                .array(try await nobody.list(.configMaps, namespace: nil, labelSelector: nil))
            }
            await stage.see("create") {
                try await nobody.create(.configMaps, namespace: stage.namespace, body: configMap("a"))
            }
            await stage.see("apply") {
                try await nobody.apply(
                    .configMaps, key, body: configMap("a"), fieldManager: "one", force: true, dryRun: false)
            }
            await stage.see("delete") {
                try await nobody.delete(.configMaps, key, uid: nil, resourceVersion: nil, propagation: .background)
            }
            await stage.see("a status") {
                try await nobody.patch(
                    .namespaces, ObjectKey(namespace: "", name: "default"), subresource: "status", kind: .merge,
                    body: [:])
            }
            await stage.see("watch") {
                _ = try await nobody.watch(
                    .configMaps, namespace: stage.namespace, labelSelector: nil, fieldSelector: nil,
                    resourceVersion: "1",
                    timeout: .seconds(5))
                return nil
            }
        },
        Scenario("discovery tells the kinds that are served") { stage in
            let kinds: [(String, String)] = [
                ("v1", "ConfigMap"), ("v1", "Namespace"), ("v1", "Secret"), ("v1", "Service"),
                ("apps/v1", "Deployment"),
                ("apps/v1", "StatefulSet"), ("batch/v1", "Job"), ("networking.k8s.io/v1", "Ingress"),
                ("rbac.authorization.k8s.io/v1", "ClusterRole"), ("coordination.k8s.io/v1", "Lease"),
                ("events.k8s.io/v1", "Event"), ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
                ("apps/v1", "Nothing"), ("no.such.group/v1", "Nothing"), ("storage.k8s.io/v1", "StorageClass"),
            ]
            for (apiVersion, kind) in kinds {
                await stage.see("\(apiVersion) \(kind)") {
                    let type = try await stage.client.discovery.resource(
                        for: GroupVersionKind(apiVersion: apiVersion, kind: kind))
                    return [
                        "plural": .string(type.plural), "namespaced": .bool(type.namespaced),
                        "verbs": .array(type.verbs.sorted().map(Value.string)),
                    ]
                }
            }
            stage.note("protects itself", .bool(await stage.client.discovery.hasPriorityAndFairness()))
            await stage.see("ready") {
                let answer = try await stage.client.request(
                    method: "GET", path: "/readyz", query: [], body: nil, contentType: nil)
                return .string(String(decoding: answer, as: UTF8.self))
            }
        },
        Scenario("Leases and Events are taken") { stage in
            let time = KubeTime(seconds: 1_600_000_000)
            let lease = LeaseRecord(
                holderIdentity: "me", leaseDurationSeconds: 15, acquireTime: time, renewTime: time, leaseTransitions: 0)
            let created = await stage.see("lease") {
                try await stage.create(lease.object(key: stage.key("l"), resourceVersion: nil), .leases)
            }
            await stage.see("renew") {
                try await stage.replace(lease.object(key: stage.key("l"), resourceVersion: created.version), .leases)
            }
            await stage.see("renew what somebody else has renewed") {
                _ = try await stage.merge("l", ["spec": ["holderIdentity": "you"]], .leases)
                return try await stage.replace(
                    lease.object(key: stage.key("l"), resourceVersion: created.version), .leases)
            }
            guard let regarding = ObjectReference(to: created) else { return }
            let event = EventRecord(
                kind: .normal, reason: "Synced", action: "Apply", note: "done", regarding: regarding, related: nil,
                eventTime: time, series: nil, reportingController: "gitops.martlet.dev/martlet",
                reportingInstance: "tests")
            await stage.see("event") { try await stage.create(event.object(name: "l.1"), .events) }
        },
        Scenario("roles are named as they like, and refer to the same role for ever") { stage in
            func type(_ kind: String, _ plural: String) -> ResourceType {
                ResourceType(
                    gvk: GroupVersionKind(apiVersion: "rbac.authorization.k8s.io/v1", kind: kind), plural: plural,
                    namespaced: true, verbs: [])
            }
            let roles = type("Role", "roles")
            let bindings = type("RoleBinding", "rolebindings")
            let role: Value = [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": "a:role"],
                "rules": [["apiGroups": [""], "resources": ["pods"], "verbs": ["get"]]],
            ]
            await stage.see("role") { try await stage.apply(role, roles) }
            func binding(_ to: String) -> Value {
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": "b"],
                    "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": .string(to)],
                    "subjects": [["kind": "ServiceAccount", "name": "x", "namespace": "y"]],
                ]
            }
            await stage.see("binding") { try await stage.apply(binding("a:role"), bindings) }
            await stage.see("another role") { try await stage.apply(binding("c"), bindings) }
        },
    ]
}
