import Testing

@testable import Git

@Suite("memory for what comes") struct MemoryBudgetTests {
    private func operation(_ timeout: Duration) -> Operation {
        let room = DiskRoom { _, _ in
        } giveBack: { _ in
        }
        return Operation(timeout: timeout, idle: .seconds(1), byteLimit: 0, now: .now, room: room)
    }

    @Test("two whole lists of references are kept at a time; who waits for its turn does so until its own deadline")
    func searches() throws {
        let budget = MemoryBudget(total: 1_000)
        for _ in 0..<2 { try budget.beginSearch(operation(.zero)) }
        let error = #expect(throws: GitError.self) { try budget.beginSearch(operation(.zero)) }
        #expect(error?.code == .timedOut)
        budget.endSearch()
        try budget.beginSearch(operation(.zero))
    }

    @Test("the largest pack that is taken fits beside the folders that are kept")
    func share() {
        for total in [16 << 20, 160 << 20, 1 << 40] {
            let budget = MemoryBudget(total: total)
            #expect(budget.share + budget.trees <= total)
        }
    }
}
