extension WorkQueue {
    /// The queue without its lock and its clock. Waiters are workers that have nothing to do; one of them, the keeper,
    /// sleeps until the next delayed key is due.
    struct State {
        struct Ticket: Sendable, Equatable {
            var key: Key
            var attempt: Int
            var causes: Causes
        }

        enum Turn: Sendable, Equatable {
            case lease(Ticket)
            case wait(until: Duration?)
            case end
        }

        /// Order inside a lane: by the time a key is ready, then by the order of arrival.
        private struct Rank: Comparable {
            var readyAt: Duration
            var arrival: Int

            static func < (left: Rank, right: Rank) -> Bool {
                (left.readyAt, left.arrival) < (right.readyAt, right.arrival)
            }
        }

        private struct Request {
            var readyAt: Duration
            var priority: Priority
            var causes: Causes

            mutating func merge(_ other: Request) {
                readyAt = min(readyAt, other.readyAt)
                priority = max(priority, other.priority)
                causes.formUnion(other.causes)
            }
        }

        private struct Entry {
            var request: Request
            var arrival: Int
            var isReady: Bool
            /// The group that has to end something before the key may be leased.
            var group: String?

            var rank: Rank { Rank(readyAt: request.readyAt, arrival: arrival) }
        }

        /// How often a lane with something ready may be passed over for a higher one.
        static var patience: Int { 8 }

        private let backoff: Backoff
        private let share: WorkQueue.Share?
        private var entries: [Key: Entry] = [:]
        private var delayed = IndexedHeap<Key, Rank>()
        private var lanes = Priority.allCases.map { _ in IndexedHeap<Key, Rank>() }
        private var passedOver = Priority.allCases.map { _ in 0 }
        /// The keys that are leased, with what has been asked of them since.
        private var leased: [Key: Request?] = [:]
        /// How many of each group are leased.
        private var leasedOfGroups: [String: Int] = [:]
        /// The keys of groups that have their share, by lanes: they wait beside the lanes, where they would be in others' way.
        private var parked: [String: [IndexedHeap<Key, Rank>]] = [:]
        private var failures: [Key: Int] = [:]
        private var arrivals = 0
        private var waiters: [Int] = []
        private var keeper: (waiter: Int, moment: Duration)?
        private var isShutDown = false

        init(backoff: Backoff, share: WorkQueue.Share?) {
            self.backoff = backoff
            self.share = share
        }
    }
}

// MARK: - Keys

extension WorkQueue.State {
    mutating func add(
        _ key: Key, readyAt: Duration, priority: WorkQueue.Priority, causes: Causes = [], now: Duration
    ) {
        guard !isShutDown else { return }
        var request = Request(readyAt: readyAt, priority: priority, causes: causes)
        if let pending = leased[key] {
            if let pending { request.merge(pending) }
            leased[key] = .some(request)
        } else if let entry = entries[key] {
            request.merge(entry.request)
            remove(key, entry)
            place(key, request, arrival: entry.arrival, now: now)
        } else {
            arrivals += 1
            place(key, request, arrival: arrivals, now: now)
        }
    }

    mutating func finish(_ key: Key, _ completion: WorkQueue.Completion, now: Duration, random: Double) {
        guard let pending = leased.removeValue(forKey: key) else { return }
        if let share { release(share.group(key)) }
        if let pending {
            add(key, readyAt: pending.readyAt, priority: pending.priority, causes: pending.causes, now: now)
        }
        switch completion {
        case .settled:
            failures[key] = nil
        case .again(let after, let priority):
            failures[key] = nil
            add(key, readyAt: now + max(after, .zero), priority: priority, now: now)
        case .failed:
            let count = failures[key, default: 0] + 1
            failures[key] = count
            let delay = backoff.delay(failures: count, random: random)
            add(key, readyAt: now + delay, priority: .normal, now: now)
        case .untried: break
        }
    }

    mutating func shutDown() { isShutDown = true }

    mutating func figures(now: Duration) -> WorkQueue.Figures {
        promote(now: now)
        let heaps = lanes + parked.values.joined()
        let oldest = heaps.compactMap(\.first?.rank.readyAt).min()
        return WorkQueue.Figures(
            ready: heaps.reduce(0) { $0 + $1.count }, delayed: delayed.count, leased: leased.count,
            oldestAge: oldest.map { now - $0 } ?? .zero)
    }

    private mutating func place(_ key: Key, _ request: Request, arrival: Int, now: Duration) {
        let entry = Entry(request: request, arrival: arrival, isReady: request.readyAt <= now)
        entries[key] = entry
        if entry.isReady {
            lanes[request.priority.rawValue].insert(key, rank: entry.rank)
        } else {
            delayed.insert(key, rank: entry.rank)
        }
    }

    private mutating func remove(_ key: Key, _ entry: Entry) {
        entries[key] = nil
        if let group = entry.group {
            parked[group]?[entry.request.priority.rawValue].remove(key)
        } else if entry.isReady {
            lanes[entry.request.priority.rawValue].remove(key)
        } else {
            delayed.remove(key)
        }
    }

    /// Moves the keys whose time has come into their lanes.
    private mutating func promote(now: Duration) {
        while let (key, rank) = delayed.first, rank.readyAt <= now, let entry = entries[key] {
            remove(key, entry)
            place(key, entry.request, arrival: entry.arrival, now: now)
        }
    }
}

// MARK: - Workers

extension WorkQueue.State {
    mutating func take(_ waiter: Int, now: Duration) -> Turn {
        leave(waiter)
        guard !isShutDown else { return .end }
        promote(now: now)
        if let ticket = lease(now: now) { return .lease(ticket) }
        waiters.append(waiter)
        guard keeper == nil, let moment = delayed.first?.rank.readyAt else { return .wait(until: nil) }
        keeper = (waiter, moment)
        return .wait(until: moment)
    }

    mutating func leave(_ waiter: Int) {
        waiters.removeAll { $0 == waiter }
        if keeper?.waiter == waiter { keeper = nil }
    }

    /// The waiter, if any, that should look again: there is a key for it, or a moment that nobody keeps.
    mutating func waiterToWake(now: Duration) -> Int? {
        promote(now: now)
        guard let waiter = isShutDown ? nil : waiterToWake() else { return nil }
        leave(waiter)
        return waiter
    }

    private func waiterToWake() -> Int? {
        if lanes.contains(where: { !$0.isEmpty }) {
            return waiters.first { $0 != keeper?.waiter } ?? waiters.first
        }
        guard let moment = delayed.first?.rank.readyAt else { return nil }
        guard let keeper else { return waiters.first }
        return moment < keeper.moment ? keeper.waiter : nil
    }

    private mutating func lease(now: Duration) -> Ticket? {
        parkFirsts()
        guard let lane = chooseLane(), let key = lanes[lane].first?.key, let entry = entries[key] else { return nil }
        remove(key, entry)
        leased[key] = .some(nil)
        if let share { leasedOfGroups[share.group(key), default: 0] += 1 }
        return Ticket(key: key, attempt: failures[key, default: 0] + 1, causes: entry.request.causes)
    }

    /// The highest lane that has something, unless a lower one has been passed over too often.
    private mutating func chooseLane() -> Int? {
        let filled = lanes.indices.filter { !lanes[$0].isEmpty }
        guard let highest = filled.last else { return nil }
        let lane = filled.last { $0 < highest && passedOver[$0] >= Self.patience } ?? highest
        passedOver[lane] = 0
        for lower in filled where lower < lane { passedOver[lower] += 1 }
        return lane
    }
}

// MARK: - Groups

extension WorkQueue.State {
    /// Puts aside the keys that come first and whose groups have their share.
    private mutating func parkFirsts() {
        guard let share else { return }
        for lane in lanes.indices {
            while let key = lanes[lane].first?.key, var entry = entries[key] {
                let group = share.group(key)
                guard leasedOfGroups[group, default: 0] >= share.count else { break }
                lanes[lane].remove(key)
                entry.group = group
                entries[key] = entry
                var heaps = parked[group] ?? lanes.map { _ in IndexedHeap() }
                heaps[lane].insert(key, rank: entry.rank)
                parked[group] = heaps
            }
        }
    }

    /// Lets the next key of a group into its lane, as one of them is done.
    private mutating func release(_ group: String) {
        let left = leasedOfGroups[group, default: 1] - 1
        leasedOfGroups[group] = left == 0 ? nil : left
        guard var heaps = parked[group] else { return }
        if let lane = heaps.lastIndex(where: { !$0.isEmpty }), let key = heaps[lane].first?.key,
            var entry = entries[key]
        {
            heaps[lane].remove(key)
            entry.group = nil
            entries[key] = entry
            lanes[lane].insert(key, rank: entry.rank)
        }
        parked[group] = heaps.allSatisfy(\.isEmpty) ? nil : heaps
    }
}
