package import GoValues

/// Notes what writes the output of templates, while they are executed. A session without one notes nothing.
package final class OutputRecorder {
    /// Far more than charts have.
    private static let mostSpans = 400_000
    private static let mostBytes = 64 << 20
    private static let mostNames = 200_000
    /// Of one action; what is read beyond that is not told.
    private static let mostReads = 64

    /// What is noted of one execution of a template.
    private struct Output {
        var spans: [OutputTrace.Span] = []
        /// What variables were made of, by their place.
        var variables: [Int: [[String]]] = [:]
        var scopes: [Scope] = []
    }

    /// What is noted of one evaluation.
    private struct Frame {
        var reads: [[String]] = []
        var nested: [OutputTrace] = []
    }

    /// A block with a dot of its own.
    private struct Scope {
        /// What the dot was made of.
        var reads: [[String]]
        /// The name of what a loop goes over.
        let container: [String]?
    }

    private var names: [ObjectIdentifier: [String]] = [:]
    private var outputs: [Output] = []
    private var frames: [Frame] = []
    private var spansLeft = OutputRecorder.mostSpans
    private var bytesLeft = OutputRecorder.mostBytes
    private var finished: OutputTrace?

    package init() {}

    /// Whether there was too much to be noted, so that not all is.
    package var isFull: Bool { spansLeft < 0 || bytesLeft < 0 }

    /// Gives a value, and all that is in it, the name by which reads of it are noted; the first name stays.
    package func name(_ value: GoValue, _ path: [String]) {
        guard names.count < Self.mostNames, path.count < 64, self.path(of: value) == nil else { return }
        switch value {
        case .map(let map):
            names[ObjectIdentifier(map.original)] = path
            for (key, below) in map.entries { name(below, path + [key.string]) }
        case .list(let list):
            names[ObjectIdentifier(list)] = path
            for (index, below) in list.elements.enumerated() { name(below, path + [String(index)]) }
        default: return
        }
    }

    /// The output of the template that was executed last and in no other.
    package func take() -> OutputTrace? {
        defer { finished = nil }
        return finished
    }

    // MARK: Executions

    func enter() { outputs.append(Output()) }

    func leave(_ template: Template, _ output: [UInt8]) {
        guard let spans = outputs.popLast()?.spans else { return }
        let trace = OutputTrace(name: template.name.string, bytes: output, spans: spans)
        if outputs.isEmpty {
            finished = trace
        } else if !frames.isEmpty {
            bytesLeft -= output.count
            if bytesLeft >= 0 { frames[frames.count - 1].nested.append(trace) }
        }
    }

    // MARK: Statements

    func note(_ statement: Statement, of template: Template?, from start: Int, to end: Int) {
        add(statement, template, start..<end, Frame())
    }

    func begin() { frames.append(Frame()) }

    /// Ends an action that has written a part of the output.
    func end(_ statement: Statement, of template: Template?, from start: Int, to end: Int) {
        guard var frame = frames.popLast() else { return }
        if frame.reads.isEmpty { frame.reads = outputs.last?.scopes.last?.reads ?? [] }
        add(statement, template, start..<end, frame)
        pass(frame.reads)
    }

    private func add(_ statement: Statement, _ template: Template?, _ range: Range<Int>, _ frame: Frame) {
        spansLeft -= 1
        guard let template, !range.isEmpty, !outputs.isEmpty, spansLeft >= 0 else { return }
        outputs[outputs.count - 1].spans.append(
            OutputTrace.Span(statement, of: template, range: range, reads: frame.reads, nested: frame.nested))
    }

    // MARK: Values

    /// What is looked up by names, where what it is looked up in has one.
    func path(of value: GoValue) -> [String]? {
        switch value {
        case .map(let map): names[ObjectIdentifier(map.original)]
        case .list(let list): names[ObjectIdentifier(list)]
        default: nil
        }
    }

    func read(_ path: [String]) { pass([path]) }

    private func pass(_ reads: [[String]]) {
        guard !frames.isEmpty else { return }
        for read in reads where frames[frames.count - 1].reads.count < Self.mostReads {
            if !frames[frames.count - 1].reads.contains(read) { frames[frames.count - 1].reads.append(read) }
        }
    }

    func readVariable(at place: Int) { pass(outputs.last?.variables[place] ?? []) }

    /// Notes what the value that is worked on was made of as that of a variable.
    func setVariable(at place: Int) {
        guard !outputs.isEmpty else { return }
        outputs[outputs.count - 1].variables[place] = frames.last?.reads
    }

    /// Ends an evaluation that others are made of.
    func passOn() { pass(frames.popLast()?.reads ?? []) }

    // MARK: Blocks

    /// Begins a block whose dot is what the evaluation that ends here gives.
    func enterScope(over value: GoValue?) {
        let reads = frames.popLast()?.reads ?? []
        pass(reads)
        guard !outputs.isEmpty else { return }
        outputs[outputs.count - 1].scopes.append(Scope(reads: reads, container: value.flatMap(path)))
    }

    /// Begins a round of the loop that is the innermost block.
    func enterRound(_ index: GoValue, variables: Range<Int>) {
        guard !outputs.isEmpty, var scope = outputs[outputs.count - 1].scopes.popLast() else { return }
        let step: String? =
            switch index {
            case .string(let key): key.string
            case .int(let number): String(number)
            default: nil
            }
        if let container = scope.container, let step { scope.reads = [container + [step]] }
        for place in variables { outputs[outputs.count - 1].variables[place] = scope.reads }
        outputs[outputs.count - 1].scopes.append(scope)
    }

    func leaveScope() {
        guard !outputs.isEmpty else { return }
        _ = outputs[outputs.count - 1].scopes.popLast()
    }
}
