internal import Synchronization

/// How much memory bodies take that are being read, so that all of them together have a bound and no path has all of it.
final class BodyRoom: Sendable {
    private struct Share {
        var bytes = 0
        var requests = 0
    }

    private struct State {
        var taken = 0
        var shares: [String: Share] = [:]
    }

    private let limits: HTTPServerLimits
    private let state = Mutex(State())

    init(_ limits: HTTPServerLimits) { self.limits = limits }

    /// Takes room for a body; false where there is none just now. Whoever has some gives it back.
    func take(_ bytes: Int, for path: String) -> Bool {
        state.withLock { state in
            var share = state.shares[path] ?? Share()
            guard state.taken + bytes <= limits.bodies, share.bytes + bytes <= limits.bodies / 2,
                share.requests < limits.requestsPerPath
            else { return false }
            share.bytes += bytes
            share.requests += 1
            state.shares[path] = share
            state.taken += bytes
            return true
        }
    }

    func giveBack(_ bytes: Int, of path: String) {
        state.withLock { state in
            guard var share = state.shares[path] else { return }
            share.bytes -= bytes
            share.requests -= 1
            state.shares[path] = share.requests == 0 ? nil : share
            state.taken -= bytes
        }
    }
}
