import Testing

@testable import Previewing

@Suite("Quantities and alignments")
struct QuantityTests {
    @Test(
        "forms of one quantity are equal",
        arguments: [
            ("100m", "0.1"), ("1", "1000m"), ("1Gi", "1073741824"), ("1e3", "1k"), ("1E3", "1000"), ("1E", "1000P"),
            (".5", "500m"), ("1.", "1"), ("+1", "1"), ("0.5Gi", "512Mi"), ("0", "0Gi"), ("1n", "0.000000001"),
            ("0.0000000001", "1n"), ("-1", "-1000m"), ("16Ei", "16384Pi"),
        ])
    func equal(left: String, right: String) throws {
        #expect(try #require(Quantity(left)) == #require(Quantity(right)))
    }

    @Test("a smaller one is smaller", arguments: [("9999Mi", "10Gi"), ("1k", "1Ki"), ("-1", "0"), ("99m", "0.1")])
    func ordered(left: String, right: String) throws {
        #expect(try #require(Quantity(left)) < #require(Quantity(right)))
    }

    @Test(
        "what is none is told",
        arguments: ["", "x", "1x", "Gi", "1 ", "--1", "1e", "1e99", ".", "0x10", String(repeating: "9", count: 60)])
    func none(text: String) { #expect(Quantity(text) == nil) }

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
