internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Sourcing
internal import Surroundings
internal import Synchronization

/// Writes what is told of receivers: seldom, and never over what another process has written meanwhile.
final class ReceiverWriter: Sendable {
    enum Outcome: Sendable {
        /// Or there was nothing to write.
        case written
        case later(Duration)
        case failed(KubeError)
    }

    /// What a process has to tell.
    struct News: Sendable {
        var path: String
        /// Why nothing is taken; nil where all is well.
        var flaw: ReceiverFlaw?
        var received: ReceiverBoard.Received
        /// The process that leads tells of the receiver, others only of what they have received.
        var isLeading: Bool
    }

    private struct Past {
        /// When something was last handed on.
        var handedOn: Duration?
        var written: Duration?
        /// What was announced last.
        var id = ""
        /// What our last write made, until the watch shows it.
        var version = ""
        var status = GitOpsReceiver.Status()
    }

    private let client: KubeClient
    private let state = Mutex<[ObjectKey: Past]>([:])

    init(client: KubeClient) { self.client = client }

    /// How long something new for a receiver has to wait.
    func wait(for key: ObjectKey) -> Duration {
        guard let last = state.withLock({ $0[key]?.handedOn }) else { return .zero }
        return max(.zero, last + Receivers.pause - client.surroundings.now)
    }

    /// Whether this process has announced that.
    func isOwn(_ announced: GitOpsReceiver.Announced, of key: ObjectKey) -> Bool {
        state.withLock { $0[key]?.id == announced.id }
    }

    func forget(_ key: ObjectKey) { state.withLock { $0[key] = nil } }

    /// The server was put back to before what was written.
    func forgetAll() { state.withLock { $0 = [:] } }

    func write(_ news: News, on receiver: GitOpsReceiver) async -> Outcome {
        let (key, now) = (receiver.metadata.key, client.surroundings.now)
        let past = state.withLock { $0[key] } ?? Past()
        let isAhead = (UInt64(past.version) ?? 0) > (UInt64(receiver.metadata.resourceVersion) ?? 0)
        let version = isAhead ? past.version : receiver.metadata.resourceVersion
        let old = isAhead ? past.status : receiver.status
        var status = old
        if news.isLeading { status.tell(news, of: receiver, now: KubeTime(client.surroundings)) }
        let hints = news.isLeading ? [] : news.received.hints
        if !hints.isEmpty { status.announced = GitOpsReceiver.Announced(id: makeID(), hints: hints) }
        let isUrgent = status != old
        status.deliveries += news.received.deliveries
        status.lastDelivery = [status.lastDelivery, news.received.last].compactMap(\.self).max()
        if !news.received.hints.isEmpty { state.withLock { $0[key, default: Past()].handedOn = now } }
        guard let difference = mergeDifference(from: old.value, to: status.value) else { return .written }
        if !isUrgent, let last = past.written, now < last + Receivers.countingPause {
            return .later(last + Receivers.countingPause - now)
        }
        // The watch may show it before the answer is here.
        state.withLock { $0[key, default: Past()].id = status.announced?.id ?? "" }
        return await send(difference, making: status, of: receiver.metadata, at: version)
    }

    private func send(
        _ difference: Value, making status: GitOpsReceiver.Status, of metadata: ResourceMetadata, at version: String
    ) async -> Outcome {
        let body: Value = [
            "metadata": ["uid": .string(metadata.uid), "resourceVersion": .string(version)], "status": difference,
        ]
        do throws(KubeError) {
            let answer = try await client.patch(
                GitOpsReceiver.resource, metadata.key, subresource: "status", kind: .merge, body: body)
            state.withLock { state in
                var past = state[metadata.key] ?? Past()
                past.written = client.surroundings.now
                past.version = answer.at("metadata", "resourceVersion")?.string ?? ""
                past.status = GitOpsReceiver.Status(answer["status"])
                state[metadata.key] = past
            }
            return .written
        } catch {
            switch error.code {
            case .notFound: return .written
            // Another process has told something meanwhile.
            case .conflict: return .later(Pauses.outOfDate)
            default: return .failed(error)
            }
        }
    }

    private func makeID() -> String {
        var generator = client.surroundings.generator
        return String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
    }
}

extension GitOpsReceiver.Status {
    /// What the receiver is, apart from what came for it.
    fileprivate mutating func tell(_ news: ReceiverWriter.News, of receiver: GitOpsReceiver, now: KubeTime) {
        let generation = receiver.metadata.generation
        func set(_ type: String, _ status: Condition.Status, _ reason: String, _ message: String) {
            conditions.set(type, status, reason: reason, message: message, generation: generation, now: now)
        }
        observedGeneration = generation
        path = news.path
        if let flaw = news.flaw {
            set(ConditionType.ready, .false, flaw.reason, flaw.message)
            set(ConditionType.stalled, flaw.isStalled ? .true : .false, flaw.reason, flaw.message)
        } else if (try? receiver.spec.get())?.suspend == true {
            set(ConditionType.ready, .false, "Suspended", "no deliveries are taken while suspend is true")
            set(ConditionType.stalled, .false, "Suspended", "works")
        } else {
            set(ConditionType.ready, .true, "Listening", "takes deliveries")
            set(ConditionType.stalled, .false, "Listening", "works")
        }
    }
}
