internal import Documents
internal import Planning

/// How Jobs and Pods have ended, also of those that the server has taken away since: between the two an application may
/// have had no time to look.
///
/// Beyond the limit the namespace that has most makes room, with what is oldest of it: what is forgotten before its application
/// has looked runs once more, and nobody is to bring that upon others.
struct FinishedRuns {
    /// Some hundred bytes each.
    static let limit = 10_000

    private struct Run {
        var uid: String
        var finish: Finish
        /// The later came to know, the greater.
        var number: Int
    }

    private var known: [ObjectID: Run] = [:]
    private var lastNumber = 0

    subscript(id: ObjectID) -> Finish? { known[id]?.finish }

    /// Notes what is known of one life of an object. News that comes late takes nothing back.
    mutating func note(_ id: ObjectID, uid: String, _ finish: Finish?) {
        if let finish {
            if known[id] == nil, known.count >= FinishedRuns.limit { makeRoom() }
            lastNumber += 1
            known[id] = Run(uid: uid, finish: finish, number: lastNumber)
        } else if let before = known[id], before.uid != uid {
            known[id] = nil
        }
    }

    /// Forgets half of what the largest namespace has, so that the next ones need not look for room.
    private mutating func makeRoom() {
        let counts = Dictionary(known.keys.map { ($0.namespace, 1) }, uniquingKeysWith: +)
        guard let largest = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return }
        let oldest = known.filter { $0.key.namespace == largest.key }.sorted { $0.value.number < $1.value.number }
        for (id, _) in oldest.prefix((largest.value + 1) / 2) { known[id] = nil }
    }
}
