import Testing

@testable import Git

@Suite("room on disk") struct DiskLedgerTests {
    private let ledger = DiskLedger(limit: 1_000, share: 600)

    @Test("an account has its share, what is being received counted twice; another one has room")
    func share() {
        ledger.note("a", size: 300, for: "shop")
        #expect(ledger.grow(by: 150, for: "shop") == nil)
        #expect(ledger.grow(by: 1, for: "shop") == .account)
        #expect(ledger.grow(by: 100, for: "data") == nil)
        ledger.shrink(by: 150, for: "shop")
        #expect(ledger.grow(by: 1, for: "shop") == nil)
    }

    @Test("all together have no more than there is, and what nobody wants goes first, the least used before others")
    func total() {
        ledger.note("found", size: 100, for: nil)
        ledger.note("old", size: 300, for: "shop")
        ledger.note("new", size: 200, for: "shop")
        ledger.note("other", size: 300, for: "data")
        #expect(ledger.grow(by: 60, for: "third") == .disk)
        #expect(ledger.leastUsed == "found")
        ledger.forget("found")
        #expect(ledger.leastUsed == nil)
        for mirror in ["new", "old"] { ledger.release(mirror, by: "shop") }
        #expect(ledger.leastUsed == "old")
        ledger.forget("old")
        #expect(ledger.grow(by: 60, for: "third") == nil)
        #expect(ledger.leastUsed == "new")
    }

    @Test("what several want is charged to each, until it wants it no more")
    func shared() {
        ledger.note("a", size: 600, for: "shop")
        ledger.note("a", size: nil, for: "data")
        #expect(ledger.grow(by: 1, for: "data") == .account)
        ledger.release("a", by: "data")
        #expect(ledger.grow(by: 1, for: "data") == nil)
        #expect(ledger.leastUsed == nil)
    }
}
