import Documents
import GoTemplate
import GoValues
import Helm
import Origins
import SourceTrees

/// What the objects of one chart are made of: which parts of its templates, and which of its values.
final class ChartOrigins {
    /// Of one field; more say nothing to anybody.
    private static let mostActions = 4
    private static let mostReads = 12
    private static let mostDepth = 24

    let recorder = ChartRecorder()
    private let layers: ValueLayers
    private let chart: String
    private let folder: String?
    private let tree: any SourceTree

    /// - Parameters:
    ///   - chart: its name.
    ///   - folder: of the chart, in the tree; nil where it comes as an archive.
    ///   - archive: the chart's files, where it comes so.
    ///   - given: values, the later over the earlier ones.
    init(
        chart: String, folder: String?, tree: any SourceTree, archive: [ChartFile], given: [ValueLayers.Layer]
    ) {
        self.chart = chart
        self.folder = folder
        self.tree = tree
        let files = Dictionary(archive.map { ($0.name, $0.data) }) { first, _ in first }
        layers = ValueLayers(given) { name in
            guard let folder else { return files[name].map { ("\(chart)/\(name)", $0) } }
            let place = TreePath.join(folder, name)
            return (try? tree.read(place, limit: DocumentLimits.file.bytes)).map { (place, $0) }
        }
    }

    var isFull: Bool { recorder.isFull }

    func isTemplate(_ file: String) -> Bool { recorder.outputs[file] != nil }

    /// A file of the chart in the tree, where it is there.
    func file(of path: String) -> String {
        guard let folder, path.hasPrefix("\(chart)/") else { return path }
        let place = TreePath.join(folder, String(path.dropFirst(chart.count + 1)))
        return (try? tree.entry(at: place)) == nil ? path : place
    }

    /// What wrote a part of what a template came to.
    ///
    /// - Parameters:
    ///   - tokens: the field that stands there.
    ///   - leaf: its value.
    func steps(_ template: String, _ range: Range<Int>, _ tokens: [String], _ leaf: Value) -> [OriginStep] {
        guard let trace = recorder.outputs[template] else { return [] }
        var steps: [OriginStep] = []
        for step in self.steps(trace, range, tokens, leaf, depth: 0) where !steps.contains(step) { steps.append(step) }
        return steps
    }

    private func steps(
        _ trace: OutputTrace, _ range: Range<Int>, _ tokens: [String], _ leaf: Value, depth: Int
    ) -> [OriginStep] {
        let range = range.isEmpty ? range.lowerBound..<range.lowerBound + 1 : range
        let spans = trace.spans(in: range)
        let actions = spans.filter { !$0.isText && !$0.range.isEmpty }
        guard !actions.isEmpty else {
            return spans.prefix(1).map { span in
                step("a text of the template", span.place(after: max(0, range.lowerBound - span.range.lowerBound)))
            }
        }
        return actions.prefix(Self.mostActions).flatMap { action in
            let outer = step(action.action.cut(to: 240), action.place())
            let inner = depth < Self.mostDepth ? NestedOutput(of: trace, action, range) : nil
            guard let inner else { return values(action.reads, tokens, leaf) + [outer] }
            return steps(inner.trace, inner.range, tokens, leaf, depth: depth + 1) + [outer]
        }
    }

    private func step(_ what: String, _ place: SourcePlace) -> OriginStep {
        OriginStep(
            .template, what, source: place.template == place.source ? nil : "the template \"\(place.template)\"",
            file: file(of: place.source), line: place.line, column: place.column + 1)
    }

    // MARK: Values

    private func values(_ reads: [[String]], _ tokens: [String], _ leaf: Value) -> [OriginStep] {
        let whole = reads.filter { read in
            !reads.contains { $0.count > read.count && $0.starts(with: read) }
        }
        return whole.prefix(Self.mostReads).map { read in
            guard read.first == "Values" else {
                return OriginStep(.context, "." + read.joined(separator: "."))
            }
            let path = within(Array(read.dropFirst()), tokens, leaf)
            return layers.step(to: path, in: recorder.values, defaults: recorder.defaults)
        }
    }

    /// Of a table that a field was made of as a whole, the part that is the field.
    private func within(_ path: [String], _ tokens: [String], _ leaf: Value) -> [String] {
        for start in tokens.indices {
            let longer = path + tokens[start...]
            guard let value = ValueLayers.value(at: longer[...], in: .map(recorder.values)) else { continue }
            if let text = try? GoFormat.text(value), GoString(bytes: text).string == leaf.plainText { return longer }
        }
        return path
    }
}

extension Value {
    /// As a template prints it.
    fileprivate var plainText: String { string ?? json() }
}

/// The part of what a template inside an action came to that stands in a part of the action's output.
///
/// What functions such as `nindent` have made of the text on its way is not known: the lines are compared without the space
/// around them.
private struct NestedOutput {
    let trace: OutputTrace
    let range: Range<Int>

    init?(of outer: OutputTrace, _ action: OutputTrace.Span, _ range: Range<Int>) {
        guard !action.nested.isEmpty else { return nil }
        let start = max(range.lowerBound, action.range.lowerBound)
        let lines = TextLines(outer.bytes[action.range])
        guard let place = lines.ranges.firstIndex(where: { $0.upperBound > start }) else { return nil }
        let wanted = outer.bytes[lines.ranges[place]]
        let number = lines.ranges[..<place].count { outer.bytes[$0] == wanted }
        let count = lines.ranges.count { outer.bytes[$0] == wanted }
        var matches: [(trace: OutputTrace, range: Range<Int>)] = []
        for nested in action.nested {
            for line in TextLines(nested.bytes[...]).ranges where nested.bytes[line] == wanted {
                matches.append((nested, line))
            }
        }
        if matches.isEmpty {
            // Quotes may have been put around it.
            let alone = action.nested.map { ($0, TextLines($0.bytes[...]).ranges) }.filter { $0.1.count == 1 }
            guard alone.count == 1, let (nested, ranges) = alone.first, lines.ranges.count == 1,
                wanted.firstRange(of: nested.bytes[ranges[0]]) != nil
            else { return nil }
            (trace, self.range) = (nested, ranges[0])
            return
        }
        guard matches.count == count || matches.count == 1 else { return nil }
        let match = matches[matches.count == 1 ? 0 : number]
        let offset = max(0, start - lines.ranges[place].lowerBound)
        let first = min(match.range.lowerBound + offset, match.range.upperBound - 1)
        trace = match.trace
        self.range = first..<max(first + 1, min(match.range.upperBound, first + max(1, range.upperBound - start)))
    }
}

/// The lines of a text that hold anything, without the space around.
private struct TextLines {
    private(set) var ranges: [Range<Int>] = []

    init(_ text: ArraySlice<UInt8>) {
        func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0D].contains(byte) }
        for line in text.split(separator: 0x0A) {
            let body = line.drop(while: isSpace)
            guard let last = body.lastIndex(where: { !isSpace($0) }) else { continue }
            ranges.append(body.startIndex..<last + 1)
        }
    }
}
