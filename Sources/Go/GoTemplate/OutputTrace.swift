import GoValues

/// The output of one template, and what wrote it.
package struct OutputTrace {
    /// A part of the output and the text or action that wrote it.
    package struct Span {
        /// In bytes of the output.
        package var range: Range<Int>
        fileprivate let statement: Statement
        fileprivate let template: Template
        /// The paths that were looked up for it in values that have names, such as `Values`, `image`, `tag`.
        package let reads: [[String]]
        /// What templates came to that were executed for it, as by Helm's `include`.
        package let nested: [OutputTrace]

        init(
            _ statement: Statement, of template: Template, range: Range<Int>, reads: [[String]] = [],
            nested: [OutputTrace] = []
        ) {
            self.statement = statement
            self.template = template
            self.range = range
            self.reads = reads
            self.nested = nested
        }

        /// Whether it is text of the template as it stands there.
        package var isText: Bool {
            if case .text = statement { true } else { false }
        }

        /// The action as Go writes it: `{{.Values.image.tag}}`.
        package var action: String { statement.description }

        /// Where the text or action stands.
        ///
        /// - Parameter bytes: how far within a text.
        package func place(after bytes: Int = 0) -> SourcePlace {
            let offset = isText ? bytes : 0
            return template.place(of: statement.id, after: offset)
        }
    }

    /// The name of the template.
    package let name: String
    package let bytes: [UInt8]
    /// In the order of the output; no two overlap.
    private var spans: [Span]

    init(name: String, bytes: [UInt8], spans: [Span]) {
        self.name = name
        self.bytes = bytes
        self.spans = spans
    }

    /// What wrote a part of the output, in its order.
    package func spans(in range: Range<Int>) -> ArraySlice<Span> {
        var (low, high) = (spans.startIndex, spans.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].range.upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return spans[low...].prefix { $0.range.lowerBound < range.upperBound }
    }

    /// The same without parts of the output.
    ///
    /// - Parameter ranges: in ascending order.
    package func removing(_ ranges: [Range<Int>]) -> OutputTrace {
        guard !ranges.isEmpty else { return self }
        func moved(_ place: Int) -> Int {
            place - ranges.prefix { $0.lowerBound < place }.reduce(0) { $0 + min(place, $1.upperBound) - $1.lowerBound }
        }
        var left: [UInt8] = []
        var start = 0
        for range in ranges {
            left += bytes[start..<range.lowerBound]
            start = range.upperBound
        }
        var trace = OutputTrace(name: name, bytes: left + bytes[start...], spans: spans)
        for index in spans.indices {
            let range = spans[index].range
            trace.spans[index].range = moved(range.lowerBound)..<moved(range.upperBound)
        }
        return trace
    }
}

extension Template {
    /// - Parameter bytes: how far behind the node's beginning.
    func place(of node: Int, after bytes: Int = 0) -> SourcePlace {
        guard source.offsets.indices.contains(node) else {
            return SourcePlace(source: "", template: "", offset: 0, line: 1, column: 0)
        }
        let offset = min(source.offsets[node] + bytes, source.bytes.count)
        let before = source.bytes[..<offset]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return SourcePlace(
            source: source.name, template: name.string, offset: offset, line: 1 + before.count { $0 == 0x0A },
            column: offset - lineStart)
    }
}
