import Documents
import FoundationEssentials
import KubeClient
import OperatorTesting
import TestKit
import Testing

extension ChaosTests {
    @Suite struct SteadyStateTests {
        @Test("a restart with everything in place writes nothing")
        func restart() async throws {
            let workspace = try await ground("restart")
            for name in ["a", "b", "c"] {
                for number in 0..<5 {
                    try workspace.git.write("\(name)/\(number).yaml", configMap("\(name)-\(number)", "1"))
                }
            }
            try await workspace.controller.start()
            try workspace.git.commit()
            try await workspace.applyRepository()
            for name in ["a", "b", "c"] { try await workspace.applyApplication(name) }
            for name in ["a", "b", "c"] { try await workspace.waitUntilReady(name, within: soon) }
            try await workspace.controller.stop()
            let before = try await versions(workspace)
            try await workspace.controller.start()
            try await eventually("all have been looked at") {
                try await workspace.controller.metric("martlet_managed_objects") == 15
            }
            try await Task.sleep(for: .seconds(4))
            let runs = try await workspace.controller.metric(
                "martlet_reconcile_total", ["kind": "GitOpsApplication", "result": "unchanged"])
            #expect(runs >= 3)
            for verb in ["apply", "patch", "update", "delete"] {
                #expect(try await workspace.requests(verb) == 0, "\(verb)\n\(workspace.controller.logTail())")
            }
            // Servers since 1.28 are asked at the start who one is, which is a review that is created and kept nowhere.
            let reviews = try? await workspace.cluster.apiVersion(of: "SelfSubjectReview", in: "authentication.k8s.io")
            #expect(
                try await workspace.requests("create") <= (reviews == nil ? 0 : 1), "\(workspace.controller.logTail())")
            #expect(try await versions(workspace) == before)
            try await workspace.controller.stop()
        }

        /// Of everything that a controller could have written.
        private func versions(_ workspace: Workspace) async throws -> [String] {
            var references = ["a", "b", "c"].map { workspace.application($0) } + [workspace.repository]
            for name in ["a", "b", "c"] {
                references += (0..<5).map { Reference.configMap("\(name)-\($0)", in: workspace.namespace) }
            }
            return try await references.asyncMap { try await workspace.version($0) }
        }

        @Test("200 applications: nothing is asked while nothing happens, and a commit to one renders one")
        func manyApplications() async throws {
            let workspace = try await ground("many")
            let names = (0..<Self.count).map { "app-\($0)" }
            for name in names { try workspace.git.write("\(name)/object.yaml", configMap(name, "1")) }
            try await workspace.controller.start()
            try await deploy(names, workspace)
            try await expectSilence(workspace)
            try await expectOneRender(names, workspace)
            try await workspace.controller.stop()
        }

        private static let count = 200

        private func deploy(_ names: [String], _ workspace: Workspace) async throws {
            let head = try workspace.git.commit()
            try await workspace.applyRepository(interval: "1m")
            for name in names { try await workspace.applyApplication(name) }
            let time = try await workspace.eventually("all are ready", within: .seconds(120), of: "app-0") {
                try await revisions(workspace) == Set(["main@sha1:\(head)"])
            }
            print("chaos: 200 applications were ready \(time) after the last was made")
            // Events are told a little later than they happen.
            try await Task.sleep(for: .seconds(5))
        }

        /// The revisions of all applications, and "not ready" where one is not.
        private func revisions(_ workspace: Workspace) async throws -> Set<String> {
            let type = try await workspace.cluster.type("gitops.martlet.dev/v1alpha1", "GitOpsApplication")
            let objects = try await workspace.cluster.client.list(
                type, namespace: workspace.namespace, labelSelector: nil)
            return Set(
                objects.map { object in
                    let isReady = object.at("status", "conditions")?.array?.contains {
                        $0["type"]?.string == "Ready" && $0["status"]?.string == "True"
                    }
                    return isReady == true ? object.at("status", "sync", "revision")?.string ?? "" : "not ready"
                })
        }

        private func expectSilence(_ workspace: Workspace) async throws {
            let seconds = ProcessInfo.processInfo.environment["MARTLET_STEADY_SECONDS"].flatMap(Int.init) ?? 20
            let verbs = ["get", "list", "create", "apply", "patch", "update", "delete", "watch"]
            let before = try await verbs.asyncMap { try await workspace.requests($0) }
            try await Task.sleep(for: .seconds(seconds))
            let after = try await verbs.asyncMap { try await workspace.requests($0) }
            for (verb, counts) in zip(verbs, zip(before, after)) {
                let (before, after) = (Int(counts.0), Int(counts.1))
                print("chaos: martlet_kube_requests_total{verb=\"\(verb)\"} \(before) → \(after) in \(seconds) s")
            }
            #expect(before.dropLast() == after.dropLast(), "nothing but watches in \(seconds) s of nothing")
        }

        private func expectOneRender(_ names: [String], _ workspace: Workspace) async throws {
            func rendered() async throws -> Double {
                try await workspace.controller.metric("martlet_renders_total", ["result": "rendered"])
            }
            let (renders, applies, patches) = (
                try await rendered(), try await workspace.requests("apply"), try await workspace.requests("patch")
            )
            let others = names.filter { $0 != "app-7" }.map { Reference.configMap($0, in: workspace.namespace) }
            let versions = try await others.asyncMap { try await workspace.version($0) }
            try workspace.git.write("app-7/object.yaml", configMap("app-7", "2"))
            let head = try await workspace.push()
            let time = try await workspace.eventually("all are at the commit", within: .seconds(60), of: "app-7") {
                try await revisions(workspace) == Set(["main@sha1:\(head)"])
            }
            let written = try await workspace.requests("patch") - patches
            print("chaos: a commit to one of 200 was everywhere in status after \(time), with \(Int(written)) patches")
            #expect(try await workspace.text("app-7") == "2")
            #expect(try await rendered() - renders == 1)
            #expect(try await workspace.requests("apply") - applies == 1)
            // Of the others only the revision in status moves: one write each, and the one that changed writes ahead.
            #expect(written <= Double(Self.count) + 2)
            #expect(try await others.asyncMap { try await workspace.version($0) } == versions)
        }
    }
}
