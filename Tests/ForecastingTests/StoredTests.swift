import Documents
import Forecasting
import KubeClient
import KubeModel
import MemoryCluster
import Previewing
import Testing

@Suite("What stored objects use of a definition that is narrowed") struct StoredTests {
    private let bench = Bench()

    private static func definition(_ fields: String...) -> Value {
        let properties = fields.reduce(into: Object()) { $0[$1] = ["type": "string"] }
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "things.example.org"],
            "spec": [
                "group": "example.org", "scope": "Namespaced",
                "names": ["plural": "things", "singular": "thing", "kind": "Thing", "listKind": "ThingList"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true,
                        "schema": [
                            "openAPIV3Schema": [
                                "type": "object",
                                "properties": ["spec": ["type": "object", "properties": .object(properties)]],
                            ]
                        ],
                    ]
                ],
            ],
        ]
    }

    private func make(_ name: String, _ spec: Value) async throws {
        let type = try await bench.client.discovery.resource(
            for: GroupVersionKind(group: "example.org", version: "v1", kind: "Thing"))
        let thing: Value = [
            "apiVersion": "example.org/v1", "kind": "Thing",
            "metadata": ["name": .string(name), "namespace": "default"], "spec": spec,
        ]
        _ = try await bench.client.create(type, namespace: "default", body: thing)
    }

    private func narrowed(isOnBehalf: Bool = false) async throws -> (forecast: Forecast, preview: ObjectPreview) {
        let forecast = try await bench.forecast([Self.definition("size")], isOnBehalf: isOnBehalf)
        return (forecast, bench.preview(forecast).objects[0])
    }

    @Test("is counted, without being shown")
    func counted() async throws {
        try await bench.apply(Self.definition("size", "color"))
        for name in ["x", "y", "z"] { try await make(name, name == "z" ? ["size": "1"] : ["color": "hush"]) }
        let (forecast, preview) = try await narrowed()
        #expect(preview.impact == .critical)
        #expect(
            preview.reasons.map(\.words) == [
                "versions[name=v1].spec.color: is removed; 2 of 3 things use it: default/x, default/y"
            ])
        #expect(!forecast.isPartial && !forecast.hasPassingRefusals && !"\(preview)".contains("hush"))
    }

    @Test("is nothing where none uses what goes, and is not asked for where nothing goes")
    func unused() async throws {
        try await bench.apply(Self.definition("size", "color"))
        try await make("x", ["size": "1"])
        #expect(try await narrowed().preview.impact == .medium)
        _ = bench.cluster.takeRequests()
        _ = try await bench.forecast([Self.definition("size", "color", "shape")])
        #expect(!bench.cluster.takeRequests().contains { $0.resource == "things" })
    }

    @Test("counts as used where the account may not list it, and says so", arguments: [false, true])
    func forbidden(isOnBehalf: Bool) async throws {
        try await bench.apply(Self.definition("size", "color"))
        try await make("x", ["size": "1"])
        bench.cluster.authorize { $0.resource != "things" }
        let (forecast, preview) = try await narrowed(isOnBehalf: isOnBehalf)
        #expect(preview.impact == .critical)
        #expect(preview.reasons.first?.words.hasSuffix("its objects may not be listed") == true)
        #expect(forecast.hasPassingRefusals != isOnBehalf)
    }

    @Test("is asked for again where the server does not answer")
    func silent() async throws {
        try await bench.apply(Self.definition("size", "color"))
        try await make("x", ["size": "1"])
        bench.cluster.add(
            MemoryFault(
                .refuse(status: 500, reason: "InternalError", message: "no", retryAfter: nil),
                to: { $0.resource == "things" }, times: 10_000))
        let (forecast, preview) = try await narrowed()
        #expect(forecast.isPartial && preview.impact == .critical)
    }

    @Test("is looked for in so many objects, page by page")
    func bounded() async throws {
        try await bench.apply(Self.definition("size", "color"))
        for number in 0..<520 { try await make("t\(number)", ["size": "1"]) }
        _ = bench.cluster.takeRequests()
        let (_, preview) = try await narrowed()
        #expect(preview.impact == .critical)
        #expect(
            preview.reasons.first?.words.hasSuffix("none of the first 500 things uses it") == true,
            "\(preview.reasons)")
        #expect(bench.cluster.takeRequests().count { $0.resource == "things" } == 6)
    }
}
