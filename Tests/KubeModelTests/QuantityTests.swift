import KubeModel
import Testing

@Suite("Quantities")
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

    @Test("sums and products are exact, and end where no cluster gets")
    func reckoned() throws {
        let (tenth, half) = (try #require(Quantity("100m")), try #require(Quantity("0.5Gi")))
        #expect((tenth * 3 - Quantity(1)).decimalText == "-700m")
        #expect((half * 3).binaryText == "1536Mi" && half.roundedAway == 536_870_912)
        let much = try #require(Quantity("99999999999999999999"))
        #expect(much * .max == .mostReckoned && much * .max + much * .max == .mostReckoned)
        #expect(much * .min == .zero - .mostReckoned && .zero - .mostReckoned - much * .max == .zero - .mostReckoned)
        #expect(try #require(Quantity("1n")).roundedAway == 1 && #require(Quantity("-1n")).roundedAway == -1)
    }

    @Test(
        "they are written as people write them",
        arguments: [
            ("0.5", "500m"), ("2000m", "2"), ("0", "0"), ("1u", "1u"), ("0.0000000011", "2n"), ("-1.5", "-1500m"),
        ])
    func decimal(text: String, written: String) throws { #expect(try #require(Quantity(text)).decimalText == written) }

    @Test(
        "bytes are written in the largest unit that fits",
        arguments: [
            ("1024Mi", "1Gi"), ("500M", "500M"), ("12345", "12345"), ("0", "0"), ("-2048", "-2Ki"), ("100m", "100m"),
        ])
    func binary(text: String, written: String) throws { #expect(try #require(Quantity(text)).binaryText == written) }
}
