internal import Synchronization

/// Who may ask a server now, so that servers that are slow, or made to be, keep only those waiting who named them: at most so
/// many at once for one namespace and at one host, and always room for what was quick before.
///
/// Who waits the longest does not come first, but whose namespace has least under way. Whoever waits and does not want to begin
/// any more has to withdraw: it may have been called, and another has to be in its stead.
package final class SourceTurns<Key: Hashable & Sendable>: Sendable {
    struct Shares: Sendable {
        /// Of all together.
        var capacity: Int
        var namespace: Int
        var host: Int
    }

    /// What is known of a server's pace with this key.
    private enum Standing: Int, Comparable, CaseIterable {
        case slow, unknown, quick

        static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }
    }

    /// All that decides whether somebody may begin: of those in one lane the first may before the others.
    private struct Lane: Hashable {
        /// All that want it. It counts for one of them.
        var namespaces: Set<String>
        var host: String
        var standing: Standing
    }

    private struct Wish {
        var key: Key
        /// Those who came later have greater ones.
        var number: Int
    }

    private struct Turn {
        var namespace: String
        var host: String
        var standing: Standing
        var since: Duration
    }

    /// How much is under way.
    private struct Load {
        var standings: [Standing: Int] = [:]
        var hosts: [String: Int] = [:]
        var namespaces: [String: Int] = [:]

        mutating func add(_ turn: Turn, now: Duration) {
            // What is not as quick as it was counts among the slow, whose places it then takes.
            standings[now - turn.since > longestQuick ? .slow : turn.standing, default: 0] += 1
            hosts[turn.host, default: 0] += 1
            namespaces[turn.namespace, default: 0] += 1
        }

        func count(upTo limit: Standing) -> Int {
            Standing.allCases.reduce(0) { $1 <= limit ? $0 + standings[$1, default: 0] : $0 }
        }
    }

    private struct State {
        var running: [Key: Turn] = [:]
        /// Those who wait, in the order of their coming.
        var lanes: [Lane: [Wish]] = [:]
        var places: [Key: (lane: Lane, number: Int)] = [:]
        var lastNumber = 0
        /// Of those that were looked at; no others are known.
        var standings: [Key: Standing] = [:]

        func load(now: Duration) -> Load {
            running.values.reduce(into: Load()) { $0.add($1, now: now) }
        }

        /// Lets it wait; where it does already, it keeps its number.
        mutating func wait(_ key: Key, in lane: Lane) {
            guard places[key]?.lane != lane else { return }
            let known = leave(key)
            if known == nil { lastNumber += 1 }
            let wish = Wish(key: key, number: known ?? lastNumber)
            var wishes = lanes[lane] ?? []
            wishes.insert(wish, at: wishes.firstIndex { $0.number > wish.number } ?? wishes.endIndex)
            lanes[lane] = wishes
            places[key] = (lane, wish.number)
        }

        /// Returns the number that it had; nil where it did not wait.
        @discardableResult mutating func leave(_ key: Key) -> Int? {
            guard let place = places.removeValue(forKey: key) else { return nil }
            lanes[place.lane]?.removeAll { $0.number == place.number }
            if lanes[place.lane]?.isEmpty ?? false { lanes[place.lane] = nil }
            return place.number
        }
    }

    /// What takes longer is slow: it will probably be so again.
    private static var longestQuick: Duration { .seconds(10) }

    private let shares: Shares
    private let state = Mutex(State())

    init(_ shares: Shares) { self.shares = shares }

    /// Whether it may begin; then it has to `end`. Otherwise it waits until somebody calls it, or it withdraws.
    ///
    /// - Parameter host: where it asks; empty for none that others ask, too.
    package func begin(
        _ key: Key, for namespaces: Set<String>, at host: String, now: Duration
    ) -> Bool {
        state.withLock { state in
            let lane = Lane(namespaces: namespaces, host: host, standing: state.standings[key] ?? .unknown)
            guard let turn = turn(in: lane, besides: state.load(now: now), now: now) else {
                state.wait(key, in: lane)
                return false
            }
            state.leave(key)
            state.running[key] = turn
            return true
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
            return next(in: state, now: now)
        }
    }

    /// It does not want to begin, whether it was called or never waited. Returns those who may now, as an end does.
    package func withdraw(_ key: Key, now: Duration) -> [Key] {
        state.withLock { state in state.leave(key) == nil ? [] : next(in: state, now: now) }
    }

    /// Nobody wants it any more. Returns those who may begin now, as an end does.
    package func forget(_ key: Key, now: Duration) -> [Key] {
        state.withLock { $0.standings[key] = nil }
        return withdraw(key, now: now)
    }

    /// Those who may begin, as long as there is room, and first whose namespace has least under way; of several the first.
    private func next(in state: State, now: Duration) -> [Key] {
        var load = state.load(now: now)
        // How many of each lane have been called.
        var ahead: [Lane: Int] = [:]
        var called: [Key] = []
        while true {
            var best: (wish: Wish, lane: Lane, turn: Turn, rank: (Int, Int))?
            for (lane, wishes) in state.lanes {
                guard let wish = wishes.dropFirst(ahead[lane] ?? 0).first,
                    let turn = turn(in: lane, besides: load, now: now)
                else { continue }
                let rank = (load.namespaces[turn.namespace, default: 0], wish.number)
                if best.map({ rank < $0.rank }) ?? true { best = (wish, lane, turn, rank) }
            }
            guard let best else { return called }
            called.append(best.wish.key)
            ahead[best.lane, default: 0] += 1
            load.add(best.turn, now: now)
        }
    }

    private func turn(in lane: Lane, besides load: Load, now: Duration) -> Turn? {
        guard lane.host.isEmpty || load.hosts[lane.host, default: 0] < shares.host else { return nil }
        for limit in Standing.allCases where lane.standing <= limit {
            guard load.count(upTo: limit) < room(for: limit) else { return nil }
        }
        let loads = lane.namespaces.map { (load.namespaces[$0, default: 0], $0) }
        guard let least = loads.min(by: { $0 < $1 }), least.0 < shares.namespace else { return nil }
        return Turn(namespace: least.1, host: lane.host, standing: lane.standing, since: now)
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
