import Costs
import Documents
import FoundationEssentials
import Testing

@Suite("Prices")
struct PriceTests {
    private static let usual: Object = [
        "currency": "EUR", "cpu": "0.031611", "memory": "0.004237", "storage": "0.00005479452", "gpu": "0.95",
    ]

    private static func table(_ changes: Object = [:]) throws -> PriceTable {
        var data = usual
        for (key, value) in changes { data[key] = value == .null ? nil : value }
        return try PriceTable(["kind": "ConfigMap", "data": .object(data)])
    }

    private static func cost(_ pod: String, replicas: String = "1", _ table: PriceTable) throws -> CostChange {
        CostChange(try Asked.change(nil, Asked.workload(pod, replicas: replicas)), at: .table(table))
    }

    @Test("a month has 730 hours; the sum is rounded once")
    func month() throws {
        let table = try Self.table()
        // 2 × (0.031611 + 2 × 0.004237) × 730 = 58.52410
        let cost = try Self.cost(Asked.pod(cpu: "1", memory: "2Gi"), replicas: "2", table)
        #expect(cost.perMonth?.signedText == "+58.52" && cost.currency == "EUR" && cost.problem == nil)
        #expect(cost.words == "cpu +2, memory +4Gi, +58.52 EUR per month")
        // 100 × 0.00005479452 × 730 = 3.99999996
        let claim = """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec: {resources: {requests: {storage: 100Gi}}}
            """
        let gone = CostChange(try Asked.change(claim, nil), at: .table(table))
        #expect(gone.perMonth?.text == "-4.00" && gone.mostPerMonth == Money(hundredths: -400))
    }

    @Test("what is scaled has two sums, of which the larger one is the most")
    func scaled() throws {
        let change = try Asked.change(
            nil, Asked.workload(Asked.pod(cpu: "1", memory: "1Gi")), unchanged: [Asked.scaler(1, 10)])
        let cost = CostChange(change, at: .table(try Self.table()))
        #expect(cost.perMonth?.text == "26.17" && cost.perMonthScaledUp?.text == "261.69")
        #expect(cost.mostPerMonth == cost.perMonthScaledUp)
        #expect(
            cost.words
                == "cpu +1, memory +1Gi, +26.17 EUR per month; scaled up: cpu +10, memory +10Gi, +261.69 EUR per month")
    }

    @Test("without a price of something it is said that there is none, and the rest counts")
    func lacking() throws {
        let cost = try Self.cost(Asked.pod(cpu: "1", memory: "1Gi"), Self.table(["memory": .null]))
        #expect(cost.problem == "there is no price of memory" && cost.perMonth?.text == "23.08")
    }

    @Test("without a table, or with a broken one, there are numbers only")
    func numbers() throws {
        let change = try Asked.change(nil, Asked.workload(Asked.pod()))
        let plain = CostChange(change, at: .none)
        #expect(plain.perMonth == nil && plain.words == "cpu +100m, memory +128Mi" && plain.problem == nil)
        let broken = CostChange(change, at: .broken("no good"))
        #expect(broken.perMonth == nil && broken.words == "cpu +100m, memory +128Mi; no good")
    }

    @Test(
        "a broken table says what is wrong with it",
        arguments: [
            (["currency": .null], "'currency' is missing"), (["currency": "euro"], "'currency' takes three"),
            (["cpu": "-1"], "'cpu' takes"), (["cpu": "1e3"], "'cpu' takes"), (["cpu": "1000001"], "'cpu' takes"),
            (["cpu": "0.0000000000001"], "'cpu' takes"), (["cpu": ""], "'cpu' takes"), (["cpu": 1], "'cpu' takes"),
            (["cpu": "1.2.3"], "'cpu' takes"), (["cpu": "٣"], "'cpu' takes"), (["cpus": "1"], "'cpus' is none of"),
            (
                ["cpu": .null, "memory": .null, "storage": .null, "gpu": .null], "there is no price in it"
            ),
        ] as [(Object, String)])
    func broken(changes: Object, message: String) throws {
        let error = #expect(throws: PriceTableError.self) { try Self.table(changes) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test("the example is a table")
    func example() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Examples/prices.yaml"), encoding: .utf8)
        let table = try PriceTable(try Asked.object(text))
        #expect(table == (try Self.table(["currency": "USD"])))
    }

    @Test("amounts of money are written with two digits", arguments: [(0, "0.00"), (-5, "-0.05"), (1_240, "12.40")])
    func money(hundredths: Int, text: String) { #expect(Money(hundredths: Int128(hundredths)).text == text) }
}
