/// Why a chart cannot be loaded or rendered. Where Helm has a wording for it, the message is Helm's.
package struct HelmError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is at fault: the chart, the values, or a bound.
    package enum Code: Sendable, Hashable {
        /// The chart, or what it depends on, is not as charts are.
        case chart
        /// Values cannot be read, or do not fit the chart.
        case values
        /// A template failed, or what it made is no manifest.
        case template
        /// A bound on size, depth or time was passed.
        case limit
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
