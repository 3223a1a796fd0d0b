internal import GitOpsAPI
internal import Synchronization

/// How many applications there are by sync and health, counted as they change, so that whoever asks walks over none.
final class ApplicationTally: Sendable {
    struct Standing: Hashable, Sendable {
        var sync: String
        var health: String

        init(_ status: GitOpsApplication.Status) {
            sync = (status.sync?.status ?? .unknown).rawValue
            health = (status.health?.status ?? .unknown).rawValue
        }
    }

    private let state = Mutex<[Standing: Int]>([:])

    var counts: [Standing: Int] { state.withLock { $0 } }

    /// Counts one application in the place of what it was; nil before there was one, and once there is none any more.
    func note(_ before: GitOpsApplication?, _ after: GitOpsApplication?) {
        let (old, new) = (before.map { Standing($0.status) }, after.map { Standing($0.status) })
        guard old != new else { return }
        state.withLock { counts in
            if let old { counts[old] = counts[old].flatMap { $0 > 1 ? $0 - 1 : nil } }
            if let new { counts[new, default: 0] += 1 }
        }
    }
}
