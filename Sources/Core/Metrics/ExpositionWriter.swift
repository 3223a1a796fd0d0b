/// Writes Prometheus' text format 0.0.4.
struct ExpositionWriter {
    private(set) var text = ""

    mutating func write(_ snapshot: MetricFamily.Snapshot, of family: MetricFamily) {
        text += "# HELP \(family.name) \(ExpositionWriter.escape(family.help, quotes: false))\n"
        text += "# TYPE \(family.name) \(family.kind.name)\n"
        for series in snapshot.series {
            let labels = Array(zip(family.labels, series.labels))
            switch series.value {
            case .number(let value): line(family.name, labels, value)
            case .distribution(let buckets, let counts, let sum):
                distribution(family.name, labels, buckets, counts, sum)
            }
        }
    }

    private mutating func distribution(
        _ name: String, _ labels: [(String, String)], _ buckets: [Double], _ counts: [Int], _ sum: Double
    ) {
        var total = 0
        for (bound, count) in zip(buckets + [.infinity], counts) {
            total += count
            line(name + "_bucket", labels + [("le", ExpositionWriter.number(bound))], Double(total))
        }
        line(name + "_sum", labels, sum)
        line(name + "_count", labels, Double(total))
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.0)=\"\(ExpositionWriter.escape($0.1, quotes: true))\"" }
            text += "{\(pairs.joined(separator: ","))}"
        }
        text += " \(ExpositionWriter.number(value))\n"
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Up to 2⁵³ whole numbers are exact; "3" reads better than "3.0".
        if let whole = Int(exactly: value), whole.magnitude <= 1 << 53 { return String(whole) }
        return value.description
    }

    static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": escaped.append(contentsOf: "\\n".unicodeScalars)
            case "\"" where quotes: escaped.append(contentsOf: "\\\"".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
