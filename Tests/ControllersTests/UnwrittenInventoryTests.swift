import Documents
import GitOpsAPI
import Planning
import Sourcing
import Testing

@testable import Controllers

@Suite struct UnwrittenInventoryTests {
    private static let intended = Inventory([InventoryEntry(id: id("a"), version: "v1", settled: nil)])
    private static let settled = Inventory([
        InventoryEntry(id: id("a"), version: "v1", settled: .init(manifest: 1, projection: 2))
    ])

    @Test func `What was applied counts as applied, although status could not be written`() throws {
        var memory = ApplicationMemory()
        memory.unwritten = .init(stored: Self.intended, settled: Self.settled)
        #expect(memory.settled(try memory.readInventory(Self.intended.value)) == Self.settled)
    }

    @Test func `Where status has another inventory than ours, that counts`() throws {
        var memory = ApplicationMemory()
        memory.unwritten = .init(stored: Self.intended, settled: Self.settled)
        let other = Inventory([InventoryEntry(id: id("b"), version: "v1", settled: nil)])
        #expect(memory.settled(try memory.readInventory(other.value)) == other)
        #expect(memory.settled(try memory.readInventory(nil)).isEmpty)
    }

    @Test func `Only a packed inventory is remembered`() throws {
        var memory = ApplicationMemory()
        _ = try memory.readInventory(Self.settled.value)
        #expect(memory.inventory == nil)
        let large = Inventory((0..<3_000).map { InventoryEntry(id: id("object-\($0)"), version: "v1", settled: nil) })
        #expect(try memory.readInventory(large.value) == large)
        #expect(memory.inventory?.isPacked == true)
    }
}

@Suite struct PostponedStatusTests {
    @Test func `One that could not be written is not tried again without a pause`() {
        let postponed = ApplicationMemory.Postponed(
            written: [:], status: GitOpsApplication.Status(), until: 10, assessment: nil)
        #expect(postponed.rest(now: 9.5) == .milliseconds(500))
        #expect(postponed.rest(now: 10) == Pauses.unreadable && postponed.rest(now: 99) == Pauses.unreadable)
    }
}
