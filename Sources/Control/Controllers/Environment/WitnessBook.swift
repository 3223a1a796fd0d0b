internal import Approvals
internal import Documents
internal import KubeModel
internal import KubeRuntime
internal import Synchronization

/// What the API server has witnessed of decisions about plans. Objects that are no witnesses are not kept.
final class WitnessBook: Sendable {
    /// Decisions about one plan of no more users are looked at, so that nobody can have all memory filled.
    static let mostUsers = 200
    /// Of each user the last ones count: nobody keeps others from being heard.
    static let mostOfUser = 3

    let store = Store<Witness>()
    private let bySubject = Mutex<[Witness.Subject: [ObjectKey: ApprovalDecision]]>([:])
    /// Who waits for decisions about which plan.
    private let askers = Mutex<[String: ObjectKey]>([:])
    private let isNeeded = Doorbell()

    /// An environment may ask for approvals.
    func need() { isNeeded.ring() }

    func waitUntilNeeded() async { await isNeeded.wait() }

    /// Takes in what became of an object. Returns what it is about, where that is news.
    func note(_ key: ObjectKey, _ old: Witness?, _ new: Witness?) -> Set<Witness.Subject> {
        guard old != new else { return [] }
        return bySubject.withLock { all in
            for subject in [old?.subject, new?.subject].compactMap(\.self) {
                all[subject]?[key] = nil
                if all[subject]?.isEmpty ?? false { all[subject] = nil }
            }
            if let new { Self.add(new.decision, key, to: &all[new.subject, default: [:]]) }
            return Set([old?.subject, new?.subject].compactMap(\.self))
        }
    }

    private static func add(
        _ decision: ApprovalDecision, _ key: ObjectKey, to decisions: inout [ObjectKey: ApprovalDecision]
    ) {
        let own = decisions.filter { $0.value.user == decision.user }
        if own.isEmpty, Set(decisions.values.map(\.user)).count >= mostUsers { return }
        decisions[key] = decision
        guard own.count >= mostOfUser, let oldest = own.min(by: { $0.value.at < $1.value.at }) else { return }
        decisions[oldest.key] = nil
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
