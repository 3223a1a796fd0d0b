package import Operating
package import Probing
package import Surroundings
internal import Synchronization

/// Answers to checks as a test says them. Whom nobody has told of does not answer.
package final class MemoryProber: Prober {
    private struct State {
        var answers: [String: Operation.CheckFinding] = [:]
        var looks: [String] = []
        var silent: Set<String> = []
    }

    private let state = Mutex(State())

    private let time: Surroundings

    package init(time: Surroundings) { self.time = time }

    /// Has a URL, or the query of one, answered so from now on.
    package func answer(_ url: String, _ finding: Operation.CheckFinding) {
        state.withLock { $0.answers[url] = finding }
    }

    /// Has a URL take all the time that there is.
    package func hang(_ url: String) { state.withLock { _ = $0.silent.insert(url) } }

    /// The URLs that were asked since the last call, in their order.
    package func takeLooks() -> [String] {
        state.withLock { state in
            defer { state.looks = [] }
            return state.looks
        }
    }

    package func look(_ probe: Probe, patience: Duration) async -> Operation.CheckFinding {
        if state.withLock({ $0.silent.contains(probe.url) }) { try? await time.sleep(for: patience) }
        return state.withLock { state in
            state.looks.append(probe.url)
            return state.answers[probe.url] ?? .open("nobody answers")
        }
    }
}
