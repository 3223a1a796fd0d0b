import Documents
import FoundationEssentials
package import KubeClient
import KubeModel
import Logging
package import Metrics
import Transport

/// A real Kubernetes API server for tests: etcd and kube-apiserver on loopback, in a temporary folder, without nodes.
///
/// ```swift
/// @Suite(.enabled("needs etcd and kube-apiserver") { await TestControlPlane.isAvailable() })
/// struct SomeTests {
///     @Test func works() async throws {
///         let client = try await TestControlPlane.shared().client()
///     }
/// }
/// ```
///
/// Guarantees: ports are free ones; every wait has a bound; the processes end with `stop()`, and with this process
/// however it ends.
package final class TestControlPlane: Sendable {
    package let kubeconfigPath: String
    private let script: ControlPlaneScript
    private let http: HTTPClient

    private init(script: ControlPlaneScript) {
        self.script = script
        kubeconfigPath = "\(script.folder)/kubeconfig"
        http = HTTPClient(HTTPClientConfiguration(userAgent: "martlet-tests", proxy: .direct))
    }

    /// Whether the programs are there; a test that needs them is skipped where they are not. `Scripts/kubernetes` gets
    /// them, and `$KUBEBUILDER_ASSETS` may name a folder that has them.
    package static func isAvailable() async -> Bool { await availability.value() }

    private static let availability = Once { await ControlPlaneScript.areProgramsInstalled() }

    /// The one that all tests of this process share; without controllers. It ends with the process. Use a namespace of
    /// your own in it (`makeNamespace`), and do not stop anything.
    package static func shared() async throws -> TestControlPlane { try await sharedOutcome.value().get() }

    private static let sharedOutcome = Once<Result<TestControlPlane, any Error>> {
        do { return .success(try await start(controllerManager: false)) } catch { return .failure(error) }
    }

    /// One of your own, to be stopped by you. With the controller manager, Deployments get Pods, owned objects are
    /// collected and deleted namespaces end.
    package static func start(controllerManager: Bool) async throws -> TestControlPlane {
        let name = "martlet-control-plane-\(UUID().uuidString.prefix(8).lowercased())"
        let script = ControlPlaneScript(folder: FileManager.default.temporaryDirectory.appending(path: name).path)
        var options = ["--owner", String(ProcessInfo.processInfo.processIdentifier)]
        if !controllerManager { options.append("--without-controller-manager") }
        try await script.run("up", options)
        return TestControlPlane(script: script)
    }

    package func configuration() throws -> KubeConfiguration {
        try KubeConfiguration.load(path: kubeconfigPath, context: nil, allowExec: false)
    }

    /// A client of the administrator. All clients share connections.
    package func client() throws -> KubeClient { client(try configuration()) }

    package func client(_ configuration: KubeConfiguration, metrics: Metrics = Metrics()) -> KubeClient {
        KubeClient(
            configuration: configuration, transport: http, metrics: metrics, userAgent: "martlet-tests",
            logger: Logger(label: "tests"))
    }

    /// Makes a namespace with a name that nobody else has.
    package func makeNamespace(_ prefix: String) async throws -> String {
        let namespace = try await client().create(
            .namespaces, namespace: nil,
            body: ["apiVersion": "v1", "kind": "Namespace", "metadata": ["generateName": .string("\(prefix)-")]])
        guard let name = namespace.name else { throw ControlPlaneError(message: "the new namespace has no name") }
        return name
    }

    package func stop() async throws {
        http.shutDown()
        try await script.run("down")
    }

    package func stopAPIServer() async throws { try await script.run("stop", ["apiserver"]) }

    /// Starts it again on the same port, and returns when it is ready.
    package func startAPIServer() async throws { try await script.run("start", ["apiserver"]) }

    package func restartAPIServer() async throws {
        try await stopAPIServer()
        try await startAPIServer()
    }

    /// Stops everything for a moment and keeps a copy of all that etcd has, for `restore`.
    package func backUp() async throws {
        try await script.run("stop", ["apiserver", "etcd"])
        try FileManager.default.copyItem(atPath: "\(script.folder)/etcd", toPath: "\(script.folder)/backup")
        try await script.run("start", ["etcd", "apiserver"])
    }

    /// Puts etcd back to what it was at the time of `backUp`: objects, and the versions that it counts.
    package func restore() async throws {
        try await script.run("stop", ["apiserver", "etcd"])
        try FileManager.default.removeItem(atPath: "\(script.folder)/etcd")
        try FileManager.default.moveItem(atPath: "\(script.folder)/backup", toPath: "\(script.folder)/etcd")
        try await script.run("start", ["etcd", "apiserver"])
    }

    /// Lets etcd forget everything but the newest versions: watches and lists that go on from before get a 410.
    package func compact() async throws { try await script.run("compact") }
}
