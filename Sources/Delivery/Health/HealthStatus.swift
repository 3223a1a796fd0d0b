/// How an object or an application is, from best to worst.
package enum HealthStatus: Int, Comparable, Sendable, CaseIterable {
    case healthy, suspended, progressing, missing, degraded, unknown

    /// As status and metrics show it: `Healthy`, `Suspended`, `Progressing`, `Missing`, `Degraded` or `Unknown`.
    package var name: String {
        switch self {
        case .healthy: "Healthy"
        case .suspended: "Suspended"
        case .progressing: "Progressing"
        case .missing: "Missing"
        case .degraded: "Degraded"
        case .unknown: "Unknown"
        }
    }

    package init?(name: some StringProtocol) {
        guard let status = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = status
    }

    package static func < (left: HealthStatus, right: HealthStatus) -> Bool { left.rawValue < right.rawValue }
}

/// How one object is, and why.
package struct ObjectHealth: Sendable, Hashable {
    package var status: HealthStatus
    /// The cause where the object is not healthy; empty where there is nothing to say.
    package var message: String

    package init(_ status: HealthStatus, _ message: String = "") {
        self.status = status
        self.message = message
    }
}
