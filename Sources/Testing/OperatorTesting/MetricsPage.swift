/// Prometheus' text format, as far as tests need it.
package struct MetricsPage {
    private let lines: [Substring]

    package init(_ text: String) { lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") } }

    /// The sum of all series of a metric that carry these labels; zero where there are none.
    package func sum(_ name: String, _ labels: [String: String]) -> Double {
        lines.filter { line in
            (line.hasPrefix("\(name){") || line.hasPrefix("\(name) "))
                && labels.allSatisfy { line.contains("\($0.key)=\"\($0.value)\"") }
        }.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
    }
}
