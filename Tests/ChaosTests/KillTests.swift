import Documents
import FoundationEssentials
import OperatorTesting
import TestKit
import Testing

extension ChaosTests {
    @Suite struct KillTests {
        private static let rounds = 14

        @Test("kill -9 at any moment, while commits come: in the end everything is as the newest commit says")
        func killed() async throws {
            let seed =
                ProcessInfo.processInfo.environment["MARTLET_CHAOS_SEED"].flatMap(UInt64.init)
                ?? .random(in: 1...1_000_000)
            print("chaos: MARTLET_CHAOS_SEED=\(seed)")
            let workspace = try await ground("killed")
            var random = SeededRandom(seed: seed)
            var model = try Model(workspace)
            let strangers = try await makeStrangers(workspace)
            try await model.begin()
            for round in 0..<Self.rounds {
                // Half of the time it has just started, and has much to find out; half of the time it was at rest.
                if round.isMultiple(of: 2) {
                    try model.change(&random)
                    try workspace.controller.launch()
                } else {
                    try await workspace.controller.start()
                    try model.change(&random)
                    try await workspace.request(workspace.repository)
                }
                if round == Self.rounds / 2 { try await model.deleteOne() }
                try await Task.sleep(
                    for: .milliseconds(.random(in: 0...(round % 3 == 0 ? 2_000 : 700), using: &random)))
                workspace.controller.kill()
            }
            try await workspace.controller.start()
            try await model.expectConvergence()
            #expect(try await strangers.asyncMap { try await workspace.version($0.0) } == strangers.map(\.1))
            workspace.controller.kill()
        }

        /// Objects that look alike and are nobody's, or somebody else's.
        private func makeStrangers(_ workspace: Workspace) async throws -> [(Reference, String)] {
            try await workspace.cluster.apply(
                """
                \(configMap("foreign", "stays"))
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: a-foreign
                  labels: {gitops.martlet.dev/managed-by: another}
                  annotations: {gitops.martlet.dev/application: \(workspace.namespace)/a}
                data: {text: stays}
                """, namespace: workspace.namespace)
            let references = ["foreign", "a-foreign"].map { Reference.configMap($0, in: workspace.namespace) }
            return try await references.asyncMap { ($0, try await workspace.version($0)) }
        }
    }

    /// What the repository says, and what is therefore to be in the cluster.
    private struct Model {
        let workspace: Workspace
        private var applications = ["a", "b", "c", "d"]
        private var objects: [String: [String: String]] = [:]
        private var counter = 0
        private var head = ""

        init(_ workspace: Workspace) throws {
            self.workspace = workspace
            for application in applications {
                for number in 0..<6 { try set("\(application)-\(number)", "begin", of: application) }
            }
            head = try workspace.git.commit("Begin")
        }

        func begin() async throws {
            try await workspace.applyRepository(interval: "1s")
            for application in applications { try await workspace.applyApplication(application) }
        }

        private mutating func set(_ name: String, _ text: String, of application: String) throws {
            objects[application, default: [:]][name] = text
            try workspace.git.write("\(application)/\(name).yaml", configMap(name, text))
        }

        /// One commit that adds, changes and removes a few objects in some applications; one object moves.
        mutating func change(_ random: inout SeededRandom) throws {
            for application in applications where Bool.random(using: &random) {
                counter += 1
                try set("\(application)-new-\(counter)", "\(counter)", of: application)
                let names = (objects[application] ?? [:]).keys.sorted()
                if let name = names.randomElement(using: &random) {
                    try set(name, "changed \(counter)", of: application)
                }
                // At least one stays, or the guard against deleting everything is what is tested.
                if names.count > 3, let name = names.randomElement(using: &random) { try remove(name, of: application) }
            }
            head = try workspace.git.commit("Change \(counter)")
        }

        private mutating func remove(_ name: String, of application: String) throws {
            guard objects[application]?.removeValue(forKey: name) != nil else { return }
            try workspace.git.remove("\(application)/\(name).yaml")
        }

        /// Deletes the last application; its objects go with it.
        mutating func deleteOne() async throws {
            let last = applications.removeLast()
            objects[last] = nil
            try await workspace.cluster.delete(workspace.application(last))
        }

        func expectConvergence() async throws {
            for application in applications {
                try await workspace.waitUntilReady(application, at: head, within: recovery)
            }
            try await workspace.eventually("the deleted application is gone", within: recovery, of: "d") {
                try await !workspace.cluster.exists(workspace.application("d"))
            }
            let desired = objects.values.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
            let managed = try await workspace.managed()
            #expect(managed == desired, "neither orphans nor gaps")
        }
    }
}

extension Array {
    func asyncMap<T>(_ transform: (Element) async throws -> T) async throws -> [T] {
        var results: [T] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
