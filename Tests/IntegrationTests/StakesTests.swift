import Documents
import GitOpsAPI
import KubeClient
import KubeTesting
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("cost and risk") struct StakesTests {
        /// What asks for nothing has its limits: the server puts them in.
        private static func workload(cpu: String) -> String {
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  initContainers: [{name: before, image: web, resources: {requests: {cpu: 10m, memory: 64Mi}}}]
                  containers: [{name: web, image: web, resources: {limits: {cpu: \(cpu), memory: 1Gi}}}]
            ---
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec: {minReplicas: 2, maxReplicas: 4, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
            """
        }

        private static let prices = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: martlet-prices}
            data: {currency: EUR, cpu: "0.03", memory: "0.004"}
            """

        private func told(_ workspace: Workspace) async throws -> Value? {
            try await workspace.status().at("plan", "cost")
        }

        @Test("plan, diff and record tell what a change costs, by prices that count as soon as they are there")
        func cost() async throws {
            let workspace = try await Workspace(alone: await IntegrationTests.quietCluster(), "stakes")
            try await workspace.controller.start()
            try workspace.git.write("app/web.yaml", Self.workload(cpu: "500m"))
            try workspace.git.commit("Begin")
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: ["sync": ["automatic": false]])
            try await workspace.eventually("the plan tells what is asked for") {
                try await told(workspace) == [
                    "cpu": "+1", "memory": "+2Gi", "scaledUp": ["cpu": "+2", "memory": "+4Gi"],
                ]
            }
            try await workspace.cluster.apply(Self.prices, namespace: workspace.namespace)
            try await workspace.eventually("it tells what that costs") {
                try await told(workspace) == [
                    "cpu": "+1", "memory": "+2Gi", "perMonth": "+27.74", "currency": "EUR",
                    "scaledUp": ["cpu": "+2", "memory": "+4Gi", "perMonth": "+55.48"],
                ]
            }
            let diff = try MartletProgram.run([
                "diff", "app", "-n", workspace.namespace, "--kubeconfig",
                workspace.cluster.controlPlane.kubeconfigPath, "--price-table",
                "\(workspace.namespace)/martlet-prices",
            ])
            #expect(
                diff.output.hasSuffix(
                    """
                    Cost: cpu +1, memory +2Gi, +27.74 EUR per month; scaled up: cpu +2, memory +4Gi, +55.48 EUR per month.

                    """), "\(diff)")
            try await workspace.cluster.annotate(workspace.application(), "gitops.martlet.dev/sync", "1")
            let type = try await workspace.cluster.type(APIGroup.apiVersion, "GitOpsDeployment")
            try await workspace.eventually("the record tells it") {
                let records = try await workspace.cluster.client.list(
                    type, namespace: workspace.namespace, labelSelector: nil)
                return records.compactMap(GitOpsDeployment.init).contains {
                    $0.status.impact == .low && $0.status.costDelta?.usual.perMonth == "+27.74"
                }
            }
            try await workspace.eventually("nothing is held") { try await workspace.status()["plan"] == nil }
        }
    }
}
