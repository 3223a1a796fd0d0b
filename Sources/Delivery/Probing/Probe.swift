package import Operating

/// One question to something that is not Kubernetes.
package enum Probe: Sendable, Hashable {
    case http(HTTPProbe)
    case prometheus(PrometheusProbe)

    package var url: String {
        switch self {
        case .http(let probe): probe.url
        case .prometheus(let probe): probe.address
        }
    }
}

/// Whether a URL answers as it should.
package struct HTTPProbe: Sendable, Hashable {
    package var method: String
    package var url: String
    package var statuses: ClosedRange<Int>
    /// Empty for no matter what.
    package var bodyContains: String
    /// Authorities to trust; nil for the system's.
    package var caPEM: [UInt8]?

    package init(method: String, url: String, statuses: ClosedRange<Int>, bodyContains: String, caPEM: [UInt8]?) {
        self.method = method
        self.url = url
        self.statuses = statuses
        self.bodyContains = bodyContains
        self.caPEM = caPEM
    }
}

/// Whether all values of a query lie within bounds.
package struct PrometheusProbe: Sendable, Hashable {
    /// What it means that there is no value.
    package enum NoData: Sendable, Hashable {
        case isOpen, isFailure, isFine
    }

    package var address: String
    package var query: String
    package var min: Double?
    package var max: Double?
    package var noData: NoData
    /// Authorities to trust; nil for the system's.
    package var caPEM: [UInt8]?

    package init(
        address: String, query: String, min: Double?, max: Double?, noData: NoData, caPEM: [UInt8]?
    ) {
        self.address = address
        self.query = query
        self.min = min
        self.max = max
        self.noData = noData
        self.caPEM = caPEM
    }
}

/// Asks.
package protocol Prober: Sendable {
    /// Asks once. Never throws: that there is no answer is an answer.
    ///
    /// - Parameter patience: how long an answer is waited for.
    func look(_ probe: Probe, patience: Duration) async -> Operation.CheckFinding
}
