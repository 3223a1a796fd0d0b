/// Columns as `kubectl` aligns them: as wide as what is in them, three spaces between. Where the terminal is narrower than
/// that, the last column is cut.
struct TextTable: Sendable {
    var header: [String]
    var rows: [[String]]

    private static let gap = 3
    /// A column that is cut is still worth something from this many characters.
    private static let least = 12

    /// How wide each column has to be for what is in it now.
    var widths: [Int] {
        header.indices.map { column in max(header[column].count, rows.map { $0[column].count }.max() ?? 0) }
    }

    /// - Parameters:
    ///   - hasHeader: whether the names of the columns come first.
    ///   - least: how wide each column is at least: as wide as in what was written before.
    func written(on console: Console, hasHeader: Bool, least: [Int] = []) -> String {
        let all = (hasHeader ? [header] : []) + rows.map { $0.map(Plain.line) }
        let widths = header.indices.map { column in
            max(all.map { $0[column].count }.max() ?? 0, least.isEmpty ? 0 : least[column])
        }
        let last = header.count - 1
        let before = widths.dropLast().reduce(0) { $0 + $1 + Self.gap }
        let room = console.width.map { max(Self.least, $0 - before) } ?? .max
        return all.enumerated().map { number, row in
            let isHeader = hasHeader && number == 0
            return row.enumerated().map { column, cell in
                let text = column == last ? Self.cut(cell, to: room) : cell
                let shown = isHeader ? text : console.tinted(text, Tint(word: text))
                return column == last
                    ? shown : shown + String(repeating: " ", count: widths[column] - cell.count + Self.gap)
            }.joined().trimmingSpaces + "\n"
        }.joined()
    }

    private static func cut(_ text: String, to room: Int) -> String {
        text.count > room ? text.prefix(room - 1) + "…" : text
    }
}

extension String {
    var trimmingSpaces: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
