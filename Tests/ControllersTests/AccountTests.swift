import Applying
import Documents
import GitOpsAPI
import Testing

@testable import Controllers

@Suite("as whom an application is applied")
struct AccountTests {
    private let shared = ObjectKey(namespace: "martlet-system", name: "martlet-applier")

    private func accounts(_ fallback: String? = nil) -> Accounts {
        Accounts(fallback: fallback, shared: shared, own: nil)
    }

    @Test("the account that it names, of its own namespace; else the fallback there; else the shared one")
    func choice() {
        #expect(accounts().account(named: "deployer", in: "team").description == "team/deployer")
        #expect(accounts("other").account(named: "deployer", in: "team").description == "team/deployer")
        #expect(accounts("other").account(named: nil, in: "team").description == "team/other")
        #expect(accounts().account(named: nil, in: "team") == shared)
    }

    @Test("only who names none and has no fallback counts as without an account of its own")
    func sharing() {
        #expect(accounts().isShared(nil))
        #expect(!accounts("other").isShared(nil))
        // Also where it is the same account, in the controller's own namespace.
        #expect(!accounts().isShared("martlet-applier"))
    }

    @Test("what directs others takes an account of one's own, and what binds all namespaces takes it always")
    func directing() throws {
        func refusal(_ kind: String, named: String? = nil, allowAppOfApps: Bool) throws -> Refusal? {
            let settings = Settings(
                reach: .cluster, allowCrossNamespace: false, allowRemoteBases: false, allowAppOfApps: allowAppOfApps,
                accounts: accounts(), keptBytes: 0, concurrency: 1, installation: "martlet", instance: "test",
                home: "martlet-system")
            var spec = try spec()
            spec.destination.serviceAccountName = named
            let application = ObjectKey(namespace: "team", name: "app")
            return Identity(spec, of: application, settings, home: "martlet-system").refusal(
                ObjectID(group: "gitops.martlet.dev", kind: kind, namespace: "", name: "x"))
        }
        #expect(try refusal("GitOpsApplication", allowAppOfApps: false) == .accountRequired)
        #expect(try refusal("GitOpsApplication", allowAppOfApps: true) == nil)
        for allowAppOfApps in [false, true] {
            #expect(try refusal("GitOpsPolicy", allowAppOfApps: allowAppOfApps) == .administratorsOnly)
            #expect(try refusal("GitOpsPolicy", named: "deployer", allowAppOfApps: allowAppOfApps) == nil)
        }
    }
}
