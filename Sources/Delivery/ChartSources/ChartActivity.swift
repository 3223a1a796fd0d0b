/// Something that was asked of a repository or registry; what was remembered or on disk is none.
package struct ChartActivity: Sendable, Hashable {
    /// What was asked for; the label of the metric.
    package enum Operation: String, Sendable {
        /// What a chart's name and version stand for.
        case find
        case download
    }

    package let operation: Operation
    /// Of an archive.
    package let bytes: Int
    package let hasSucceeded: Bool
}
