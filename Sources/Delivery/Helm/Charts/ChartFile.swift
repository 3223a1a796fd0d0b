/// A file of a chart.
package struct ChartFile: Sendable, Hashable {
    /// Relative to the chart, with `/` between the names.
    package var name: String
    package var data: [UInt8]

    package init(name: String, data: [UInt8]) {
        self.name = name
        self.data = data
    }

    var baseName: Substring { FilePath.baseName(name) }
}
