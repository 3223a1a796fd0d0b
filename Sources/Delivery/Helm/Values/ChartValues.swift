import Documents
import GoTemplate
import GoValues

/// The values that a chart and the charts below it see.
enum ChartValues {
    /// Switches dependencies on and off, and joins what is given with what the charts say themselves.
    static func joined(
        for chart: inout Chart, given: GoMap, memory: MemoryBudget,
        interruption: @escaping () -> RenderSession.Interruption? = { nil }
    ) throws(HelmError) -> GoMap {
        var dependencies = Dependencies(memory: memory, interruption: interruption)
        do {
            try dependencies.process(&chart, given: given)
        } catch {
            throw HelmError(error.code, "chart dependencies processing failed: \(error.message)")
        }
        try HelmError.check(interruption)
        var coalescing = Coalescing(memory: memory)
        return try coalescing.values(for: chart, given: given, .coalesce)
    }
}
