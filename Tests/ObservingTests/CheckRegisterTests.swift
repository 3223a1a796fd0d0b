import Health
import TestKit
import Testing

@testable import Observing

@Suite("Which objects have still to be judged by checks")
struct CheckRegisterTests {
    private func check(_ kind: String, _ current: String = "true") -> HealthCheck {
        HealthCheck(group: "", kind: kind, current: current, inProgress: "", failed: "")
    }

    @Test("those that a check is about which has come, gone or changed")
    func changes() {
        var register = CheckRegister()
        register.set(HealthChecks([check("A")]), of: "shop/app") { _ in false }
        #expect(register.changes.isEmpty)
        #expect(register["shop/app"]?.checks == [check("A")])
        register.set(HealthChecks([check("B")]), of: "shop/app") { _ in true }
        #expect(register.changes == ["shop/app": [check("A"), check("B")]])
        register.set(HealthChecks([]), of: "shop/app") { _ in true }
        #expect(register["shop/app"] == nil && register["shop/other"] == nil)
        #expect(register.changes == ["shop/app": [check("A"), check("B")]])
    }

    @Test("and they stay so where more has changed meanwhile")
    func settling() {
        var register = CheckRegister()
        register.set(HealthChecks([check("A")]), of: "shop/app") { _ in true }
        let before = register.changes["shop/app"] ?? []
        register.set(HealthChecks([check("A", "false")]), of: "shop/app") { _ in true }
        register.settle(before, of: "shop/app")
        #expect(register.changes["shop/app"]?.count == 2)
        register.settle(register.changes["shop/app"] ?? [], of: "shop/app")
        #expect(register.changes.isEmpty)
    }
}
