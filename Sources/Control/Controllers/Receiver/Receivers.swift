internal import Documents
package import GitOpsAPI
package import KubeClient
internal import KubeModel
internal import KubeRuntime
package import Logging
package import Metrics
package import Observing
internal import Sourcing
internal import Surroundings
package import Webhooks

/// Takes deliveries for all receivers, in every process of an installation, and has looked at what they are about.
///
/// A process that does not lead hands on what it has received: it writes it into the receiver's status, where the one that leads sees
/// it. That is the only thing that such a process writes; it changes nothing but what is told of a receiver.
package final class Receivers: Sendable {
    /// Between two times that one receiver's deliveries have something looked at; however many come, they are together one look.
    static let pause = Duration.seconds(1)
    /// Between two writes that only count.
    static let countingPause = Duration.seconds(10)
    private static let workers = 4

    let board: ReceiverBoard
    private let settings: Settings
    private let client: KubeClient
    private let metrics: Metrics
    private let logger: Logger
    private let store = Store<GitOpsReceiver>()
    private let queue: WorkQueue<ObjectKey>
    private let references: NamedObjectWatches<ObjectKey>
    private let deliveries: Counter
    private let look: @Sendable ([GitOpsReceiver.Hint], GitOpsReceiver) -> Void
    private let leads: @Sendable () -> Bool
    private let writer: ReceiverWriter

    /// - Parameters:
    ///   - client: without a fence, because processes that do not lead write as well.
    ///   - leads: whether this process does now what it is told to look at.
    ///   - look: has that done.
    package init(
        settings: Settings, client: KubeClient, digestKey: DigestKey, metrics: Metrics, logger: Logger,
        leads: @escaping @Sendable () -> Bool,
        look: @escaping @Sendable ([GitOpsReceiver.Hint], GitOpsReceiver) -> Void
    ) {
        self.settings = settings
        self.client = client
        self.metrics = metrics
        self.logger = logger
        self.leads = leads
        self.look = look
        board = ReceiverBoard(digestKey: digestKey, surroundings: client.surroundings)
        let queue = WorkQueue<ObjectKey>(backoff: .work(cap: .seconds(60)), surroundings: client.surroundings)
        self.queue = queue
        let forward = ReceiverReferences()
        references = NamedObjectWatches(
            client: client, metrics: metrics, logger: logger, onChange: { _, owners in forward.tell(owners) })
        deliveries = metrics.counter(
            "martlet_webhook_deliveries_total",
            help: "Deliveries of webhooks, by the receiver's type and what became of them.",
            labels: ["type", "result"])
        writer = ReceiverWriter(client: client)
        forward.set { [weak self] in self?.secretsChanged($0) }
    }

    /// Watches and hands on, until its task is cancelled.
    package func run() async {
        queue.publish(to: metrics, as: "receivers")
        await withDiscardingTaskGroup { group in
            group.addTask(name: "receivers") { await self.reflect() }
            group.addTask(name: "secrets of receivers") { await self.references.run() }
            for number in 0..<Self.workers {
                group.addTask(name: "receiver worker \(number)") {
                    while let lease = await self.queue.next() {
                        let completion = await self.reconcile(lease.key)
                        lease.complete(completion)
                    }
                }
            }
        }
    }

    /// This process has begun to lead: from now on it tells of all receivers.
    package func beginLeading() {
        for key in store.all().keys { queue.add(key) }
    }

    // MARK: Deliveries

    /// Whether there is a receiver at a path.
    package func isKnown(_ path: String) -> Bool { board.isKnown(path) }

    /// Whether senders there ask first whether they may send, as CloudEvents has it.
    package func asksFirst(_ path: String) -> Bool { board.asksFirst(path) }

    /// What was sent there is turned away unread.
    package func noteUnknown() { deliveries.increment(["none", ReceiverAnswer.Result.unknown.rawValue]) }

    /// Takes a delivery in, which takes no longer than to check and read it.
    package func receive(_ delivery: Delivery, at path: String) -> ReceiverAnswer {
        let (answer, sender, news) = board.receive(delivery, at: path)
        deliveries.increment([sender?.rawValue ?? "none", answer.result.rawValue])
        if let news { queue.add(news, after: writer.wait(for: news), priority: .high) }
        return answer
    }

    // MARK: Receivers

    private func reflect() async {
        await Reflector(
            client, GitOpsReceiver.resource, namespace: settings.reach.namespace, into: store, metrics: metrics,
            logger: logger, decode: { try? GitOpsReceiver($0) }, onRewound: { self.writer.forgetAll() },
            onChange: { self.changed($0) }
        ).run()
    }

    private func changed(_ change: StoreChange<GitOpsReceiver>) {
        let (old, new) = (change.old, change.new)
        if old?.spec != new?.spec || old?.metadata.uid != new?.metadata.uid {
            let name = (try? new?.spec.get())?.secretRef.name
            let wanted = name.map { secret(named: $0, in: change.key.namespace) }
            references.want(Set([wanted].compactMap(\.self)), for: change.key)
            learn(change.key, new)
        }
        if let announced = new?.status.announced, let new, old != nil, announced.id != old?.status.announced?.id,
            !writer.isOwn(announced, of: change.key), leads()
        {
            look(announced.hints, new)
        }
        let isOwnDoing = old?.spec == new?.spec && old?.metadata.generation == new?.metadata.generation && new != nil
        if !isOwnDoing { queue.add(change.key) }
    }

    private func secretsChanged(_ owners: Set<ObjectKey>) {
        for key in owners {
            learn(key, store.latest(key))
            queue.add(key)
        }
    }

    private func secret(named name: String, in namespace: String) -> NamedReference {
        NamedReference(type: .secrets, key: ObjectKey(namespace: namespace, name: name))
    }

    private func learn(_ key: ObjectKey, _ receiver: GitOpsReceiver?) {
        guard let receiver else {
            references.want([], for: key)
            writer.forget(key)
            return board.note(key, nil, keys: [])
        }
        board.note(key, receiver, keys: (try? keys(of: receiver).get()) ?? [])
    }

    /// The secrets that senders may have, or why there are none.
    private func keys(of receiver: GitOpsReceiver) -> Result<[WebhookKey], ReceiverFlaw> {
        let spec: GitOpsReceiver.Spec
        switch receiver.spec {
        case .failure(let error): return .failure(ReceiverFlaw("InvalidSpec", error.description, isStalled: true))
        case .success(let read): spec = read
        }
        if let problem = spec.validate().first {
            return .failure(ReceiverFlaw("InvalidSpec", problem.description, isStalled: true))
        }
        let (name, namespace) = (spec.secretRef.name, receiver.metadata.key.namespace)
        let reference = secret(named: name, in: namespace)
        guard !OwnSecrets.contain(reference.key, home: settings.home) else {
            return .failure(ReceiverFlaw("InvalidSecret", "the Secret \(name) \(OwnSecrets.message)"))
        }
        switch references.value(of: reference) {
        case .outOfDate:
            return .failure(ReceiverFlaw("SecretNotReadable", "the Secret \(name) was not read yet", isTransient: true))
        case .absent:
            let message = "there is no Secret \(name) in the namespace \(namespace); create it"
            return .failure(ReceiverFlaw("SecretNotFound", message))
        case .found(let secret): return ReceiverSecret.keys(secret, named: name)
        }
    }

    // MARK: Work

    private func reconcile(_ key: ObjectKey) async -> WorkQueue<ObjectKey>.Completion {
        switch store.get(key) {
        case .outOfDate: return .again(after: Pauses.outOfDate)
        case .absent: return .settled
        case .found(let receiver): return await reconcile(receiver)
        }
    }

    private func reconcile(_ receiver: GitOpsReceiver) async -> WorkQueue<ObjectKey>.Completion {
        let key = receiver.metadata.key
        let keys = keys(of: receiver)
        var flaw: ReceiverFlaw?
        if case .failure(let found) = keys { flaw = found }
        // What was not known a moment ago may be known by now; what was known counts while the watch of the Secret is out of step.
        if flaw?.isTransient != true { board.note(key, receiver, keys: (try? keys.get()) ?? []) }
        let isLeading = leads()
        let received = board.takeReceived(of: key)
        if isLeading { look(received.hints, receiver) }
        let news = ReceiverWriter.News(
            path: board.path(of: receiver.metadata.uid), flaw: flaw, received: received, isLeading: isLeading)
        switch await writer.write(news, on: receiver) {
        case .written: return flaw?.isTransient == true ? .again(after: Pauses.unreadable) : .settled
        case .later(let pause):
            board.putBack(received.told(isLeading), of: key)
            return .again(after: pause)
        case .failed(let error):
            board.putBack(received.told(isLeading), of: key)
            logger.warning("cannot write a receiver's status", error, key)
            return .failed
        }
    }
}

extension ReceiverBoard.Received {
    /// What is left to tell where hints have been heeded.
    fileprivate func told(_ isHeeded: Bool) -> Self {
        var rest = self
        if isHeeded { rest.hints = [] }
        return rest
    }
}
