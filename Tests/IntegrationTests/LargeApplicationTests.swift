import Documents
import KubeModel
import KubeTesting
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("large applications") struct LargeApplicationTests {
        /// Where no other controller looks at what this one looks at, nor waits for it.
        private static let shared = Once<Result<OperatorCluster, any Error>> {
            do { return .success(try await OperatorCluster.start()) } catch { return .failure(error) }
        }

        private static let patience = Duration.seconds(90)

        private func alone(_ name: String) async throws -> Workspace {
            let workspace = try await Workspace(alone: try await Self.shared.value().get(), name)
            try await workspace.controller.start()
            return workspace
        }

        private func manifests(_ count: Int, nameLength: Int = 8) -> String {
            var random = SystemRandomNumberGenerator()
            return (0..<count).map { number in
                let filler = (0..<nameLength).map { _ in "bcdfghjklmnpqrstvwxz".randomElement(using: &random) ?? "b" }
                return "{apiVersion: v1, kind: ConfigMap, metadata: {name: c-\(number)-\(String(filler))}}"
            }.joined(separator: "\n---\n")
        }

        private func deploy(_ workspace: Workspace, spec: Value = [:]) async throws {
            try workspace.git.commit("Begin")
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: spec)
        }

        private func configMaps(_ workspace: Workspace) async throws -> Int {
            try await workspace.cluster.configMaps(in: workspace.namespace).count { $0.name?.hasPrefix("c-") == true }
        }

        @Test("more than a thousand objects have a packed inventory, with which another process goes on")
        func packed() async throws {
            let workspace = try await alone("packed")
            try workspace.git.write("app/many.yaml", manifests(1_300, nameLength: 40))
            try await deploy(workspace)
            try await workspace.waitUntilReady(within: Self.patience)
            let inventory = try #require(try await workspace.status()["inventory"])
            #expect(inventory["entries"]?.array?.map { $0["id"] } == ["packed"])
            #expect(inventory.jsonBytes().count < 100_000)

            try await workspace.controller.stop()
            try await workspace.controller.start()
            try await workspace.waitUntilReady()
            #expect(try await workspace.controller.metric("martlet_kube_requests_total", ["verb": "apply"]) == 0)
            #expect(try await workspace.status()["inventory"] == inventory)

            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("all objects go with their application", within: Self.patience) {
                try await !workspace.cluster.exists(workspace.application())
            }
            #expect(try await configMaps(workspace) == 0)
        }

        @Test(
            "objects that status has no room to remember are not applied, and what was there before is still repaired")
        func tooMany() async throws {
            let workspace = try await alone("many")
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try workspace.git.write("app/many.yaml", manifests(5_500, nameLength: 230))
            try await workspace.push()
            let message = try await workspace.waitUntilNotReady(reason: "TooManyObjects", within: Self.patience)
            #expect(message.contains("5501 objects") && message.contains("over several applications"), "\(message)")
            #expect(try await workspace.condition("Stalled", of: workspace.application())?.status == .true)
            #expect(try await configMaps(workspace) == 0)
            try await workspace.cluster.delete(.configMap("one", in: workspace.namespace))
            try await workspace.eventually("the object is back") { try await workspace.value("one") == "1" }
            #expect(try await workspace.ready()?.reason == "TooManyObjects")
            try await workspace.controller.stop()
        }

        @Test("a specification that leaves status no room is told, and nothing is applied that could not be remembered")
        func largeSpecification() async throws {
            let workspace = try await alone("specification")
            try workspace.git.write("app/many.yaml", manifests(3_500, nameLength: 230))
            let text = String(repeating: "0123456789abcdef", count: 1 << 16)
            try await deploy(workspace, spec: ["source": ["substitute": ["variables": ["TEXT": .string(text)]]]])
            let message = try await workspace.waitUntilNotReady(reason: "StatusTooLarge", within: Self.patience)
            #expect(message.contains("make the specification smaller"), "\(message)")
            #expect(try await workspace.condition("Stalled", of: workspace.application())?.status == .true)
            #expect(try await configMaps(workspace) == 0)
            // Smaller, it works at once.
            try await workspace.cluster.patch(workspace.application(), ["spec": ["source": ["substitute": .null]]])
            try await workspace.eventually("the intent fits", within: Self.patience) {
                try await configMaps(workspace) > 0
            }
        }
    }
}
