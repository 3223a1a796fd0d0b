import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("fields that are left to others") struct IgnoringTests {
        private func web(image: String, proxy: String?) -> String {
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {cost: unknown}}
            spec:
              replicas: 0
              selector:
                matchLabels: {app: web}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  tolerations: [{key: ours, operator: Exists}]
                  containers:
                  - {name: main, image: "\(image)"}

            """ + (proxy.map { "      - {name: proxy, image: \"\($0)\"}\n" } ?? "")
        }

        private static let rules: Value = [
            ["group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]],
            [
                "group": "apps", "kind": "*", "name": "web",
                "jqPathExpressions": [
                    ".spec.template.spec.containers[] | select(.name == \"proxy\")",
                    ".spec.template.spec.tolerations[]? | select(.key | startswith(\"injected\"))",
                    ".metadata.labels.cost",
                ],
            ],
        ]

        /// What an autoscaler, an injector and a webhook make of it.
        private static let changes: Value = [
            "metadata": ["labels": ["cost": "high"]],
            "spec": [
                "replicas": 3,
                "template": [
                    "spec": [
                        "tolerations": [
                            ["key": "injected-a", "operator": "Exists"], ["key": "ours", "operator": "Exists"],
                        ],
                        "containers": [
                            ["name": "proxy", "image": "proxy:9"], ["name": "main", "image": "main:1"],
                        ],
                    ]
                ],
            ],
        ]

        private func isLeft(_ workspace: Workspace, image: Value) async throws -> Bool {
            let live = try await workspace.cluster.get(.of("apps/v1", "Deployment", "web", in: workspace.namespace))
            let pod = live.at("spec", "template", "spec")
            let images = Dictionary(
                uniqueKeysWithValues: (pod?["containers"]?.array ?? []).map { ($0["name"], $0["image"]) })
            return live.label("cost") == "high" && live.at("spec", "replicas") == 3
                && pod?["tolerations"]?.array?.map { $0["key"] } == ["injected-a", "ours"]
                && images == ["proxy": "proxy:9", "main": image]
        }

        @Test("replicas, a container chosen by name, part of a list and a label stay as others have set them")
        func left() async throws {
            let workspace = try await workspace()
            let name = Reference.of("apps/v1", "Deployment", "web", in: workspace.namespace)
            try workspace.git.write("app/web.yaml", web(image: "main:1", proxy: "proxy:1"))
            try await workspace.deploy(spec: ["ignoreDifferences": IgnoringTests.rules])
            let made = try await workspace.cluster.get(name)
            #expect(
                made.at("spec", "replicas") == 0 && made.label("cost") == "unknown", "all is sent with a new object")

            try await workspace.cluster.patch(name, IgnoringTests.changes)
            try await workspace.always("nothing is put right", for: .seconds(2)) {
                try await isLeft(workspace, image: "main:1")
            }
            #expect(try await workspace.status().at("sync", "status") == "Synced")
            #expect(try await workspace.status().at("operation", "created") == 1, "nothing was even tried")

            try workspace.git.write("app/web.yaml", web(image: "main:2", proxy: "proxy:2"))
            try await workspace.push()
            try await workspace.eventually("the rest of a commit is applied") {
                try await isLeft(workspace, image: "main:2")
            }
            try workspace.git.write("app/web.yaml", web(image: "main:3", proxy: nil))
            try await workspace.push()
            try await workspace.eventually("what the source drops and others changed stays") {
                try await isLeft(workspace, image: "main:3")
            }
            try await workspace.cluster.patch(
                name, ["spec": ["template": ["spec": ["containers": [["name": "proxy", "image": "p"]]]]]])
            try await workspace.eventually("what is not left to others is repaired") {
                let live = try await workspace.cluster.get(name)
                return live.at("spec", "template", "spec", "containers")?.array?.contains { $0["image"] == "main:3" }
                    ?? false
            }
        }

        @Test("a part of a list that has one holder is no drift where another changes it, and stays across a commit")
        func parts() async throws {
            let workspace = try await workspace()
            let group = "\(workspace.namespace).example.org"
            func route(path: String) -> String {
                """
                apiVersion: \(group)/v1
                kind: Widget
                metadata: {name: route}
                spec: {rules: [{path: \(path), weight: 1}, {path: /b, weight: 1}]}
                """
            }
            let rule = "{type: object, properties: {path: {type: string}, weight: {type: integer}}}"
            let schema = "properties: {rules: {type: array, items: \(rule)}}"
            try await workspace.cluster.apply(
                widgetDefinition(group: group).replacing("properties: {size: {type: integer}}", with: schema))
            try workspace.git.write("app/route.yaml", route(path: "/a"))
            let left: Value = ["group": .string(group), "kind": "*", "jqPathExpressions": [".spec.rules[].weight"]]
            try await workspace.deploy(spec: ["ignoreDifferences": [left]])
            let name = Reference.of("\(group)/v1", "Widget", "route", in: workspace.namespace)
            let before = try await workspace.status().at("operation", "id")
            let weighed: Value = [["path": "/a", "weight": 90], ["path": "/b", "weight": 10]]
            try await workspace.cluster.patch(name, ["spec": ["rules": weighed]])
            try await workspace.always("nothing is done about it", for: .seconds(2)) {
                let operation = try await workspace.status().at("operation", "id")
                return try await workspace.cluster.get(name).at("spec", "rules") == weighed && operation == before
            }
            try workspace.git.write("app/route.yaml", route(path: "/c"))
            try await workspace.waitUntilReady(at: workspace.push())
            let rules: Value = [["path": "/c", "weight": 90], ["path": "/b", "weight": 10]]
            #expect(try await workspace.cluster.get(name).at("spec", "rules") == rules)
            let edited: Value = [["path": "/x", "weight": 5], ["path": "/b"]]
            try await workspace.cluster.patch(name, ["spec": ["rules": edited]])
            try await workspace.eventually("what is not left to others is repaired, as the cluster has the rest") {
                try await workspace.cluster.get(name).at("spec", "rules")
                    == [["path": "/c", "weight": 5], ["path": "/b"]]
            }
        }

        @Test("an expression that is no path is refused with the specification, with its place")
        func refused() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit("Begin")
            try await workspace.applyRepository()
            let rule: Value = ["kind": "ConfigMap", "jqPathExpressions": [".data | to_entries[] | .value"]]
            try await workspace.applyApplication(spec: ["ignoreDifferences": [rule]])
            try await workspace.eventually("it is refused") {
                let condition = try await workspace.condition("Stalled", of: workspace.application())
                return condition?.status == .true && condition?.message.contains("to_entries") == true
                    && condition?.message.contains("at character 9") == true
            }
        }
    }
}
