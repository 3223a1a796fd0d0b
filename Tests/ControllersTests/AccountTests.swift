import Documents
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
}
