import FoundationEssentials
import KubeTesting
import Processes
import Testing

@Suite(.enabled("needs etcd and kube-apiserver") { await TestControlPlane.isAvailable() }, .timeLimit(.minutes(4)))
struct InstallTests {
    /// Bringing up a control plane takes about 4 s, the checks as long again; a busy machine may need many times that.
    private static let limit = Duration.seconds(180)

    @Test("a real API server accepts Deploy/ and Examples/, and the controller's rights are those meant")
    func installManifests() async throws {
        let check = Command(
            program: "\(ProjectTree.root)/Scripts/check-deploy", arguments: [],
            environment: ProcessInfo.processInfo.environment, outputLimit: 1 << 20)
        let result = try await check.run(within: Self.limit)
        #expect(result.status == 0, "\(String(decoding: result.output + result.errorOutput, as: UTF8.self))")
    }
}
