import ArgumentParser
import Documents
import KubeClient
import KubeModel
import Transport

/// The bare requests first, then the same objects through the controller, which runs already and has nothing to do.
struct Measure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Measures a running controller.")

    @Option(help: "The kubeconfig of a cluster that may be filled.")
    var kubeconfig: String

    @Option(help: "The repository that `generate` has filled.")
    var repositoryURL: String

    @Option(help: "The controller's process id.")
    var controller: Int

    @Option(help: "How many applications.")
    var applications = 1_000

    @Option(help: "One application of so many ConfigMaps instead.")
    var configMaps: Int?

    @Option(help: "How many requests are under way at once.")
    var concurrency = 64

    func run() async throws {
        let http = Cluster.connections()
        defer { http.shutDown() }
        let cluster = try Cluster(kubeconfig: kubeconfig, over: http, concurrency: concurrency)
        let workload = Workload(applications: applications, configMaps: configMaps)

        let bare = try await measureBare(workload, in: cluster)
        print("the bare requests took \(bare.applied), now the applications")
        let before = try ProcessUsage(of: controller)
        let ours = try await measureController(workload, in: cluster)
        let after = try ProcessUsage(of: controller)
        print(Report(applications: workload.all.count, bare: bare, ours: ours, before: before, after: after).text)
    }

    /// Server-side apply of every object, and then until Kubernetes' own controllers have seen the last Deployment.
    private func measureBare(_ workload: Workload, in cluster: Cluster) async throws -> Report.Bare {
        let namespace = "bench-bare"
        try await cluster.createNamespace(namespace)
        let objects = try workload.all.flatMap { try $0.objects() }
        let clock = ContinuousClock()
        let start = clock.now
        try await cluster.apply(objects, namespace: namespace)
        let applied = clock.now
        try await cluster.wait(
            for: workload.deployments, of: try await cluster.type("apps/v1", "Deployment"), in: namespace,
            where: Readiness.isObserved)
        return Report.Bare(
            requests: objects.count, applied: start.duration(to: applied), settled: start.duration(to: clock.now))
    }

    private func measureController(_ workload: Workload, in cluster: Cluster) async throws -> Duration {
        let namespace = "bench"
        try await cluster.createNamespace(namespace)
        let type = try await cluster.type("gitops.martlet.dev/v1alpha1", "GitOpsApplication")
        let resources = workload.all.map { $0.resource(repository: "bench", destination: namespace) }
        let clock = ContinuousClock()
        let start = clock.now
        try await cluster.apply([.repository(at: repositoryURL)], namespace: namespace)
        try await cluster.apply(resources, namespace: namespace)
        try await cluster.wait(for: workload.all.count, of: type, in: namespace, where: Readiness.isReady)
        return start.duration(to: clock.now)
    }
}
