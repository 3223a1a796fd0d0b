import Documents
import KubeClient
import KubeModel

extension Stage {
    func create(_ body: Value, _ type: ResourceType = .configMaps) async throws(KubeError) -> Value {
        try await client.create(type, namespace: type.namespaced ? namespace : nil, body: body)
    }

    func get(_ name: String, _ type: ResourceType = .configMaps) async throws(KubeError) -> Value {
        try await client.get(type, type.namespaced ? key(name) : ObjectKey(namespace: "", name: name))
    }

    func replace(_ body: Value, _ type: ResourceType = .configMaps) async throws(KubeError) -> Value {
        try await client.replace(type, key(body.name ?? ""), body: body)
    }

    func merge(
        _ name: String, _ body: Value, _ type: ResourceType = .configMaps, subresource: String? = nil
    ) async throws(KubeError) -> Value {
        try await client.patch(type, key(name), subresource: subresource, kind: .merge, body: body)
    }

    func delete(
        _ name: String, _ type: ResourceType = .configMaps, uid: String? = nil, version: String? = nil,
        propagation: Propagation = .background
    ) async throws(KubeError) -> Value? {
        try await client.delete(type, key(name), uid: uid, resourceVersion: version, propagation: propagation)
    }
}

extension Scenario {
    static let objects = [
        Scenario("an object's life: create, get, replace, patch, delete") { stage in
            let created = await stage.see("create") { try await stage.create(configMap("a", ["k": "1"])) }
            await stage.see("create again") { try await stage.create(configMap("a")) }
            await stage.see("get") { try await stage.get("a") }
            var changed = created
            changed["data"] = ["k": "2"]
            let replaced = await stage.see("replace") { try await stage.replace(changed) }
            await stage.see("replace by what was read before") { try await stage.replace(changed) }
            await stage.see("replace without a change") { try await stage.replace(replaced) }
            await stage.see("replace whatever is there") { try await stage.replace(configMap("a", ["k": "3"])) }
            await stage.see("merge") { try await stage.merge("a", ["data": ["k": .null, "l": "4"]]) }
            await stage.see("merge nothing") { try await stage.merge("a", ["data": ["l": "4"]]) }
            await stage.see("merge into an old version") {
                try await stage.merge("a", ["metadata": ["resourceVersion": "1"]])
            }
            await stage.see("patch by operations") {
                try await stage.client.patch(
                    .configMaps, stage.key("a"), subresource: nil, kind: .json,
                    body: [
                        ["op": "test", "path": "/data/l", "value": "4"],
                        ["op": "add", "path": "/data/m", "value": "5"], ["op": "remove", "path": "/data/l"],
                    ])
            }
            await stage.see("delete") { try await stage.delete("a") }
            await stage.see("get what is gone") { try await stage.get("a") }
            await stage.see("delete what is gone") { try await stage.delete("a") }
            await stage.see("replace what is gone") { try await stage.replace(configMap("a")) }
            await stage.see("merge into what is gone") { try await stage.merge("a", ["data": ["k": "1"]]) }
        },
        Scenario("operations are carried out if their tests hold") { stage in
            _ = try await stage.create(configMap("a"))
            func patch(_ operations: Value) async throws(KubeError) -> Value {
                try await stage.client.patch(
                    .configMaps, stage.key("a"), subresource: nil, kind: .json, body: operations)
            }
            let none: Value = ["op": "test", "path": "/metadata/finalizers", "value": .null]
            let add: Value = ["op": "add", "path": "/metadata/finalizers", "value": ["example.org/a"]]
            await stage.see("nothing is there") { try await patch([none, add]) }
            stage.note("something is there", await code { _ = try await patch([none, add]) })
            await stage.see("one more") {
                try await patch([["op": "add", "path": "/metadata/finalizers/-", "value": "example.org/b"]])
            }
            await stage.see("replace, copy and move") {
                try await patch([
                    ["op": "replace", "path": "/metadata/finalizers/1", "value": "example.org/c"],
                    ["op": "add", "path": "/data", "value": ["k": "1"]],
                    ["op": "copy", "from": "/data/k", "path": "/data/l"],
                    ["op": "move", "from": "/data/k", "path": "/data/m"],
                ])
            }
            stage.note(
                "what is not there",
                await code { _ = try await patch([["op": "remove", "path": "/data/none"]]) })
            await stage.see("remove") {
                try await patch([
                    ["op": "remove", "path": "/metadata/finalizers/0"],
                    ["op": "remove", "path": "/metadata/finalizers/0"],
                ])
            }
        },
        Scenario("what does not fit its path is refused") { stage in
            await stage.see("no such name") { try await stage.create(configMap("Not_A_Name")) }
            await stage.see("no name") {
                try await stage.create(["apiVersion": "v1", "kind": "ConfigMap", "metadata": [:]])
            }
            await stage.see("another namespace") { try await stage.create(configMap("a", namespace: "elsewhere")) }
            await stage.see("no such namespace") {
                try await stage.client.create(.configMaps, namespace: "no-such-place", body: configMap("a"))
            }
            await stage.see("a kind that is not served") {
                let type = ResourceType(
                    gvk: GroupVersionKind(apiVersion: "nowhere.example.org/v1", kind: "Thing"), plural: "things",
                    namespaced: true, verbs: [])
                return try await stage.client.get(type, stage.key("a"))
            }
            await stage.see("a uid that is another's") {
                _ = try await stage.create(configMap("b"))
                return try await stage.merge("b", ["metadata": ["uid": "00000000-0000-4000-a000-000000000000"]])
            }
        },
        Scenario("a name can be left to the server") { stage in
            let created = try await stage.create(
                ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["generateName": "made-"]])
            stage.note("it ends in five letters", .bool((created.name ?? "").wholeMatch(of: /made-[a-z0-9]{5}/) != nil))
        },
        Scenario("the texts of a Secret become data") { stage in
            let secret: Value = [
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"], "stringData": ["a": "text"],
                "data": ["b": "Yg=="],
            ]
            await stage.see("create") { try await stage.create(secret, .secrets) }
            await stage.see("merge") { try await stage.merge("s", ["stringData": ["b": "c"]], .secrets) }
        },
        Scenario("what is immutable stays") { stage in
            var fixed = configMap("a", ["k": "1"])
            fixed["immutable"] = true
            await stage.see("create") { try await stage.create(fixed) }
            await stage.see("change") { try await stage.merge("a", ["data": ["k": "2"]]) }
            await stage.see("label") { try await stage.merge("a", ["metadata": ["labels": ["a": "b"]]]) }
        },
        Scenario("fields that are wiped are nobody's until the next apply") { stage in
            _ = try await stage.create(configMap("a", ["k": "1"]))
            await stage.see("wipe") { try await stage.merge("a", ["metadata": ["managedFields": [[:]]]]) }
            await stage.see("write") { try await stage.merge("a", ["data": ["l": "2"]]) }
            await stage.see("apply", hiding: ["resourceVersion"]) {
                try await stage.apply(configMap("a", ["m": "3"]))
            }
        },
    ]

    static let lists = [
        Scenario("lists by labels and fields") { stage in
            for (name, labels) in [("a", ["x": "1"]), ("b", ["x": "2", "y": ""]), ("c", [:])] as [(String, Value)] {
                _ = try await stage.create(configMap(name, labels: labels))
            }
            for selector in [
                "x", "!x", "x=1", "x==2", "x!=1", "x in (1,2)", "x notin (1)", "x=1,y", "x in (1, 2),!y", "z", "y=",
            ] {
                var names: [String] = []
                for object in try await stage.client.list(
                    .configMaps, namespace: stage.namespace, labelSelector: selector)
                {
                    if let name = object.name, name.utf8.count == 1 { names.append(name) }
                }
                stage.note(selector, .array(names.map(Value.string)))
            }
            await stage.see("found") { try await stage.client.find(.configMaps, stage.key("b")) }
            await stage.see("not found") { try await stage.client.find(.configMaps, stage.key("d")) }
            await stage.see("no such field") {
                try await stage.raw("configmaps", [("fieldSelector", "data.k=1")])
            }
        },
        Scenario("lists come in pages, as of one moment") { stage in
            for name in ["c", "a", "b", "a-b"] { _ = try await stage.create(configMap(name, labels: ["mine": "yes"])) }
            let first = try await stage.raw("configmaps", [("labelSelector", "mine"), ("limit", "2")])
            _ = try await stage.create(configMap("bb", labels: ["mine": "yes"]))
            _ = try await stage.delete("c")
            let token = first.at("metadata", "continue")?.string ?? ""
            let query = [("labelSelector", "mine"), ("limit", "2"), ("continue", token)]
            let second = try await stage.raw("configmaps", query)
            stage.note("pages", .array([first, second].map(Stage.names)))
            stage.note("same moment", .bool(first.version == second.version))
            stage.note("no more", .bool((second.at("metadata", "continue")?.string ?? "").isEmpty))
            let anew = try await stage.raw("configmaps", [("labelSelector", "mine")])
            stage.note("now", Stage.names(anew))
            await stage.see("shape of a list", hiding: ["items", "resourceVersion"]) { anew }
            // Newer servers answer out of what they keep themselves.
            guard stage.minor < 33 else { return }
            try await stage.compact()
            await stage.see("a page of what is forgotten") { try await stage.raw("configmaps", query) }
        },
    ]
}

extension Stage {
    func raw(_ plural: String, _ query: [(String, String)]) async throws(KubeError) -> Value {
        let bytes = try await client.request(
            method: "GET", path: "/api/v1/namespaces/\(namespace)/\(plural)", query: query, body: nil, contentType: nil)
        do { return try JSON.parse(bytes, limits: .response) } catch { throw KubeError(.decoding, "\(error)") }
    }

    static func names(_ list: Value) -> Value {
        .array((list["items"]?.array ?? []).compactMap { $0.at("metadata", "name") })
    }

    func apply(
        _ body: Value, _ type: ResourceType = .configMaps, as manager: String = "one", force: Bool = false,
        dryRun: Bool = false
    ) async throws(KubeError) -> Value {
        try await client.apply(
            type, key(body.name ?? ""), body: body, fieldManager: manager, force: force, dryRun: dryRun)
    }
}
