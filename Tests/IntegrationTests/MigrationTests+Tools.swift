import Documents
import FoundationEssentials
import KubeClient
import KubeModel
import KubeTesting
import OperatorTesting
import TestKit
import Testing
import YAML

/// What tools have done to a cluster, and what is done to that.
extension IntegrationTests.MigrationTests {
    /// As much of the tools' definitions as counts: any field, and status beside them.
    private static let definitions: [Value] = [
        ("argoproj.io", "v1alpha1", "Application"), ("argoproj.io", "v1alpha1", "ApplicationSet"),
        ("kustomize.toolkit.fluxcd.io", "v1", "Kustomization"), ("helm.toolkit.fluxcd.io", "v2", "HelmRelease"),
        ("source.toolkit.fluxcd.io", "v1", "GitRepository"),
    ].map { group, version, kind in
        let plural = kind == "GitRepository" ? "gitrepositories" : "\(kind.lowercased())s"
        let schema: Value = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("\(plural).\(group)")],
            "spec": [
                "group": .string(group), "scope": "Namespaced",
                "names": [
                    "kind": .string(kind), "plural": .string(plural), "singular": .string(kind.lowercased()),
                    "listKind": .string("\(kind)List"),
                ],
                "versions": [
                    [
                        "name": .string(version), "served": true, "storage": true,
                        "schema": ["openAPIV3Schema": schema],
                    ]
                ],
            ],
        ]
    }

    /// What git has.
    static let manifests = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: web}}
        spec:
          replicas: 0
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "example.org/web:1"}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080}]}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: keys}
        data: {password: aHVudGVyMg==}
        """

    static let kinds = [
        ("apps/v1", "Deployment", "web"), ("v1", "Service", "web"), ("v1", "Secret", "keys"),
    ]

    func begin(_ name: String) async throws -> Workspace {
        let workspace = try await IntegrationTests.workspace(name)
        for definition in Self.definitions {
            try await workspace.cluster.apply(definition)
            try await workspace.eventually("\(definition.name ?? "") is served") {
                let live = try await workspace.cluster.get(
                    .of("apiextensions.k8s.io/v1", "CustomResourceDefinition", definition.name ?? ""))
                return Conditions(live.at("status", "conditions")).isTrue("Established")
            }
        }
        try workspace.git.write("web/all.yaml", Self.manifests)
        try workspace.git.commit("Begin")
        return workspace
    }

    func objects(_ workspace: Workspace) async throws -> [Value] {
        var found: [Value] = []
        for (version, kind, name) in Self.kinds {
            found.append(try await workspace.cluster.get(.of(version, kind, name, in: workspace.namespace)))
        }
        return found
    }

    /// As a tool does it: with its name and marks, by server-side apply or, like Argo CD, as kubectl once did.
    func applyAs(_ manager: String, marks: (Value) -> Value, _ workspace: Workspace) async throws {
        for document in try yaml(Self.manifests) {
            var object = document
            object["metadata"]?["namespace"] = .string(workspace.namespace)
            object["metadata"] = merged(object["metadata"] ?? [:], marks(document))
            let type = try await workspace.cluster.type(object.apiVersion ?? "", object.kind ?? "")
            _ = try await workspace.cluster.client.apply(
                type, ObjectKey(namespace: workspace.namespace, name: object.name ?? ""), body: object,
                fieldManager: manager, force: true, dryRun: false)
        }
    }

    private func yaml(_ text: String) throws -> [Value] { try YAML.parse(text).map(\.value) }

    private func merged(_ metadata: Value, _ more: Value) -> Value {
        guard case .object(var all) = metadata else { return more }
        for (name, value) in more.object ?? Object() {
            var members = all[name]?.object ?? Object()
            for (key, value) in value.object ?? Object() { members[key] = value }
            all[name] = .object(members)
        }
        return .object(all)
    }

    func migrate(
        _ tool: String, _ step: String, _ workspace: Workspace, _ names: String..., timeout: Int = 60
    ) throws -> MartletProgram.Outcome {
        try MartletProgram.run(
            ["migrate", tool, step] + names + [
                "--kubeconfig", workspace.cluster.controlPlane.kubeconfigPath, "-n", workspace.namespace, "--timeout",
                "\(timeout)",
            ])
    }

    /// All that a person or a controller could notice is the same, but for versions.
    func expectSame(
        _ objects: [Value], _ others: [Value], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for (object, other) in zip(objects, others) {
            #expect(essence(object) == essence(other), sourceLocation: sourceLocation)
        }
    }

    private func essence(_ object: Value) -> String {
        var rest = object
        rest["metadata"]?["resourceVersion"] = nil
        rest["metadata"]?["generation"] = nil
        // Kubernetes' own controllers write these whenever they come to it.
        rest["status"] = nil
        let annotations = (object.at("metadata", "annotations")?.object ?? Object()).filter { key, _ in
            key != "deployment.kubernetes.io/revision"
        }
        rest["metadata"]?["annotations"] = annotations.isEmpty ? nil : .object(Object(annotations))
        let fields = (object.at("metadata", "managedFields")?.array ?? []).filter {
            $0["manager"] != "kube-controller-manager"
        }
        rest["metadata"]?["managedFields"] = .array(fields)
        return String(decoding: rest.jsonBytes(sortedKeys: true), as: UTF8.self)
    }
}
