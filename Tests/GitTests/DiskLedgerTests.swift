import Testing

@testable import Git

@Suite("room on disk") struct DiskLedgerTests {
    private let ledger = DiskLedger(limit: 1_000, share: 600)

    @Test("an account has its share, what is being received counted twice; another one has room")
    func share() {
        ledger.note("a", size: 300, for: "shop")
        #expect(ledger.grow(by: 150, for: "shop", replacing: nil) == nil)
        #expect(ledger.grow(by: 1, for: "shop", replacing: nil) == .account)
        #expect(ledger.grow(by: 100, for: "data", replacing: nil) == nil)
        ledger.shrink(by: 150, for: "shop")
        #expect(ledger.grow(by: 1, for: "shop", replacing: nil) == nil)
    }

    @Test("all together have no more than there is, and what nobody wants goes first, the least used before others")
    func total() {
        ledger.note("found", size: 100, for: nil)
        ledger.note("old", size: 300, for: "shop")
        ledger.note("new", size: 200, for: "shop")
        ledger.note("other", size: 300, for: "data")
        #expect(ledger.grow(by: 60, for: "third", replacing: nil) == .disk)
        #expect(ledger.unused.first == "found")
        ledger.forget("found")
        #expect(ledger.unused.first == nil)
        for mirror in ["new", "old"] { ledger.release(mirror, by: "shop") }
        #expect(ledger.unused.first == "old")
        ledger.forget("old")
        #expect(ledger.grow(by: 60, for: "third", replacing: nil) == nil)
        #expect(ledger.unused.first == "new")
    }

    @Test("what several want is charged to each, until it wants it no more")
    func shared() {
        ledger.note("a", size: 600, for: "shop")
        ledger.note("a", size: nil, for: "data")
        #expect(ledger.grow(by: 1, for: "data", replacing: nil) == .account)
        ledger.release("a", by: "data")
        #expect(ledger.grow(by: 1, for: "data", replacing: nil) == nil)
        #expect(ledger.unused.first == nil)
    }

    @Test("what takes a mirror's place is no more than the new one in its account's share, but adds to what is on disk")
    func replaced() {
        ledger.note("a", size: 500, for: "shop")
        #expect(ledger.grow(by: 100, for: "shop", replacing: nil) == .account)
        #expect(ledger.grow(by: 100, for: "shop", replacing: "a") == nil)
        #expect(ledger.grow(by: 200, for: "shop", replacing: "a") == .disk)
        #expect(ledger.grow(by: 300, for: "shop", replacing: "a") == .account)
    }

    @Test("what is found to be smaller gives room back, and who got nothing of a mirror is not charged for it later")
    func corrected() {
        ledger.note("a", size: 500, for: "shop")
        ledger.shrink("a", to: 600)
        #expect(ledger.grow(by: 51, for: "shop", replacing: nil) == .account)
        ledger.shrink("a", to: 400)
        #expect(ledger.grow(by: 100, for: "shop", replacing: nil) == nil)
        ledger.releaseEmpty("a", by: "shop")
        #expect(ledger.unused == [])
        ledger.note("b", size: nil, for: "data")
        ledger.releaseEmpty("b", by: "data")
        ledger.note("b", size: 350, for: "third")
        #expect(ledger.grow(by: 20, for: "data", replacing: nil) == nil)
        ledger.note("b", size: nil, for: "data")
        #expect(ledger.grow(by: 115, for: "data", replacing: nil) == .account)
    }
}
