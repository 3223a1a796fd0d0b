internal import Documents
package import KubeClient
package import KubeModel
package import Logging
package import Metrics
internal import Surroundings
internal import Synchronization

/// Tells people what happens to objects, as Events. Never holds anybody up: what is too much is dropped and counted.
package final class EventRecorder: Sendable {
    private struct Shared {
        var events = EventAggregator()
    }

    /// How long the last events may hold up the end of the process.
    private static let farewell = Duration.seconds(2)
    private static let attempts = 3
    private static let backoff = Backoff(initial: .milliseconds(500), factor: 4, cap: .seconds(5), jitter: 0.2)

    private let client: KubeClient
    private let controller: String
    private let instance: String
    private let logger: Logger
    private let dropped: Counter
    private let shared = Mutex(Shared())
    private let bell = Doorbell()

    /// `controller` is the program's name as `domain/name`, `instance` the process's, for instance its pod.
    package init(
        client: KubeClient, controller: String, instance: String, metrics: Metrics, logger: Logger
    ) {
        self.client = client
        self.controller = controller
        self.instance = instance
        self.logger = logger
        dropped = metrics.counter(
            "martlet_events_dropped_total", help: "Events that were not sent, by reason.", labels: ["reason"])
    }

    private var time: Surroundings { client.surroundings }

    /// Records that something happened; it is sent by `run`. The same again counts on the same Event.
    package func record(
        _ kind: EventRecord.Kind, reason: String, action: String, note: String, regarding: ObjectReference,
        related: ObjectReference? = nil
    ) {
        let event = EventRecord(
            kind: kind, reason: reason, action: action, note: note, regarding: regarding, related: related,
            eventTime: KubeTime(time), series: nil, reportingController: controller, reportingInstance: instance)
        let reception = shared.withLock { $0.events.record(event, now: time.now) }
        switch reception {
        case .taken: bell.ring()
        case .exchanged:
            bell.ring()
            dropped.increment(["queue full"])
        case .dropped: dropped.increment(["queue full"])
        case .spared: dropped.increment(["many at once"])
        }
    }

    /// Sends what is recorded until its task is cancelled, and then once what is left.
    package func run() async {
        var unsent: [EventAggregator.Effect] = []
        while !Task.isCancelled {
            let (due, next) = shared.withLock { ($0.events.due(now: time.now), $0.events.nextDue) }
            unsent += due
            await send(&unsent)
            guard due.isEmpty else { continue }
            await bell.wait(until: next, by: time)
        }
        let rest = unsent + shared.withLock { $0.events.rest(now: time.now) }
        _ = await shielded(for: Self.farewell, by: time) {
            var rest = rest
            await self.send(&rest)
        }
    }

    /// Sends from the front; what is left when the task is cancelled stays.
    private func send(_ effects: inout [EventAggregator.Effect]) async {
        for effect in effects {
            await send(effect)
            guard !Task.isCancelled else { return }
            effects.removeFirst()
        }
    }

    private func send(_ effect: EventAggregator.Effect) async {
        var attempt = 1
        while true {
            do throws(KubeError) {
                return try await request(effect)
            } catch {
                guard error.code != .cancelled else { return }
                guard error.isTransient, attempt < Self.attempts else { return drop(effect, error) }
                let delay = Self.backoff.delay(failures: attempt, random: time.fraction())
                guard (try? await time.sleep(for: max(delay, min(error.retryAfter ?? .zero, Self.backoff.cap)))) != nil
                else { return }
                attempt += 1
            }
        }
    }

    private func request(_ effect: EventAggregator.Effect) async throws(KubeError) {
        switch effect {
        case .create(let name, let event): try await create(name, event)
        case .update(let name, let event):
            do throws(KubeError) {
                _ = try await client.patch(
                    .events, ObjectKey(namespace: event.namespace, name: name), subresource: nil, kind: .merge,
                    body: ["series": event.series?.value ?? .null])
            } catch {
                // Servers forget Events after an hour.
                guard error.code == .notFound else { throw error }
                try await create(name, event)
            }
        }
    }

    private func create(_ name: String, _ event: EventRecord) async throws(KubeError) {
        do throws(KubeError) {
            _ = try await client.create(.events, namespace: event.namespace, body: event.object(name: name))
        } catch {
            // A repeated request that had been carried out after all finds its own Event.
            guard error.code == .alreadyExists else { throw error }
        }
    }

    private func drop(_ effect: EventAggregator.Effect, _ error: KubeError) {
        let event =
            switch effect {
            case .create(_, let event), .update(_, let event): event
            }
        dropped.increment([error.reason.isEmpty ? "unreachable" : error.reason])
        logger.warning(
            "event was not sent",
            metadata: ["reason": "\(event.reason)", "kind": "\(event.regarding.kind)", "error": "\(error)"])
    }
}
