internal import Documents
internal import KubeModel
internal import KubeRuntime
internal import Operating
internal import Probing
internal import Surroundings
internal import Synchronization

/// The questions of checks to what is not Kubernetes: asked by workers of their own, so that whoever does not answer holds up
/// nothing but what waits for that answer.
///
/// Who asks comes back for the answer: the application is called once there is one. What nobody came for is lost with the
/// process, and asked again.
final class CheckBoard: Sendable {
    /// Tells a question from all others.
    struct Question: Sendable, Hashable {
        var application: ObjectKey
        /// The operation's attempt.
        var run: String
        var check: String
        /// Of what is asked for.
        var definition: String
    }

    private struct Entry {
        var probe: Probe
        var patience: Duration
        var isOut = true
        var answer: Operation.CheckFinding?
        /// When an answer came last.
        var answeredAt: KubeTime?
    }

    /// Applications wait for no more of them at once; others have their turn meanwhile.
    static let workers = 16
    /// For one answer.
    static let patience = Duration.seconds(10)

    let queue: WorkQueue<Question>
    private let prober: any Prober
    private let surroundings: Surroundings
    private let entries = Mutex<[ObjectKey: [Question: Entry]]>([:])

    /// - Parameter isShared: whether there are several namespaces, of which none takes more than half of the workers.
    init(prober: any Prober, isShared: Bool, surroundings: Surroundings) {
        self.prober = prober
        self.surroundings = surroundings
        queue = WorkQueue(
            backoff: .work(cap: .seconds(60)),
            share: isShared ? WorkQueue.Share(count: Self.workers / 2) { $0.application.namespace } : nil,
            surroundings: surroundings)
    }

    /// Asks, unless that is still being asked.
    func ask(_ question: Question, _ probe: Probe, patience: Duration) {
        let isNew = entries.withLock { entries in
            var entry =
                entries[question.application]?[question] ?? Entry(probe: probe, patience: patience, isOut: false)
            guard !entry.isOut else { return false }
            (entry.probe, entry.patience, entry.isOut, entry.answer) = (probe, patience, true, nil)
            entries[question.application, default: [:]][question] = entry
            return true
        }
        if isNew { queue.add(question) }
    }

    /// Hands an answer out, once.
    func takeAnswer(to question: Question) -> Operation.CheckFinding? {
        entries.withLock { entries in
            let answer = entries[question.application]?[question]?.answer
            entries[question.application]?[question]?.answer = nil
            return answer
        }
    }

    /// When an answer came last, and whether the next is out.
    func standing(of question: Question) -> (answeredAt: KubeTime?, isOut: Bool) {
        entries.withLock { $0[question.application]?[question].map { ($0.answeredAt, $0.isOut) } ?? (nil, false) }
    }

    /// Forgets all other questions of an application.
    func keepOnly(_ questions: Set<Question>, of application: ObjectKey) {
        entries.withLock { entries in
            guard let known = entries[application] else { return }
            let left = known.filter { questions.contains($0.key) }
            entries[application] = left.isEmpty ? nil : left
        }
    }

    /// Asks what was asked for. For the workers.
    func look(_ question: Question) async {
        guard let entry = entries.withLock({ $0[question.application]?[question] }), entry.isOut else { return }
        let answer = await prober.look(entry.probe, patience: entry.patience)
        let now = KubeTime(surroundings)
        entries.withLock { entries in
            guard entries[question.application]?[question] != nil else { return }
            entries[question.application]?[question]?.isOut = false
            entries[question.application]?[question]?.answer = answer
            entries[question.application]?[question]?.answeredAt = now
        }
    }
}
