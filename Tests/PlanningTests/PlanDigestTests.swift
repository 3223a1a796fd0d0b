import Digests
import Planning
import Testing

@Suite("the digest of a plan") struct PlanDigestTests {
    private let one = id("ConfigMap", "one")
    private let two = id("ConfigMap", "two")

    private func digest(_ objects: [DesiredObject], gone: LiveRow? = nil) -> String {
        let known = gone == nil ? Inventory() : Inventory([entry(two)])
        let plan = plan(
            desired: objects, inventory: known, live: { $0 == two ? gone : nil }, options: options(allowEmpty: true))
        return plan.digest(of: objects).hex
    }

    @Test("is the same for the same writes, wherever they come from")
    func same() {
        let first = digest([desired(one, place: "a.yaml:1"), desired(two)])
        #expect(first == digest([desired(two), desired(one, place: "b.yaml:9")]))
    }

    @Test("tells other contents, versions, objects and deletions apart")
    func others() {
        let all = [
            digest([desired(one)]), digest([desired(one, digest: 2)]), digest([desired(one, version: "v2")]),
            digest([desired(two)]), digest([]), digest([desired(one)], gone: row()),
            digest([desired(one)], gone: row(uid: "another")),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test("is the same where something is only applied again, or is put off")
    func asked() {
        let objects = [desired(one), desired(two)]
        let gone = id("ConfigMap", "gone")
        let rows = [one: row(), gone: row(uid: "g")]
        func digest(forceAll: Bool, last: Bool) -> String {
            var options = options()
            options.forceAll = forceAll
            let plan = plan(
                desired: objects, inventory: Inventory([entry(one), entry(gone)]), live: { rows[$0] },
                options: options)
            return plan.pruningLast(where: last, unless: false).digest(of: objects).hex
        }
        let usual = digest(forceAll: false, last: false)
        #expect(digest(forceAll: true, last: false) == usual && digest(forceAll: false, last: true) == usual)
    }
}
