import ArgumentParser
import Documents
import FoundationEssentials
import KubeClient
import KubeModel
import Transport

/// What it costs that something waits: rollouts that hang beside those that do not, and waves beside none.
struct Steps: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures a running controller with applications that wait.", subcommands: [Write.self, Measure.self])

    struct Write: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Writes the manifests into a folder.")

        @Argument(help: "The folder to write to.")
        var folder: String

        func run() throws {
            for part in StepsWorkload.Part.allCases {
                for number in 1...part.count {
                    let path = "\(folder)/\(part.path(number))"
                    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
                    try part.manifests(number).write(
                        toFile: "\(path)/manifests.yaml", atomically: false, encoding: .utf8)
                }
            }
        }
    }

    struct Measure: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Measures.")
        private static let namespace = "bench"

        @Option(help: "The kubeconfig of a cluster that may be filled.")
        var kubeconfig: String

        @Option(help: "The repository that `write` has filled.")
        var repositoryURL: String

        func run() async throws {
            let http = Cluster.connections()
            defer { http.shutDown() }
            let cluster = try Cluster(kubeconfig: kubeconfig, over: http)
            try await cluster.createNamespace(Self.namespace)
            try await cluster.apply([.repository(at: repositoryURL)], namespace: Self.namespace)
            let type = try await cluster.type("gitops.martlet.dev/v1alpha1", "GitOpsApplication")

            // So that nothing is fetched, or asked for the first time, while it is measured.
            _ = try await time(.flat, 1...1, cluster, type)
            let alone = try await time(.alone, 1...StepsWorkload.others, cluster, type)
            _ = try await time(.hanging, 1...StepsWorkload.hanging, cluster, type, until: Readiness.isWaiting)
            let beside = try await time(.beside, 1...StepsWorkload.others, cluster, type)
            var (flat, waves): ([Duration], [Duration]) = ([], [])
            for number in 2...StepsWorkload.rounds {
                flat.append(try await time(.flat, number...number, cluster, type))
                waves.append(try await time(.waves, number...number, cluster, type))
            }
            print(report(alone, beside, flat.sorted()[flat.count / 2], waves.sorted()[waves.count / 2]))
        }

        /// From the first request to the last application that is ready.
        private func time(
            _ part: StepsWorkload.Part, _ numbers: ClosedRange<Int>, _ cluster: Cluster, _ type: ResourceType,
            until isDone: @escaping @Sendable (Value) -> Bool = Readiness.isReady
        ) async throws -> Duration {
            let resources = numbers.map { part.resource($0, repository: "bench", destination: Self.namespace) }
            let names = Set(numbers.map(part.name))
            let clock = ContinuousClock()
            let start = clock.now
            try await cluster.apply(resources, namespace: Self.namespace)
            try await cluster.wait(for: names.count, of: type, in: Self.namespace) {
                names.contains($0.name ?? "") && isDone($0)
            }
            return start.duration(to: clock.now)
        }

        private func report(_ alone: Duration, _ beside: Duration, _ flat: Duration, _ waves: Duration) -> String {
            """
            | applications that wait | |
            |---|---|
            | \(StepsWorkload.others) applications, until all are Ready | \(Report.seconds(alone)) |
            | as many beside \(StepsWorkload.hanging) whose rollouts hang | \(Report.seconds(beside)) |
            | ratio | \(Report.decimal(beside / alone)) |
            | one application of \(StepsWorkload.waves) ConfigMaps, median | \(Report.seconds(flat)) |
            | the same in \(StepsWorkload.waves) waves, median | \(Report.seconds(waves)) |
            | a wave, beyond its requests | \(Report.decimal((waves - flat) / .milliseconds(StepsWorkload.waves))) ms |
            """
        }
    }
}
