/// Takes the text that a template makes apart into documents, at `---` as Helm 4.2 sees it: at the very beginning or at the
/// beginning of a line, whatever follows, with all white space around it.
enum ManifestSplitter {
    private static let dash = UInt8(ascii: "-")

    /// Never empty ones, and without white space ahead.
    ///
    /// - Parameter limit: of more than so many, those beyond one more are not taken apart.
    static func documents(_ text: [UInt8], limit: Int = .max) -> [ArraySlice<UInt8>] {
        let text = text[...].drop(while: \.isSpace)
        var documents: [ArraySlice<UInt8>] = []
        var start = text.startIndex
        var position = text.startIndex
        while documents.count <= limit, let separator = next(in: text, from: position) {
            let document = text[start..<separator.lowerBound].drop(while: \.isSpace)
            if !document.isEmpty { documents.append(document) }
            start = separator.upperBound
            position = separator.upperBound
        }
        let last = text[start...].drop(while: \.isSpace)
        if !last.isEmpty { documents.append(last) }
        return documents
    }

    /// The next separator with the white space around it: `(?:^|\s*\n)---\s*`.
    private static func next(in text: ArraySlice<UInt8>, from start: Int) -> Range<Int>? {
        var position = start
        while let dashes = firstDashes(in: text, from: position) {
            position = dashes + 1
            // White space before has to hold a line feed that comes last of it.
            guard dashes == text.startIndex || dashes > start && text[dashes - 1] == UInt8(ascii: "\n") else {
                continue
            }
            var lower = dashes
            while lower > start, text[lower - 1].isSpaceOfPattern { lower -= 1 }
            var upper = dashes + 3
            while upper < text.endIndex, text[upper].isSpaceOfPattern { upper += 1 }
            return lower..<upper
        }
        return nil
    }

    private static func firstDashes(in text: ArraySlice<UInt8>, from start: Int) -> Int? {
        var position = start
        while position + 3 <= text.endIndex {
            if text[position] == dash, text[position + 1] == dash, text[position + 2] == dash { return position }
            position += 1
        }
        return nil
    }
}

extension UInt8 {
    /// What `\s` stands for in Go: no vertical tab.
    fileprivate var isSpaceOfPattern: Bool { isSpace && self != 0x0B }
}
