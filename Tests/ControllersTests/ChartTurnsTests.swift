import GitOpsAPI
import Testing

@testable import Controllers

@Suite("whose turn it is to look for a chart") struct ChartTurnsTests {
    private let turns = ChartTurns(share: 2)

    private func order(_ chart: String, at host: String) -> ChartOrder {
        var helm = GitOpsApplication.Helm()
        helm.chart = chart
        helm.repoURL = "https://\(host)/charts"
        guard let order = ChartOrder(helm, in: "shop") else { preconditionFailure("a chart of a repository is one") }
        return order
    }

    @Test("a namespace has two at once, whatever the hosts, and another one does not wait for it")
    func namespaces() {
        #expect(turns.begin(order("a", at: "one"), for: ["shop"]))
        #expect(turns.begin(order("a", at: "two"), for: ["shop"]))
        #expect(!turns.begin(order("a", at: "three"), for: ["shop"]))
        #expect(turns.begin(order("a", at: "four"), for: ["data"]))
    }

    @Test("a host is asked two things at once, by whomever")
    func hosts() {
        #expect(turns.begin(order("a", at: "Slow.example.org"), for: ["one"]))
        #expect(turns.begin(order("b", at: "slow.example.org"), for: ["two"]))
        #expect(!turns.begin(order("c", at: "slow.example.org"), for: ["three"]))
        #expect(turns.begin(order("c", at: "fast.example.org"), for: ["three"]))
    }

    @Test("what several namespaces want counts for one of them")
    func shared() {
        #expect(turns.begin(order("a", at: "one"), for: ["data", "shop"]))
        #expect(turns.begin(order("a", at: "two"), for: ["data", "shop"]))
        #expect(turns.begin(order("a", at: "three"), for: ["data", "shop"]))
    }

    @Test("an end calls those who waited, the first first, and as many as may begin now")
    func ends() {
        let (a, b, c, d) = (order("a", at: "1"), order("b", at: "2"), order("c", at: "3"), order("d", at: "4"))
        for order in [a, b] { #expect(turns.begin(order, for: ["shop"])) }
        for order in [c, d] { #expect(!turns.begin(order, for: ["shop"])) }
        #expect(turns.end(a) == [c])
        // Somebody else was faster: the place is kept.
        #expect(turns.begin(a, for: ["shop"]))
        #expect(!turns.begin(c, for: ["shop"]))
        #expect(turns.end(b) == [c])
        #expect(turns.begin(c, for: ["shop"]))
        #expect(turns.end(c) == [d])
        turns.forget(d)
        #expect(turns.end(a).isEmpty)
    }
}
