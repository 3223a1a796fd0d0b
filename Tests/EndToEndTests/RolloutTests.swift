import OperatorTesting
import Testing

extension EndToEndTests {
    /// One way in which a rollout fails, and what an application's health has to name.
    struct FailingRollout: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout Web) -> Void
        var words: [String]

        static let all = [
            FailingRollout(
                testDescription: "an image that is not there", change: { $0.image = "registry.invalid/absent:1" },
                words: ["web-", "server", "Image"]),
            FailingRollout(
                testDescription: "a container that ends again and again",
                change: { $0.command = ["/bin/sh", "-c", "'exit 3'"] }, words: ["web-", "server", "3"]),
            FailingRollout(
                testDescription: "Pods that are not ready by the deadline",
                change: {
                    $0.readinessPort = 1
                    $0.progressDeadline = 5
                }, words: ["progress deadline", "web-", "server"]),
        ]
    }

    @Test(
        "health follows a failing rollout to Degraded, names the Pod's reason, and comes back",
        arguments: FailingRollout.all)
    func failingRollout(_ failure: FailingRollout) async throws {
        try await withTeam("rollout") { team in
            let good = Web()
            try good.write(to: team.git, application: "web")
            let commit = try await team.push()
            try await team.apply(application: "web")
            try await team.waitUntilHealthy("web", at: commit)

            var bad = good
            bad.text = "bad"
            failure.change(&bad)
            try bad.write(to: team.git, application: "web")
            try await team.push()
            let message = try await team.waitUntilDegraded("web", naming: failure.words)
            Self.report("\(failure.testDescription): \(message)")
            print(try await Kubectl.run(["--namespace", team.namespace, "get", "goapp,pods"]))

            try good.write(to: team.git, application: "web")
            try await team.waitUntilHealthy("web", at: try await team.push())
            try await checkRunning(team, text: good.text)
        }
    }
}
