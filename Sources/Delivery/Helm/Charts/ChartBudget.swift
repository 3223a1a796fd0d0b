package import Documents
package import GoTemplate
package import GoValues

/// What one chart may take, with all charts in it and below it: they draw on one budget, and end at one time.
///
/// Used on one thread at a time.
package final class ChartBudget {
    /// What all that is made of the chart may take.
    package let memory: MemoryBudget
    private let interruption: () -> RenderSession.Interruption?
    private var bytes = ChartLimits.totalBytes
    private var entries = ChartLimits.entries
    private var charts = ChartLimits.charts
    private var nodes = ChartLimits.nodes

    /// - Parameter interruption: asked now and then whether loading has to end.
    package init(memory: MemoryBudget, interruption: @escaping () -> RenderSession.Interruption? = { nil }) {
        self.memory = memory
        self.interruption = interruption
    }

    /// How many bytes the files may still come to.
    var bytesLeft: Int { min(bytes, memory.left) }

    /// Counts a file's content.
    func take(bytes count: Int) throws(HelmError) {
        bytes -= count
        guard bytes >= 0 else {
            throw HelmError(.limit, "chart is larger than the maximum size \(ChartLimits.totalBytes)")
        }
        try HelmError.take(count, of: memory)
        try check()
    }

    /// Counts an archive, as long as that is held.
    package func hold(_ archive: [UInt8]) throws(HelmError) { try HelmError.take(archive.count, of: memory) }

    /// Counts a file or folder.
    func takeEntry() throws(HelmError) {
        entries -= 1
        guard entries >= 0 else {
            throw HelmError(.limit, "chart has more than \(ChartLimits.entries) files and folders")
        }
        try check()
    }

    /// Counts the members and elements of values.
    package func take(values: GoMap) throws(HelmError) {
        var pending: [GoValue] = [.map(values)]
        while let next = pending.popLast() {
            let inner: [GoValue] =
                switch next {
                case .map(let map): Array(map.entries.values)
                case .list(let list): list.elements
                default: []
                }
            nodes -= inner.count
            guard nodes >= 0 else {
                throw HelmError(.limit, "the values have more than \(ChartLimits.nodes) members and elements in all")
            }
            try HelmError.take(inner.count * MemoryBudget.bytesPerValue, of: memory)
            for value in inner {
                switch value {
                case .map, .list: pending.append(value)
                default: continue
                }
            }
        }
        try check()
    }

    /// Counts a chart.
    func takeChart() throws(HelmError) {
        charts -= 1
        guard charts >= 0 else { throw Chart.tooMany }
        try check()
    }

    /// Stops where the time is up.
    package func check() throws(HelmError) { try HelmError.check(interruption) }
}

extension HelmError {
    /// Throws where there is not so much memory.
    static func take(_ bytes: Int, of memory: MemoryBudget) throws(HelmError) {
        guard memory.take(bytes) else {
            throw HelmError(
                .limit, "the chart takes too much memory: rendering it may take \(memory.limit) bytes; split it")
        }
    }

    /// Throws where the work has to end.
    static func check(_ interruption: () -> RenderSession.Interruption?) throws(HelmError) {
        switch interruption() {
        case nil: return
        case .timedOut: throw HelmError(.limit, "the chart took too long")
        case .cancelled: throw HelmError(.limit, "the render was cancelled")
        }
    }
}
