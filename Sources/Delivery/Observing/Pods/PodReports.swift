internal import Health
internal import KubeRuntime

/// What is kept of the Pods of one workload while they are watched: those with which something is wrong, and of these
/// the name and the reason.
struct PodReports: Sendable {
    /// One Pod is named and the others are counted; more than these are not.
    static let limit = 100

    private var kept: [String: PodReport] = [:]
    /// The Pods of a list that is being read; the former count until it is complete.
    private var listed: [String: PodReport]?
    private(set) var isSynced = false
    private var hasDropped = false

    /// Whether all that was kept has got well while there was more than could be kept: only a new list tells of those.
    var isExhausted: Bool { hasDropped && kept.isEmpty && listed == nil }

    /// Returns whether there may be something else to tell.
    mutating func apply(_ event: WatchEvent<PodReport>) -> Bool {
        switch event {
        case .reset: listed = [:]
        case .listed(let report): list(report)
        case .synced:
            hasDropped = listed.map { $0.count >= Self.limit } ?? false
            kept = listed ?? [:]
            listed = nil
            isSynced = true
            return true
        case .applied(let report): return set(report.name, report.following(kept[report.name]))
        case .deleted(let report): return set(report.name, nil)
        case .bookmark, .rewound: break
        }
        return false
    }

    func finding(of selection: PodSelection) -> PodFinding? { podFinding(kept.values, of: selection) }

    private mutating func list(_ report: PodReport) {
        guard report.trouble != nil, let count = listed?.count, count < Self.limit else { return }
        listed?[report.name] = report.following(kept[report.name])
    }

    private mutating func set(_ name: String, _ report: PodReport?) -> Bool {
        let report = report?.trouble == nil ? nil : report
        guard kept[name] != report else { return false }
        if report != nil, kept[name] == nil, kept.count >= Self.limit {
            hasDropped = true
            return false
        }
        kept[name] = report
        return true
    }
}
