import Documents
import JQPaths
import Testing

@testable import Observing

/// A Deployment as a server returns it, with what we applied and what a controller holds.
private func deployment(_ change: (inout Value) -> Void = { _ in }) throws -> Value {
    var value = try JSON.parse(
        #"""
        {"apiVersion": "apps/v1", "kind": "Deployment",
         "metadata": {"name": "web", "namespace": "shop", "resourceVersion": "7",
          "labels": {"app": "web"},
          "managedFields": [
           {"manager": "martlet", "operation": "Apply", "apiVersion": "apps/v1", "fieldsType": "FieldsV1",
            "fieldsV1": {"f:metadata": {"f:labels": {"f:app": {}}},
             "f:spec": {"f:replicas": {}, "f:template": {"f:spec": {"f:containers": {
               "k:{\"name\":\"web\"}": {".": {}, "f:image": {}, "f:name": {}}}}}}}},
           {"manager": "kube-controller-manager", "operation": "Update", "apiVersion": "apps/v1",
            "fieldsType": "FieldsV1", "fieldsV1": {"f:status": {"f:replicas": {}}}}]},
         "spec": {"replicas": 2, "template": {"spec": {"containers": [{"name": "web", "image": "web:1"}]}}},
         "status": {"replicas": 2}}
        """#, limits: .file)
    change(&value)
    return value
}

private let key = DigestKey([1, 2, 3])

private func projection(_ value: Value, ignoring: IgnoredFields = .none) -> UInt64 {
    key.projection(of: value, manager: "martlet", ignoring: ignoring)
}

private func rules(_ pointers: [String], _ expressions: [String] = [], managers: Set<String> = []) -> IgnoredFields {
    let rule = IgnoreRule(
        group: "apps", kind: "Deployment", name: nil, namespace: nil, pointers: pointers.compactMap { Pointer($0) },
        expressions: expressions.compactMap { try? JQPath($0) }, managers: managers)
    return IgnoredFields([rule], for: ObjectID(group: "apps", kind: "Deployment", namespace: "shop", name: "web"))
}

private let replicas = Pointer(tokens: ["spec", "replicas"])

@Suite("the projection on our fields")
struct ProjectionTests {
    @Test("stays when others write what is theirs")
    func stays() throws {
        let changed = try deployment {
            $0.set(Pointer(tokens: ["status", "replicas"]), to: 1)
            $0.set(Pointer(tokens: ["metadata", "labels", "team"]), to: "blue")
            $0.set(Pointer(tokens: ["metadata", "resourceVersion"]), to: "8")
        }
        #expect(try projection(changed) == projection(deployment()))
    }

    @Test("stays when a foreign element comes before ours in a list")
    func staysWithForeignElement() throws {
        let changed = try deployment {
            $0.set(
                Pointer(tokens: ["spec", "template", "spec", "containers"]),
                to: [["name": "sidecar", "image": "proxy:1"], ["name": "web", "image": "web:1"]])
        }
        #expect(try projection(changed) == projection(deployment()))
    }

    @Test(
        "changes with each field of ours",
        arguments: ["/spec/replicas", "/metadata/labels/app", "/spec/template/spec/containers/0/image"])
    func changes(path: String) throws {
        let pointer = try #require(Pointer(path))
        #expect(try projection(deployment { $0.set(pointer, to: "other") }) != projection(deployment()))
        #expect(try projection(deployment { $0.remove(pointer) }) != projection(deployment()))
    }

    @Test("leaves out what is ignored, whether or not it is still ours")
    func ignores() throws {
        let ignored = rules(["/spec/replicas"])
        let before = try projection(deployment(), ignoring: ignored)
        #expect(try projection(deployment { $0.set(replicas, to: 5) }, ignoring: ignored) == before)
        let taken = try deployment {
            $0.set(replicas, to: 5)
            $0.remove(Pointer(tokens: ["metadata", "managedFields", "0", "fieldsV1", "f:spec", "f:replicas"]))
        }
        #expect(projection(taken, ignoring: ignored) == before)
    }

    @Test("leaves out elements that an expression chooses, wherever they are in their list")
    func ignoresElements() throws {
        let ignored = rules([], [".spec.template.spec.containers[] | select(.name == \"web\") | .image"])
        let containers = Pointer(tokens: ["spec", "template", "spec", "containers"])
        let changed = try deployment {
            $0.set(containers, to: [["name": "sidecar", "image": "proxy:1"], ["name": "web", "image": "web:2"]])
        }
        #expect(try projection(changed, ignoring: ignored) == projection(deployment(), ignoring: ignored))
        let renamed = try deployment { $0.set(containers, to: [["name": "other", "image": "web:1"]]) }
        #expect(try projection(renamed, ignoring: ignored) != projection(deployment(), ignoring: ignored))
    }

    /// A route of which we applied the rules, a list that has one holder.
    private func route(_ weight: Value?, path: Value = "/", holder: String = "martlet") -> Value {
        var backend: Value = ["name": "web"]
        backend["weight"] = weight
        return [
            "metadata": [
                "managedFields": [
                    [
                        "manager": "martlet", "operation": "Apply",
                        "fieldsV1": [
                            "f:spec": holder == "martlet" ? ["f:host": [:], "f:rules": [:]] : ["f:host": [:]]
                        ],
                    ],
                    [
                        "manager": "rollouts", "operation": "Update",
                        "fieldsV1": ["f:spec": holder == "martlet" ? [:] : ["f:rules": [:]]],
                    ],
                ]
            ],
            "spec": ["host": "h", "rules": [["path": path, "backends": [backend]]]],
        ]
    }

    @Test("leaves out a part of what has one holder, and counts the rest, whoever holds it")
    func ignoresParts() {
        let ignored = rules([], [".spec.rules[].backends[].weight"])
        let before = projection(route(1), ignoring: ignored)
        #expect(projection(route(50, holder: "rollouts"), ignoring: ignored) == before)
        #expect(projection(route(50, path: "/x", holder: "rollouts"), ignoring: ignored) != before)
        #expect(projection(route(50, path: "/x"), ignoring: ignored) != before)
        #expect(projection(route(50, holder: "rollouts")) != projection(route(1)))
    }

    @Test("leaves out all labels where these are ignored, but not the mark")
    func ignoresLabels() throws {
        func labelled(_ app: Value, _ mark: Value) throws -> Value {
            try deployment {
                $0.set(
                    Pointer(tokens: ["metadata", "labels"]), to: ["app": app, "gitops.martlet.dev/managed-by": mark])
                $0.set(
                    Pointer(tokens: ["metadata", "managedFields", "0", "fieldsV1", "f:metadata", "f:labels"]),
                    to: ["f:app": [:], "f:gitops.martlet.dev/managed-by": [:]])
            }
        }
        for ignored in [rules(["/metadata/labels"]), rules([], [".metadata.labels"]), rules(["/metadata"])] {
            let before = try projection(labelled("web", "a"), ignoring: ignored)
            #expect(try projection(labelled("other", "a"), ignoring: ignored) == before)
            #expect(try projection(labelled("web", "b"), ignoring: ignored) != before)
        }
    }

    @Test("is that of all fields where an expression takes too much work, so that applying says so")
    func endless() throws {
        let ignored = rules([], [".. | .. | .. | .. | .. | .. | .. | .. | .replicas"])
        #expect(
            try projection(deployment { $0.set(replicas, to: 5) }, ignoring: ignored)
                != projection(deployment(), ignoring: ignored))
        #expect(throws: JQError.self) {
            try ignored.keeping(deployment(), in: deployment(), manager: "martlet")
        }
    }

    @Test("is another one under another key")
    func isKeyed() throws {
        let other = try DigestKey([9]).projection(of: deployment(), manager: "martlet", ignoring: .none)
        #expect(try projection(deployment()) != other)
    }
}

@Suite("ignored fields in what is applied")
struct IgnoredFieldsTests {
    @Test("take the live value")
    func takeLive() throws {
        let live = try deployment { $0.set(replicas, to: 9) }
        let kept = try rules(["/spec/replicas"]).keeping(live, in: deployment(), manager: "martlet")
        #expect(kept[replicas] == 9)
    }

    @Test("are left out where the live object has none")
    func leaveOut() throws {
        let live = try deployment { $0.remove(replicas) }
        let kept = try rules(["/spec/replicas"]).keeping(live, in: deployment(), manager: "martlet")
        #expect(kept[replicas] == nil)
    }

    @Test("are found by their manager")
    func byManager() throws {
        let live = try deployment {
            $0.set(replicas, to: 9)
            $0.set(
                Pointer(tokens: ["metadata", "managedFields", "1", "fieldsV1"]),
                to: ["f:spec": ["f:replicas": [:]]])
        }
        let kept = try rules([], managers: ["kube-controller-manager"]).keeping(
            live, in: deployment(), manager: "martlet")
        #expect(kept[replicas] == 9)
    }

    @Test("never include what names an object or marks it as ours", arguments: ["", "/kind", "/metadata/name"])
    func keepIdentity(path: String) throws {
        let live = try deployment {
            $0["kind"] = "Other"
            $0.set(Pointer(tokens: ["metadata", "name"]), to: "other")
        }
        #expect(try rules([path]).keeping(live, in: deployment(), manager: "martlet") == deployment())
    }
}
