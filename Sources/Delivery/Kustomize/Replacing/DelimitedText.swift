import Documents

/// A text in parts, divided at each place where a delimiter's bytes are.
struct DelimitedText {
    private let text: [UInt8]
    private let delimiter: [UInt8]

    init(_ value: Value, _ delimiter: String) throws(KustomizeError) {
        guard let text = Lexical.text(of: value) else {
            throw KustomizeError(.invalid, "a \(value.kindName) cannot be divided by a delimiter")
        }
        self.text = Array(text.utf8)
        self.delimiter = Array(delimiter.utf8)
    }

    /// Nil where there are not so many.
    func part(_ index: Int) -> String? {
        place(of: index).map { String(decoding: text[$0], as: UTF8.self) }
    }

    /// The whole text with another part; what is before the first part or behind the last one is added there.
    func replacing(_ index: Int, with part: String) -> String {
        var result = text
        switch place(of: index) {
        case let place?: result.replaceSubrange(place, with: part.utf8)
        case nil where index < 0: result = Array(part.utf8) + delimiter + text
        case nil: result += delimiter + Array(part.utf8)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func place(of index: Int) -> Range<Int>? {
        guard index >= 0 else { return nil }
        var (start, left) = (0, index)
        while true {
            let end = text[start...].firstRange(of: delimiter)?.lowerBound
            if left == 0 { return start..<(end ?? text.count) }
            guard let end else { return nil }
            start = end + delimiter.count
            left -= 1
        }
    }
}
