internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Operating
internal import Sourcing

/// What an application is to stay at, by its status and its annotations, before it is known whether that can be had.
struct PinWish: Sendable, Hashable {
    /// What a person asks for by annotation, and was not given yet.
    struct Request: Sendable, Hashable {
        /// As status has it once it was acted on.
        var key: String
        var revision: String
        var reason: String
    }

    /// Where it is now.
    private(set) var current: Pin?
    private(set) var request: Request?
    /// Why a request cannot be met.
    private(set) var refusal: Finding?
    /// The request that was acted on.
    private(set) var handled: String?

    init(_ status: GitOpsApplication.Status, _ metadata: ResourceMetadata) {
        (current, handled) = (status.pin, status.lastHandledRollback)
        // Who asks for a sync of what has failed wants it tried once more.
        if current?.cause == .failure, metadata.requestedSync.map({ $0 != status.lastHandledSync }) ?? false {
            current = nil
        }
        guard let text = metadata.annotations[Annotations.rollback] else {
            handled = nil
            if current?.cause == .request { current = nil }
            return
        }
        let reason = metadata.annotations[Annotations.reason] ?? ""
        let key = "\(text) \(reason)".visible.cut(to: Self.longest)
        guard key != handled else { return }
        switch Self.revision(text, in: status.history) {
        case .success(let revision):
            request = Request(key: key, revision: revision, reason: reason.visible.cut(to: Self.longest))
        case .failure(let flaw): refusal = flaw.finding
        }
    }

    /// All revisions that may have to be looked up.
    var revisions: [String] { [current?.revision, request?.revision].compactMap(\.self) }

    /// In bytes.
    private static let longest = 512

    /// The revision of a history that a text means: as it is written there, or shown by `kubectl get`; the first digits of its commit;
    /// or the version of its chart.
    private static func revision(
        _ text: String, in history: [GitOpsApplication.HistoryEntry]
    ) -> Result<String, Flaw> {
        var known: [String] = []
        for entry in history where !known.contains(entry.revision) { known.append(entry.revision) }
        let meant = known.filter { RevisionText.is($0, meantBy: text) }
        if meant.count == 1 { return .success(meant[0]) }
        let name = text.visible.cut(to: 80)
        guard meant.isEmpty else {
            return .failure(
                Flaw("RollbackRefused", "several revisions of status.history begin with '\(name)'; name one in full"))
        }
        let choice = known.prefix(5).map(RevisionText.short).joined(separator: ", ")
        let hint = choice.isEmpty ? "nothing is there yet" : "choose one of those there: \(choice)"
        return .failure(
            Flaw("RollbackRefused", "cannot go back to '\(name)', which status.history does not have; \(hint)"))
    }
}
