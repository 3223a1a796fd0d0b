internal import Approvals
internal import Documents
internal import KubeModel
internal import KubeRuntime
internal import Synchronization

/// What the API server has witnessed of decisions about plans. Objects that are no witnesses are not kept.
final class WitnessBook: Sendable {
    /// Of decisions about one plan no more are looked at: the first, and of each user the last of each kind.
    static let most = 200

    let store = Store<Witness>()
    private let bySubject = Mutex<[Witness.Subject: [ObjectKey: ApprovalDecision]]>([:])
    /// Who waits for decisions about which plan.
    private let askers = Mutex<[String: ObjectKey]>([:])
    private let isNeeded = Doorbell()

    /// An environment may ask for approvals.
    func need() { isNeeded.ring() }

    func waitUntilNeeded() async { await isNeeded.wait() }

    /// Returns what it is about, where that is news.
    func note(_ change: StoreChange<Witness>) -> Set<Witness.Subject> {
        guard change.old != change.new else { return [] }
        return bySubject.withLock { all in
            for subject in [change.old?.subject, change.new?.subject].compactMap(\.self) {
                all[subject]?[change.key] = nil
                if all[subject]?.isEmpty ?? false { all[subject] = nil }
            }
            if let new = change.new, all[new.subject]?.count ?? 0 < Self.most {
                all[new.subject, default: [:]][change.key] = new.decision
            }
            return Set([change.old?.subject, change.new?.subject].compactMap(\.self))
        }
    }

    /// Takes down that an application waits for decisions about plans, by their digests.
    func ask(_ digests: [String], _ application: ObjectKey) {
        askers.withLock { askers in
            guard !askers.isEmpty || !digests.isEmpty else { return }
            for (digest, asker) in askers where asker == application && !digests.contains(digest) {
                askers[digest] = nil
            }
            for digest in digests { askers[digest] = application }
        }
    }

    /// Who waits for decisions about a plan.
    func asker(of subject: Witness.Subject) -> ObjectKey? {
        let asker = askers.withLock { $0[subject.digest] }
        return asker.flatMap { $0.namespace == subject.namespace ? $0 : nil }
    }

    /// The earliest first.
    func decisions(about subject: Witness.Subject) -> [ApprovalDecision] {
        let found = bySubject.withLock { $0[subject]?.values.map(\.self) ?? [] }
        return found.sorted { ($0.at, $0.proof) < ($1.at, $1.proof) }
    }
}
