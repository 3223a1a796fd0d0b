import Documents
import Testing

@Suite("Budget of memory")
struct MemoryBudgetTests {
    @Test("what is taken counts until it is given back, and what is too much is remembered")
    func taking() {
        let memory = MemoryBudget(bytes: 100)
        #expect(memory.take(60))
        #expect(memory.hasRoom(for: 40))
        #expect(!memory.isExceeded)
        #expect(!memory.hasRoom(for: 41))
        #expect(memory.isExceeded)
        #expect(memory.left == 40)
        #expect(!memory.take(50))
        memory.giveBack(50)
        #expect(memory.left == 40)
    }

    @Test("documents get bounds by what is left, and none wider than their own")
    func documents() {
        let memory = MemoryBudget(bytes: 1_100_000)
        #expect(memory.bounds(within: .file).nodes == 10_000)
        #expect(memory.bounds(within: .file).bytes == 220_000)
        #expect(MemoryBudget(bytes: 1 << 40).bounds(within: .file) == .file)
        memory.note(.syntax, of: memory.bounds(within: .file), within: .file)
        memory.note(.limit, of: .file, within: .file)
        #expect(!memory.isExceeded)
        memory.note(.limit, of: memory.bounds(within: .file), within: .file)
        #expect(memory.isExceeded)
    }
}
