internal import Cryptography
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Observing
internal import Sourcing
internal import Surroundings
internal import Synchronization
internal import Webhooks

/// All receivers, as they were read last, and what came for them and has not been handed on yet.
///
/// Guarantees: nothing of a body is read before it is known who has sent it; what is kept of one receiver has a bound, whatever is sent.
final class ReceiverBoard: Sendable {
    /// What came for a receiver since somebody asked.
    struct Received: Sendable, Hashable {
        var hints: [GitOpsReceiver.Hint] = []
        var deliveries = 0
        var last: KubeTime?
    }

    private struct Entry {
        var uid: String
        var path: String
        var sender: Sender?
        var hosts: HostAliases
        var keys: [WebhookKey] = []
        var allowance: Allowance
        var seen = SeenDeliveries(capacity: ReceiverBoard.remembered)
        var received = Received()
    }

    private struct State {
        var entries: [ObjectKey: Entry] = [:]
        var keysByPath: [String: ObjectKey] = [:]
    }

    /// Deliveries of one receiver that are looked at: more than a busy forge sends, and few enough that checking them is little work.
    static let rate = 50.0
    static let burst = 200.0
    /// Of which it is known that they came before.
    static let remembered = 1_000
    /// Beyond these it is not told any more which repositories they are about: then all are looked at.
    static let mostHints = 16
    static let mostChanges = 16
    private static let mostAddresses = 4
    private static let longestAddress = 512

    private let pathKey: [UInt8]
    private let surroundings: Surroundings
    private let state = Mutex(State())

    init(digestKey: DigestKey, surroundings: Surroundings) {
        pathKey = digestKey.derived(for: "paths of receivers")
        self.surroundings = surroundings
    }

    /// The same for one receiver in all processes of an installation, and never for another: 128 bits that only the installation's key
    /// gives.
    func path(of uid: String) -> String {
        var hash = KeyedHash(key: pathKey)
        hash.add(Array(uid.utf8))
        let digits = Array("0123456789abcdef".utf8)
        let text: [UInt8] = hash.finish().prefix(16).flatMap { byte in [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return Self.prefix + String(decoding: text, as: UTF8.self)
    }

    static let prefix = "/hooks/"

    // MARK: Receivers

    /// Takes a receiver in as it is now, or that it is gone. Without keys nothing is taken for it.
    func note(_ key: ObjectKey, _ receiver: GitOpsReceiver?, keys: [WebhookKey]) {
        let path = receiver.map { self.path(of: $0.metadata.uid) }
        let spec = try? receiver?.spec.get()
        let now = surroundings.now
        state.withLock { state in
            let old = state.entries.removeValue(forKey: key)
            if let old { state.keysByPath[old.path] = nil }
            guard let receiver, let path else { return }
            var entry =
                old.flatMap { $0.uid == receiver.metadata.uid ? $0 : nil }
                ?? Entry(
                    uid: receiver.metadata.uid, path: path, hosts: HostAliases([]),
                    allowance: Allowance(perSecond: Self.rate, atOnce: Self.burst, now: now))
            entry.sender = spec?.type
            entry.hosts = HostAliases(spec?.hosts ?? [])
            entry.keys = spec?.suspend == false ? keys : []
            state.entries[key] = entry
            state.keysByPath[path] = key
        }
    }

    var count: Int { state.withLock { $0.entries.count } }

    /// How many hints and how many marks of deliveries are kept of a receiver.
    func kept(of key: ObjectKey) -> (hints: Int, marks: Int) {
        state.withLock { ($0.entries[key]?.received.hints.count ?? 0, $0.entries[key]?.seen.count ?? 0) }
    }

    // MARK: Deliveries

    /// Whether somebody listens there.
    func isKnown(_ path: String) -> Bool { state.withLock { $0.keysByPath[path] != nil } }

    /// Whose path it is, where that one's senders ask first whether they may send.
    func asksFirst(_ path: String) -> Bool {
        state.withLock { state in
            state.keysByPath[path].flatMap { state.entries[$0] }?.sender == .cloudEvents
        }
    }

    /// Takes a delivery in. Returns the receiver that there is something new to tell of.
    func receive(_ delivery: Delivery, at path: String) -> (answer: ReceiverAnswer, sender: Sender?, news: ObjectKey?) {
        let now = surroundings.now
        let found = state.withLock { state -> (key: ObjectKey, entry: Entry, isAllowed: Bool)? in
            guard let key = state.keysByPath[path], var entry = state.entries[key] else { return nil }
            let isAllowed = entry.allowance.take(now: now)
            state.entries[key] = entry
            return (key, entry, isAllowed)
        }
        guard let (key, entry, isAllowed) = found else { return (.unknown, nil, nil) }
        guard isAllowed else { return (.limited, entry.sender, nil) }
        guard let sender = entry.sender, !entry.keys.isEmpty else { return (.unavailable, entry.sender, nil) }
        let time = surroundings.secondsSince1970
        guard Proof.holds(delivery, from: sender, keys: entry.keys, now: time) else { return (.refused, sender, nil) }
        let mark = Proof.identity(of: delivery, from: sender).map { identity in
            var hash = RunningHash(.sha256)
            hash.add(Array("\(identity)\n".utf8))
            hash.add(delivery.body)
            return hash.finish()
        }
        let reading = delivery.read(from: sender)
        let answer = take(reading, mark, for: key, entry)
        return (answer, sender, answer.isTold ? key : nil)
    }

    private func take(_ reading: Reading, _ mark: [UInt8]?, for key: ObjectKey, _ entry: Entry) -> ReceiverAnswer {
        var hints: [GitOpsReceiver.Hint] = []
        var answer = ReceiverAnswer(.accepted, "accepted")
        switch reading {
        case .malformed(let what): return ReceiverAnswer(.malformed, what)
        case .ping: answer = ReceiverAnswer(.ping, "hello")
        case .irrelevant: answer = ReceiverAnswer(.irrelevant, "nothing to do for that")
        case .announcements(let announcements): hints = announcements.map { Self.hint($0, entry.hosts) }
        }
        let now = surroundings.now
        let time = KubeTime(surroundings)
        return state.withLock { state in
            guard state.entries[key]?.uid == entry.uid else { return .unknown }
            if let mark, state.entries[key]?.seen.note(mark, now: now) == false {
                return ReceiverAnswer(.repeated, "came before")
            }
            state.entries[key]?.received.add(hints, at: time)
            return answer
        }
    }

    /// Addresses in one form, which is short and the same for all of a repository's.
    private static func hint(_ announcement: Announcement, _ hosts: HostAliases) -> GitOpsReceiver.Hint {
        let names = announcement.addresses.compactMap { RepositoryIdentity($0, hosts: hosts)?.description }
        return GitOpsReceiver.Hint(
            repositories: Array(Set(names.filter { $0.utf8.count <= longestAddress }).sorted().prefix(mostAddresses)),
            changes: announcement.changes.prefix(mostChanges).map {
                GitOpsReceiver.Change(reference: $0.reference, commit: $0.commit)
            })
    }

    // MARK: Handing on

    /// What came since it was taken last.
    func takeReceived(of key: ObjectKey) -> Received {
        state.withLock { state in
            let received = state.entries[key]?.received ?? Received()
            state.entries[key]?.received = Received()
            return received
        }
    }

    /// Gives back what could not be told.
    func putBack(_ received: Received, of key: ObjectKey) {
        state.withLock { state in
            guard var entry = state.entries[key] else { return }
            var all = received
            all.merge(entry.received)
            entry.received = all
            state.entries[key] = entry
        }
    }
}

extension ReceiverBoard.Received {
    fileprivate mutating func add(_ hints: [GitOpsReceiver.Hint], at time: KubeTime) {
        deliveries += 1
        last = time
        for hint in hints { add(hint) }
    }

    fileprivate mutating func merge(_ later: Self) {
        deliveries += later.deliveries
        last = later.last ?? last
        for hint in later.hints { add(hint) }
    }

    /// Of one repository there is one hint, with the newest of each reference.
    private mutating func add(_ hint: GitOpsReceiver.Hint) {
        guard let index = hints.firstIndex(where: { $0.repositories == hint.repositories }) else {
            let isFull = hints.count >= ReceiverBoard.mostHints
            hints = isFull ? [GitOpsReceiver.Hint(repositories: [], changes: [])] : hints + [hint]
            return
        }
        for change in hint.changes {
            hints[index].changes.removeAll { $0.reference == change.reference }
            if hints[index].changes.count < ReceiverBoard.mostChanges { hints[index].changes.append(change) }
        }
    }
}
