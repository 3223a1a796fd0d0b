import Documents
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Testing

/// A definition that is deleted, and made again later.
@Suite(.timeLimit(.minutes(1))) struct VanishingKindTests {
    private static let definition: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "widgets.example.org"],
        "spec": [
            "group": "example.org", "scope": "Namespaced",
            "names": ["plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true,
                    "schema": [
                        "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                    ],
                ]
            ],
        ],
    ]

    private func define(_ bench: Bench) async throws {
        _ = try await bench.client.create(.customResourceDefinitions, namespace: nil, body: Self.definition)
    }

    private func widgets(_ bench: Bench) -> Int {
        bench.cluster.objects(group: "example.org", resource: "widgets").count
    }

    private func hasWidgets(_ bench: Bench, _ status: Value) -> Bool {
        bench.applications.values.first?.at("status", "sync", "status") == status
    }

    @Test("its watch ends, and its objects are made and watched again once it is back")
    func life() async throws {
        try await Bench.play { bench in
            bench.repository.commit(
                "widget.yaml", "apiVersion: example.org/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 1}\n")
            try await define(bench)
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating { try await observe(bench) }
        }
    }

    private func observe(_ bench: Bench) async throws {
        try await bench.eventually("the widget is there") { widgets(bench) == 1 && hasWidgets(bench, "Synced") }
        _ = try await bench.client.delete(
            .customResourceDefinitions, ObjectKey(namespace: "", name: "widgets.example.org"), uid: nil,
            resourceVersion: nil, propagation: .background)
        try await bench.eventually("it is missing") {
            hasWidgets(bench, "OutOfSync") && !bench.cluster.openWatches.contains { $0.resource == "widgets" }
        }
        try await define(bench)
        try await bench.eventually("the widget is there again, and watched", within: .seconds(600)) {
            widgets(bench) == 1 && hasWidgets(bench, "Synced")
                && bench.cluster.openWatches.contains { $0.resource == "widgets" }
        }
    }
}
