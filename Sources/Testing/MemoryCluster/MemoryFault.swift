internal import Transport

/// Something that goes wrong with requests that are alike.
///
/// ```swift
/// cluster.add(MemoryFault(.loseAnswer, to: { $0.isApply }, after: 2))     // the third apply arrives, its answer does not
/// ```
package struct MemoryFault: Sendable {
    package enum Effect: Sendable {
        /// The server refuses, and does nothing.
        case refuse(status: Int, reason: String, message: String, retryAfter: Int?)
        /// The connection breaks before the request arrives.
        case loseRequest
        /// It breaks before the answer arrives: what was asked for is done.
        case loseAnswer
        /// The request arrives so much later, by the cluster's clock.
        case delay(Duration)
        /// All open watches break, before the request is carried out.
        case breakWatches
        /// The server forgets what happened, before the request is carried out.
        case compact
    }

    var effect: Effect
    var concerns: @Sendable (MemoryRequest) -> Bool
    /// How many requests are left alone, and how many after these meet it.
    var spared: Int
    var left: Int

    package init(
        _ effect: Effect, to concerns: @escaping @Sendable (MemoryRequest) -> Bool, after spared: Int = 0,
        times: Int = 1
    ) {
        self.effect = effect
        self.concerns = concerns
        self.spared = spared
        left = times
    }

    /// Whether it meets this request.
    mutating func meets(_ request: MemoryRequest) -> Bool {
        guard left > 0, concerns(request) else { return false }
        guard spared == 0 else {
            spared -= 1
            return false
        }
        left -= 1
        return true
    }
}

/// The faults of a cluster, those that were added first being met first.
struct Faults: Sendable {
    private var all: [MemoryFault] = []

    mutating func add(_ fault: MemoryFault) { all.append(fault) }
    mutating func removeAll() { all = [] }

    /// What a request meets; each fault counts it.
    mutating func met(by request: MemoryRequest) -> [MemoryFault.Effect] {
        var effects: [MemoryFault.Effect] = []
        for index in all.indices where all[index].meets(request) { effects.append(all[index].effect) }
        all.removeAll { $0.left == 0 }
        return effects
    }
}
