import Documents
import OperatorTesting
import Testing

extension EndToEndTests {
    @Suite struct HookTests {
        let tests = EndToEndTests()

        /// A Job as repositories for Argo CD have them.
        private func job(_ name: String, _ hook: String, _ command: String) -> String {
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: \(name)
              annotations:
                argocd.argoproj.io/hook: \(hook)
                argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
            spec:
              backoffLimit: 0
              ttlSecondsAfterFinished: 0
              template:
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 1
                  containers:
                    - name: main
                      image: \(Setting.workloadImage)
                      imagePullPolicy: IfNotPresent
                      command: ["/bin/sh", "-c", "\(command)"]
            """
        }

        private func hooks(_ team: Team) async throws -> [String] {
            (try await team.status("web").at("operation", "hooks")?.array ?? []).compactMap { hook in
                guard let object = hook["object"]?.string, let status = hook["status"]?.string else { return nil }
                return "\(object.split(separator: "/").last ?? ""): \(status)"
            }
        }

        private func waitUntilOver(_ phase: String, _ team: Team) async throws {
            try await team.eventually("the operation has \(phase)", within: .seconds(60), of: "web") {
                try await team.status("web").at("operation", "phase")?.string == phase
            }
        }

        @Test(
            "Jobs before and after run in their order, one that fails keeps the rest back, and the next commit mends it"
        )
        func order() async throws {
            try await tests.withTeam("hooks") { team in
                try Web(text: "first").write(to: team.git, application: "web")
                try team.git.write("web/before.yaml", job("before", "PreSync", "exit 0"))
                try team.git.write("web/after.yaml", job("after", "PostSync", "exit 0"))
                try team.git.write("web/clean.yaml", job("clean", "SyncFail", "exit 0"))
                let first = try await team.push()
                try await team.apply(application: "web", more: "sync: {retry: {limit: 0}}")
                try await team.waitUntilHealthy("web", at: first)
                try await waitUntilOver("Succeeded", team)
                #expect(try await hooks(team) == ["before: Succeeded", "after: Succeeded"])
                try await tests.checkRunning(team, text: "first")

                try Web(text: "second").write(to: team.git, application: "web")
                try team.git.write("web/before.yaml", job("before", "PreSync", "exit 3"))
                try await team.push()
                try await waitUntilOver("Failed", team)
                #expect(try await hooks(team) == ["before: Failed", "clean: Succeeded"])
                try await tests.checkRunning(team, text: "first")

                try team.git.write("web/before.yaml", job("before", "PreSync", "exit 0"))
                try await team.waitUntilHealthy("web", at: try await team.push())
                try await tests.checkRunning(team, text: "second")
            }
        }

        @Test("an application whose new Pods do not start goes back to those that did")
        func rollback() async throws {
            try await tests.withTeam("rollback") { team in
                try Web(text: "good").write(to: team.git, application: "web")
                let good = try await team.push()
                try await team.apply(application: "web", more: "health: {timeout: 20s, onFailure: Rollback}")
                try await team.waitUntilHealthy("web", at: good)
                try Web(text: "bad", command: ["/bin/sh", "-c", "'exit 3'"]).write(to: team.git, application: "web")
                let bad = try await team.push()
                try await team.eventually("it is back", within: .seconds(120), of: "web") {
                    let status = try await team.status("web")
                    let reason = status["conditions"]?.array?.first { $0["type"] == "Ready" }?["reason"]
                    return reason == "RolledBack"
                }
                let pin = try await team.status("web")["pin"]
                #expect(
                    pin?["revision"]?.string?.hasSuffix(good) == true && pin?["skips"]?.string?.hasSuffix(bad) == true)
                try await tests.checkRunning(team, text: "good")
                print(try await Kubectl.run(["--namespace", team.namespace, "get", "goapp,pods"]))
            }
        }
    }
}
