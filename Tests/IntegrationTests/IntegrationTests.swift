import KubeTesting
import OperatorTesting
import Testing

/// The real program as a process, against a real API server, with real git repositories.
///
/// One control plane and one controller for all of them; each test has a namespace and a repository of its own. One after
/// the other, because many of them measure time.
@Suite(
    .serialized, .timeLimit(.minutes(6)),
    .enabled("needs etcd and kube-apiserver; Scripts/kubernetes gets them") { await TestControlPlane.isAvailable() })
enum IntegrationTests {
    /// What is promised to take a second may take three here: the machines that run tests are shared.
    static let second = Duration.seconds(3)

    static func workspace(_ name: String = #function) async throws -> Workspace {
        let (cluster, controller) = try await shared.value().get()
        let prefix = name.lowercased().filter { $0.isLetter }.prefix(20)
        return try await Workspace(cluster, controller, String(prefix))
    }

    /// A cluster where no other controller looks at the same resources, for tests that start controllers of their own.
    static func quietCluster() async throws -> OperatorCluster { try await quiet.value().get() }

    private static let quiet = Once<Result<OperatorCluster, any Error>> {
        do { return .success(try await OperatorCluster.start()) } catch { return .failure(error) }
    }

    private static let shared = Once<Result<(OperatorCluster, ControllerProcess), any Error>> {
        do {
            let cluster = try await OperatorCluster.shared()
            let controller = try ControllerProcess(
                cluster,
                options: [
                    "--allow-remote-bases", "--allow-app-of-apps", "--check-hosts=127.0.0.1",
                    "--check-networks=127.0.0.0/8",
                ])
            try await controller.start()
            return .success((cluster, controller))
        } catch {
            return .failure(error)
        }
    }

    /// Tells how long something took that was promised to be fast.
    static func report(_ what: String, _ time: Duration) {
        print("measured: \(what) took \(Int(time / .milliseconds(1))) ms")
    }
}
