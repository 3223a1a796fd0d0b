import Documents
import GoValues
import Testing

@testable import GoTemplate

@Suite("Executing templates as Go does")
struct ExecutionTests {
    /// Rows on what templates of ours never meet: typed nil pointers, channels, maps with keys that are no strings,
    /// capacities of slices.
    static let exempt: Set<String> = [
        "(*V)(nil).String()", "(*W)(nil).Error()", "NIL", "method on typed nil interface value",
        "if on typed nil interface value", "with on typed nil interface value", "if nilPointer", "if UPI",
        "if EmptyUPI",
        "html typed nil", "map[NO]", "map[``]", "map MI64S", "map MI32S", "map MUI64S", "map MI8S", "map MUI8S",
        "len(s) < indexes < cap(s)", "range count",
    ]

    @Test("Go's own table")
    func table() throws {
        let rows = try GoRows.rows("exec")
        #expect(rows.count > 300)
        for row in rows where !Self.exempt.contains(row["name"]?.string ?? "") {
            guard let data = GoRows.data(row) else { continue }
            let (output, error) = GoRows.outcome(row, data: data)
            #expect(output == row["output"]?.string, "\(row.json()): \(error ?? "")")
        }
    }

    @Test("Go's table of comparisons")
    func comparisons() throws {
        let data: GoValue = .map(["Uthree": .uint64(3), "Ufour": .uint64(4), "NegOne": -1, "Three": 3])
        for row in try GoRows.rows("compare") {
            let (output, error) = GoRows.outcome(row, data: data)
            #expect(output == row["output"]?.string, "\(row.json()): \(error ?? "")")
        }
    }

    @Test("values, and errors to the letter")
    func own() throws {
        let rows = try GoRows.rows("own")
        #expect(rows.count > 1_000)
        for row in rows {
            let (output, error) = GoRows.outcome(row, data: GoRows.values)
            #expect(output == row["output"]?.string, "\(row.json()): \(error ?? "")")
            let expected = row["error"]?.string ?? row["parseError"]?.string
            #expect(error == expected, "\(row["input"]?.string ?? "")")
        }
    }
}
