/// What a sender is answered. It tells nobody more than whether a delivery was taken.
package struct ReceiverAnswer: Sendable, Hashable {
    /// What became of a delivery, for figures.
    package enum Result: String, Sendable, Hashable, CaseIterable {
        case accepted, ping, irrelevant, repeated, malformed, refused, limited, unavailable, unknown
    }

    package var result: Result
    package var message: String

    init(_ result: Result, _ message: String) {
        self.result = result
        self.message = message
    }

    /// As HTTP has it. What is merely of no interest is a success: GitLab and Azure DevOps switch off hooks that are refused.
    package var status: Int {
        switch result {
        case .ping: 200
        case .accepted, .irrelevant, .repeated: 202
        case .malformed: 400
        case .refused: 401
        case .unknown: 404
        case .limited: 429
        case .unavailable: 503
        }
    }

    /// Whether status tells of it: whoever sets a hook up wants to see that its ping came.
    var isTold: Bool { [.accepted, .ping, .irrelevant].contains(result) }

    /// In seconds, after which it may be tried again.
    package var retryAfter: Int? {
        switch result {
        case .limited: 1
        case .unavailable: 30
        default: nil
        }
    }

    package static let unknown = ReceiverAnswer(.unknown, "not found")
    static let limited = ReceiverAnswer(.limited, "too many deliveries")
    static let unavailable = ReceiverAnswer(.unavailable, "this receiver takes no deliveries now")
    static let refused = ReceiverAnswer(.refused, "the delivery is not rightly signed")
}
