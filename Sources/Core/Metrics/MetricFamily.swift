internal import Synchronization

enum MetricKind: Sendable, Hashable {
    case counter, gauge
    case histogram(buckets: [Double])

    var name: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}

/// All series of one name.
final class MetricFamily: Sendable {
    typealias Collector = @Sendable () -> [(labels: [String], value: Double)]

    let name: String
    let kind: MetricKind
    let help: String
    let labels: [String]
    private let seriesLimit: Int
    private let state = Mutex(State())

    private struct State {
        var series: [[String]: MetricSeries] = [:]
        var collectors: [Collector] = []
        var dropped = 0
    }

    struct Snapshot {
        var series: [(labels: [String], value: MetricSeries)]
        var dropped = 0
    }

    init(name: String, kind: MetricKind, help: String, labels: [String], seriesLimit: Int) {
        precondition(MetricFamily.isName(name), "\(name) is a metric's name")
        precondition(labels.allSatisfy(MetricFamily.isLabel), "the labels of \(name) are labels' names")
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
        self.seriesLimit = seriesLimit
    }

    func add(_ collector: @escaping Collector) {
        state.withLock { $0.collectors.append(collector) }
    }

    func update(_ values: [String], _ change: (inout MetricSeries) -> Void) {
        precondition(values.count == labels.count, "\(name) has a value for each of its labels")
        state.withLock { state in
            if state.series[values] == nil {
                guard state.series.count < seriesLimit else {
                    state.dropped += 1
                    return
                }
                state.series[values] = MetricSeries(kind)
            }
            if let index = state.series.index(forKey: values) { change(&state.series.values[index]) }
        }
    }

    func remove(_ values: [String]) {
        state.withLock { _ = $0.series.removeValue(forKey: values) }
    }

    /// The collectors run outside the lock: they take locks of their own.
    func snapshot() -> Snapshot {
        let (stored, collectors, dropped) = state.withLock { ($0.series, $0.collectors, $0.dropped) }
        var series = stored
        var droppedNow = dropped
        for collected in collectors.lazy.flatMap({ $0() }) where collected.labels.count == labels.count {
            if series[collected.labels] == nil, series.count >= seriesLimit {
                droppedNow += 1
            } else {
                series[collected.labels] = .number(collected.value)
            }
        }
        let sorted = series.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        return Snapshot(series: sorted.map { ($0.key, $0.value) }, dropped: droppedNow)
    }

    private static func isName(_ text: String) -> Bool { isLabel(text.filter { $0 != ":" }) }

    private static func isLabel(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
            default: false
            }
        }
    }
}

/// What one series holds.
enum MetricSeries: Sendable, Hashable {
    case number(Double)
    /// `counts` are per bucket and not cumulative; the last one is the infinite bucket's.
    case distribution(buckets: [Double], counts: [Int], sum: Double)

    init(_ kind: MetricKind) {
        switch kind {
        case .counter, .gauge: self = .number(0)
        case .histogram(let buckets):
            self = .distribution(buckets: buckets, counts: Array(repeating: 0, count: buckets.count + 1), sum: 0)
        }
    }

    mutating func set(_ value: Double) {
        self = .number(value)
    }

    mutating func add(_ amount: Double) {
        guard case .number(let value) = self else { return }
        self = .number(value + amount)
    }

    mutating func observe(_ value: Double) {
        guard case .distribution(let buckets, var counts, let sum) = self else { return }
        self = .number(0)  // so that `counts` has one owner and is changed in place
        counts[buckets.firstIndex { value <= $0 } ?? buckets.count] += 1
        self = .distribution(buckets: buckets, counts: counts, sum: sum + value)
    }
}
