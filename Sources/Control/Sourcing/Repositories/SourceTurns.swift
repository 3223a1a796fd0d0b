internal import Synchronization

/// Who may ask a server now, so that servers that are slow, or made to be, keep only those waiting who named them: at most so
/// many at once for one namespace and at one host, and always room for what was quick before.
///
/// Who waits the longest does not come first, but whose namespace has least under way.
package final class SourceTurns<Key: Hashable & Sendable>: Sendable {
    struct Shares: Sendable {
        /// Of all together.
        var capacity: Int
        var namespace: Int
        var host: Int
    }

    /// What is known of a server's pace with this key.
    private enum Standing: Int, Comparable {
        case slow, unknown, quick

        static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }
    }

    private struct Wish {
        var key: Key
        /// All that want it. It counts for one of them.
        var namespaces: Set<String>
        var host: String
    }

    private struct Turn {
        var namespace: String
        var host: String
        var standing: Standing
        var since: Duration
    }

    private struct State {
        var running: [Key: Turn] = [:]
        /// In the order of their coming.
        var waiting: [Wish] = []
        /// Of those that were looked at; no others are known.
        var standings: [Key: Standing] = [:]
    }

    /// What takes longer is slow: it will probably be so again.
    private static var longestQuick: Duration { .seconds(10) }

    private let shares: Shares
    private let state = Mutex(State())

    init(_ shares: Shares) { self.shares = shares }

    /// Whether it may begin; then it has to `end`. Otherwise an end calls it.
    ///
    /// - Parameter host: where it asks; empty for none that others ask, too.
    package func begin(
        _ key: Key, for namespaces: Set<String>, at host: String, now: Duration
    ) -> Bool {
        state.withLock { state in
            let wish = Wish(key: key, namespaces: namespaces, host: host)
            let turn = turn(for: wish, besides: state, now: now)
            let place = state.waiting.firstIndex { $0.key == key }
            if let turn {
                if let place { state.waiting.remove(at: place) }
                state.running[key] = turn
            } else if let place {
                state.waiting[place] = wish
            } else {
                state.waiting.append(wish)
            }
            return turn != nil
        }
    }

    /// Returns those who waited for it. They have to begin again, and stay in their places until then.
    ///
    /// - Parameter isDone: whether the server had its time; false where the asking was broken off.
    package func end(_ key: Key, isDone: Bool, now: Duration) -> [Key] {
        state.withLock { state in
            if let turn = state.running.removeValue(forKey: key), isDone {
                state.standings[key] = now - turn.since > Self.longestQuick ? .slow : .quick
            }
            var called: [Key] = []
            var ahead = state
            while let (place, turn) = next(in: ahead, now: now) {
                let wish = ahead.waiting.remove(at: place)
                ahead.running[wish.key] = turn
                called.append(wish.key)
            }
            return called
        }
    }

    /// Nobody wants it any more.
    package func forget(_ key: Key) {
        state.withLock { state in
            state.waiting.removeAll { $0.key == key }
            state.standings[key] = nil
        }
    }

    /// Of those who wait and may begin, the one whose namespace has least under way; of several the first.
    private func next(in state: State, now: Duration) -> (place: Int, turn: Turn)? {
        var best: (place: Int, turn: Turn, load: Int)?
        for (place, wish) in state.waiting.enumerated() {
            guard let turn = turn(for: wish, besides: state, now: now) else { continue }
            let load = state.running.values.count { $0.namespace == turn.namespace }
            if load < best?.load ?? .max { best = (place, turn, load) }
        }
        return best.map { ($0.place, $0.turn) }
    }

    private func turn(for wish: Wish, besides state: State, now: Duration) -> Turn? {
        let turns = state.running.values
        let standing = state.standings[wish.key] ?? .unknown
        guard wish.host.isEmpty || turns.count(where: { $0.host == wish.host }) < shares.host else { return nil }
        // What is not as quick as it was counts among the slow, whose places it then takes.
        let standings = turns.map { now - $0.since > Self.longestQuick ? .slow : $0.standing }
        for limit in [Standing.slow, .unknown, .quick] where standing <= limit {
            guard standings.count(where: { $0 <= limit }) < room(for: limit) else { return nil }
        }
        let loads = wish.namespaces.sorted().map { name in (name, turns.count { $0.namespace == name }) }
        guard let least = loads.min(by: { $0.1 < $1.1 }), least.1 < shares.namespace else { return nil }
        return Turn(namespace: least.0, host: wish.host, standing: standing, since: now)
    }

    /// A quarter for what is known to be slow, another one for the quick alone.
    private func room(for standing: Standing) -> Int {
        switch standing {
        case .slow: max(1, shares.capacity / 4)
        case .unknown: max(1, shares.capacity * 3 / 4)
        case .quick: shares.capacity
        }
    }
}

/// A server as it is named in an address: with its port, without who asks.
package enum SourceHost {
    /// The host of a URL or of git's `user@host:path`; empty where there is none.
    package static func name(in url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else {
            // git@host:path
            let place = url.prefix { $0 != "/" && $0 != ":" }
            return String(place.drop { $0 != "@" }.dropFirst()).lowercased()
        }
        guard !url.hasPrefix("file:") else { return "" }
        let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
        return String(authority.split(separator: "@").last ?? authority).lowercased()
    }
}
