internal import Documents
internal import Operating

/// What Prometheus answers to an instant query.
///
/// Source: https://prometheus.io/docs/prometheus/latest/querying/api/
struct PrometheusAnswer: Sendable {
    let status: Int
    let body: [UInt8]

    private static let limits = DocumentLimits(
        bytes: HTTPProber.bodyLimit, depth: 16, documents: 1, nodes: 20_000)

    /// - Parameter place: whose answer it is.
    func finding(for probe: PrometheusProbe, from place: String) -> Operation.CheckFinding {
        let answer = try? JSON.parse(body, limits: Self.limits)
        guard status == 200, answer?["status"] == "success" else {
            let why = answer?["error"]?.string.map { ": \($0)" } ?? ""
            let text = "\(place) answered \(status)\(why)"
            return status == 400 || status == 422 || status == 200 ? .otherwise(text) : .open(text)
        }
        guard let type = answer?.at("data", "resultType")?.string, type == "scalar" || type == "vector",
            let result = answer?.at("data", "result")?.array
        else { return .hopeless("the query gives neither a scalar nor a vector") }
        let samples = type == "scalar" ? [Value.array(result)] : result.map { $0["value"] ?? .null }
        let values = samples.map { $0.array?.last?.string.flatMap(Double.init) }
        guard values.allSatisfy({ $0 != nil }) else { return .otherwise("the query gives what is no number") }
        return judge(values.compactMap(\.self).filter { !$0.isNaN }, probe)
    }

    /// No number counts as no value: it is what a share of nothing is.
    private func judge(_ values: [Double], _ probe: PrometheusProbe) -> Operation.CheckFinding {
        guard !values.isEmpty else {
            switch probe.noData {
            case .isOpen: return .open("the query gives no value")
            case .isFailure: return .otherwise("the query gives no value")
            case .isFine: return .asWished
            }
        }
        let some = values.count > 1 ? " of \(values.count) values" : ""
        if let min = probe.min, let least = values.min(), least < min {
            return .otherwise("the least\(some) is \(least), and not at least \(min)")
        }
        if let max = probe.max, let most = values.max(), most > max {
            return .otherwise("the greatest\(some) is \(most), and not at most \(max)")
        }
        return .asWished
    }
}
