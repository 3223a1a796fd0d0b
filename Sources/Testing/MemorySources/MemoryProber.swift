package import Operating
package import Probing
internal import Synchronization

/// Answers to checks as a test says them. Whom nobody has told of does not answer.
package final class MemoryProber: Prober {
    private struct State {
        var answers: [String: Operation.CheckFinding] = [:]
        var looks: [String] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Has a URL, or the query of one, answered so from now on.
    package func answer(_ url: String, _ finding: Operation.CheckFinding) {
        state.withLock { $0.answers[url] = finding }
    }

    /// The URLs that were asked since the last call, in their order.
    package func takeLooks() -> [String] {
        state.withLock { state in
            defer { state.looks = [] }
            return state.looks
        }
    }

    package func look(_ probe: Probe, patience: Duration) async -> Operation.CheckFinding {
        state.withLock { state in
            state.looks.append(probe.url)
            return state.answers[probe.url] ?? .open("nobody answers")
        }
    }
}
