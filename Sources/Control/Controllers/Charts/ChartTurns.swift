internal import Synchronization

/// Who may look for a chart now: at most so many at once for one namespace, and at one host. Servers that are slow, or made
/// to be, keep the looks of one team waiting and leave workers for all others.
final class ChartTurns: Sendable {
    private struct Turn {
        var namespace: String
        var host: String
    }

    private struct State {
        var running: [ChartOrder: Turn] = [:]
        /// In the order of their coming, with the namespaces that want each.
        var waiting: [(order: ChartOrder, namespaces: Set<String>)] = []
    }

    private let share: Int
    private let state = Mutex(State())

    /// - Parameter share: for a namespace, and for a host.
    init(share: Int) { self.share = share }

    /// Whether it may begin; then it has to `end`. Otherwise an end calls it.
    ///
    /// - Parameter namespaces: all that want it. It counts for one of them.
    func begin(_ order: ChartOrder, for namespaces: Set<String>) -> Bool {
        state.withLock { state in
            let turn = turn(of: order, for: namespaces, besides: Array(state.running.values))
            let place = state.waiting.firstIndex { $0.order == order }
            if let turn {
                if let place { state.waiting.remove(at: place) }
                state.running[order] = turn
            } else if let place {
                state.waiting[place].namespaces = namespaces
            } else {
                state.waiting.append((order, namespaces))
            }
            return turn != nil
        }
    }

    /// Returns those who waited for it. They have to begin again, and stay in their places until then.
    func end(_ order: ChartOrder) -> [ChartOrder] {
        state.withLock { state in
            state.running[order] = nil
            var turns = Array(state.running.values)
            return state.waiting.compactMap { waiting in
                guard let turn = turn(of: waiting.order, for: waiting.namespaces, besides: turns) else { return nil }
                turns.append(turn)
                return waiting.order
            }
        }
    }

    /// Nobody wants it any more.
    func forget(_ order: ChartOrder) { state.withLock { $0.waiting.removeAll { $0.order == order } } }

    private func turn(of order: ChartOrder, for namespaces: Set<String>, besides turns: [Turn]) -> Turn? {
        let host = order.host
        guard turns.count(where: { $0.host == host }) < share else { return nil }
        let free = namespaces.sorted().first { namespace in turns.count { $0.namespace == namespace } < share }
        return free.map { Turn(namespace: $0, host: host) }
    }
}

extension ChartOrder {
    /// With its port, as it stands in the address.
    fileprivate var host: String {
        let rest = repositoryURL.firstRange(of: "://").map { repositoryURL[$0.upperBound...] } ?? repositoryURL[...]
        return rest.prefix { !"/?#".contains($0) }.lowercased()
    }
}
