import Testing

@testable import Previewing

@Suite("Alignments")
struct AlignmentTests {
    @Test("gaps are the shortest way from one sequence to another")
    func gaps() {
        #expect(Alignment.gaps([1, 2, 3], [1, 2, 3]).isEmpty)
        #expect(Alignment.gaps([], [1]) == [Gap(old: 0..<0, new: 0..<1)])
        #expect(
            Alignment.gaps([1, 2, 3, 4], [1, 3, 4, 5]) == [Gap(old: 1..<2, new: 1..<1), Gap(old: 4..<4, new: 3..<4)])
        let far = Alignment.gaps(Array(0..<5_000), Array(5_000..<10_000))
        #expect(far == [Gap(old: 0..<5_000, new: 0..<5_000)])
    }
}
