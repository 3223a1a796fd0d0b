internal import Documents
internal import Planning

/// How Jobs and Pods have ended, also of those that the server has taken away since: between the two an application may
/// have had no time to look.
struct FinishedRuns {
    /// More are forgotten, all at once: then what is gone before its application has looked runs once more.
    private static let limit = 10_000

    private var known: [ObjectID: (uid: String, finish: Finish)] = [:]

    subscript(id: ObjectID) -> Finish? { known[id]?.finish }

    /// Notes what is known of one life of an object. News that comes late takes nothing back.
    mutating func note(_ id: ObjectID, uid: String, _ finish: Finish?) {
        if let finish {
            if known.count >= FinishedRuns.limit { known = [:] }
            known[id] = (uid, finish)
        } else if let before = known[id], before.uid != uid {
            known[id] = nil
        }
    }
}
