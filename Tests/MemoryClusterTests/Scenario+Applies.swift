import Documents
import KubeClient
import KubeModel

extension Scenario {
    /// Old servers note the time of an apply that changes nothing, and with it a version, once a second has passed.
    private static let unsure = ["resourceVersion"]

    static let applies = [
        Scenario("an apply makes an object, and changes it") { stage in
            await stage.see("dry run") { try await stage.apply(configMap("a", ["k": "1"]), dryRun: true) }
            await stage.see("not there") { try await stage.get("a") }
            await stage.see("first") {
                try await stage.apply(configMap("a", ["k": "1", "l": "2"], labels: ["x": "y"]))
            }
            await stage.see("change, and leave out", hiding: unsure) {
                try await stage.apply(configMap("a", ["k": "2"]))
            }
            await stage.see("dry run of a change", hiding: unsure) {
                try await stage.apply(configMap("a", ["k": "3"]), dryRun: true)
            }
            await stage.see("as it was", hiding: unsure) { try await stage.apply(configMap("a", ["k": "2"])) }
            await stage.see("without anything", hiding: unsure) { try await stage.apply(configMap("a")) }
            await stage.see("get", hiding: unsure) { try await stage.get("a") }
        },
        Scenario("what does not fit is not applied") { stage in
            await stage.see("managed fields") {
                var body = configMap("a")
                body["metadata"]?["managedFields"] = [["manager": "x", "operation": "Apply", "apiVersion": "v1"]]
                return try await stage.apply(body)
            }
            await stage.see("a uid that nothing has") {
                var body = configMap("a")
                body["metadata"]?["uid"] = "00000000-0000-4000-a000-000000000000"
                return try await stage.apply(body)
            }
            await stage.see("no such namespace") {
                try await stage.client.apply(
                    .configMaps, ObjectKey(namespace: "no-such-place", name: "a"), body: configMap("a"),
                    fieldManager: "one", force: true, dryRun: false)
            }
        },
        Scenario("managers share, and dispute") { stage in
            await stage.see("one") { try await stage.apply(configMap("a", ["k": "1", "l": "1"])) }
            await stage.see("another adds", hiding: unsure) {
                try await stage.apply(configMap("a", ["m": "1"]), as: "two")
            }
            await stage.see("another wants one otherwise") {
                try await stage.apply(configMap("a", ["k": "2"]), as: "two")
            }
            await stage.see("another wants two otherwise") {
                try await stage.apply(configMap("a", ["k": "2", "l": "2"]), as: "two")
            }
            await stage.see("another forces one", hiding: unsure) {
                try await stage.apply(configMap("a", ["k": "2"]), as: "two", force: true)
            }
            await stage.see("both want the same", hiding: unsure) { try await stage.apply(configMap("a", ["k": "2"])) }
            await stage.see("one lets go, the other has it", hiding: unsure) { try await stage.apply(configMap("a")) }
            await stage.see("the other lets go", hiding: unsure) { try await stage.apply(configMap("a"), as: "two") }
        },
        Scenario("who writes takes over from who applies, and is asked before it is taken back") { stage in
            _ = try await stage.apply(configMap("a", ["k": "1", "l": "1"], labels: ["x": "1"]))
            await stage.see("write", hiding: unsure) {
                try await stage.merge("a", ["data": ["k": "2", "n": "1"], "metadata": ["labels": ["y": "2"]]])
            }
            await stage.see("apply") { try await stage.apply(configMap("a", ["k": "1", "l": "1"])) }
            await stage.see("force", hiding: unsure) { try await stage.apply(configMap("a", ["k": "1"]), force: true) }
            await stage.see("write away", hiding: unsure) { try await stage.merge("a", ["data": .null]) }
        },
        Scenario("what was created is merged with what is applied") { stage in
            await stage.see("create") { try await stage.create(configMap("a", ["k": "1"], labels: ["x": "1"])) }
            await stage.see("apply the same", hiding: unsure) { try await stage.apply(configMap("a", ["k": "1"])) }
            await stage.see("apply otherwise") { try await stage.apply(configMap("a", ["k": "2"])) }
            await stage.see("leave it", hiding: unsure) { try await stage.apply(configMap("a", ["l": "2"])) }
        },
        Scenario("items of lists have owners") { stage in
            await stage.see("one") {
                try await stage.apply(service("s", ports: [80, 443], selector: ["a": "b"]), services)
            }
            await stage.see("another adds a port", hiding: unsure) {
                try await stage.apply(service("s", ports: [8_080]), services, as: "two")
            }
            await stage.see("one leaves a port out", hiding: unsure) {
                try await stage.apply(service("s", ports: [80], selector: ["a": "c"]), services)
            }
            await stage.see("another wants the selector otherwise") {
                try await stage.apply(service("s", ports: [8_080], selector: ["a": "d"]), services, as: "two")
            }
            await stage.see("another wants the first port otherwise") {
                try await stage.apply(service("s", ports: [80], names: "x"), services, as: "two")
            }
        },
        Scenario("finalizers are a set, owners have keys") { stage in
            await stage.see("one") {
                try await stage.apply(configMap("a", finalizers: ["example.org/a", "example.org/b"]))
            }
            await stage.see("another", hiding: unsure) {
                try await stage.apply(configMap("a", finalizers: ["example.org/c"]), as: "two")
            }
            await stage.see("one less", hiding: unsure) {
                try await stage.apply(configMap("a", finalizers: ["example.org/b"]))
            }
            var owned = configMap("b")
            owned["metadata"]?["ownerReferences"] = [
                [
                    "apiVersion": "v1", "kind": "ConfigMap", "name": "a",
                    "uid": .string(try await stage.get("a").uid ?? ""),
                ]
            ]
            await stage.see("owned") { try await stage.apply(owned) }
            await stage.see("owned no more", hiding: unsure) { try await stage.apply(configMap("b")) }
            _ = try await stage.merge("a", ["metadata": ["finalizers": .null]])
        },
    ]

    private static let services = ResourceType(
        gvk: GroupVersionKind(apiVersion: "v1", kind: "Service"), plural: "services", namespaced: true, verbs: [])

    private static func service(_ name: String, ports: [Int], selector: Value? = nil, names: String = "p") -> Value {
        let ports = ports.map { port -> Value in
            ["name": .string("\(names)\(port)"), "port": .integer(port), "protocol": "TCP"]
        }
        var service: Value = [
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name)],
            "spec": ["ports": .array(ports)],
        ]
        service["spec"]?["selector"] = selector
        return service
    }
}
