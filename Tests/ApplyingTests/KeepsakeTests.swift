import Documents
import Testing

@testable import Applying

@Suite("What is kept of an object before it goes")
struct KeepsakeTests {
    private func live(_ kind: String, _ apiVersion: String, _ metadata: Object = [:], _ rest: Object = [:]) -> Value {
        var whole: Object = ["name": "one", "namespace": "shop", "uid": "u-1"]
        for (name, value) in metadata { whole[name] = value }
        var object: Object = ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": .object(whole)]
        for (name, value) in rest { object[name] = value }
        return .object(object)
    }

    @Test("it is as it was, without what servers write, what it hung on, and marks")
    func cleaning() throws {
        let object = live(
            "ConfigMap", "v1",
            [
                "resourceVersion": "7", "generation": 2, "creationTimestamp": "2026-11-30T12:00:00Z",
                "managedFields": [["manager": "martlet"]], "finalizers": ["example.org/stays"],
                "ownerReferences": [["kind": "Job", "uid": "u-2"]], "deletionTimestamp": "2026-11-30T12:00:00Z",
                "labels": ["gitops.martlet.dev/managed-by": "martlet", "app": "shop"],
                "annotations": [
                    "gitops.martlet.dev/application": "shop/shop", "gitops.martlet.dev/hook-run": "r",
                    "example.org/note": "by hand",
                ],
            ], ["data": ["k": "1"], "status": ["x": 1]])
        let kept = try #require(Keepsake(of: object))
        #expect(kept.id == ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: "one") && kept.uid == "u-1")
        #expect(
            kept.manifest == [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": [
                    "name": "one", "namespace": "shop", "labels": ["app": "shop"],
                    "annotations": ["example.org/note": "by hand"],
                ],
                "data": ["k": "1"],
            ])
        #expect("\(kept)" == "ConfigMap shop/one")
    }

    @Test("a claim forgets that it was bound, and not which volume it had")
    func claims() throws {
        let object = live(
            "PersistentVolumeClaim", "v1",
            ["annotations": ["pv.kubernetes.io/bind-completed": "yes", "pv.kubernetes.io/bound-by-controller": "yes"]],
            ["spec": ["volumeName": "pv-1"]])
        let manifest = try #require(Keepsake(of: object)).manifest
        #expect(manifest.at("spec", "volumeName") == "pv-1")
        #expect(manifest.at("metadata", "annotations") == [:])
    }

    @Test(
        "what others make anew is not kept",
        arguments: [
            ("Pod", "v1"), ("ReplicaSet", "apps/v1"), ("Job", "batch/v1"), ("EndpointSlice", "discovery.k8s.io/v1"),
            ("Lease", "coordination.k8s.io/v1"), ("Event", "events.k8s.io/v1"),
        ])
    func passing(kind: String, apiVersion: String) {
        #expect(Keepsake(of: live(kind, apiVersion)) == nil)
        #expect(Keepsake(of: live(kind, "example.org/v1")) != nil, "another group's kind of the name")
    }

    @Test("tokens of accounts are the cluster's; other Secrets are kept")
    func secrets() {
        #expect(Keepsake(of: live("Secret", "v1", [:], ["type": "kubernetes.io/service-account-token"])) == nil)
        #expect(Keepsake(of: live("Secret", "v1", [:], ["type": "Opaque", "data": ["k": "cA=="]])) != nil)
    }
}
