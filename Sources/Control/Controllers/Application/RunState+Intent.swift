internal import Applying
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Planning
internal import Sourcing
internal import Surroundings

/// Writing down what is about to happen, and telling of it while it does.
extension RunState {
    /// How long a run works before status says that it does: mostly it is over by then.
    private static let discretion = Duration.seconds(1)

    /// Writes down what is about to be applied, so that nothing is orphaned whenever the process ends. Returns what status is to
    /// say while it lasts; nil where it says so already.
    ///
    /// - Parameters:
    ///   - known: what the application had before.
    ///   - isTold: whether status has to have the operation itself: what is made for it carries its name.
    mutating func begin(
        _ intent: ApplicationReport.Intent, besides known: Inventory, isTold: Bool = false
    ) async throws(KubeError) -> GitOpsApplication.Status? {
        let during = intent.status(
            after: status, generation: context.application.metadata.generation, now: context.startedAt)
        let news = Inventory(intent.inventory.unorderedEntries.filter { known[$0.id] != $0 })
        let key = IntentKey(owner, over: written.status)
        let open = OpenIntent(inventory: news, deployment: hasDurableDeployment ? nil : status.deployment)
        guard !isTold, coversIntent, try await context.services.journal.record(open, key) else {
            guard try await write(during) else { throw KubeError(.notFound, "the application is gone") }
            stored = intent.inventory
            return nil
        }
        noteDurable()
        status.inventory = intent.inventory.value
        stored = stored.union(news)
        return during
    }

    /// Does work, and lets status tell of it where it takes longer than a moment. Failing to tell it does not end the work.
    mutating func whileTelling(
        _ during: GitOpsApplication.Status?, _ work: @Sendable () async -> ChangeSet
    ) async -> (changes: ChangeSet, failure: KubeError?) {
        guard let during else { return (await work(), nil) }
        let (isDone, time) = (Doorbell(), context.services.surroundings)
        async let told = tell(during, unless: isDone, before: time.now + Self.discretion)
        let changes = await work()
        isDone.ring()
        switch await told {
        case .success(let isWritten):
            if isWritten {
                stored = (try? Inventory(during.inventory)) ?? stored
                noteWritten(during)
            }
            return (changes, nil)
        case .failure(let error): return (changes, error)
        }
    }

    /// True once the server has it.
    private func tell(
        _ during: GitOpsApplication.Status, unless isDone: Doorbell, before moment: Duration
    ) async -> Result<Bool, KubeError> {
        let time = context.services.surroundings
        await isDone.wait(until: moment, by: time)
        guard time.now >= moment else { return .success(false) }
        do throws(KubeError) {
            return .success(
                try await context.publisher.publish(
                    context.application.metadata, from: written.value, to: during.value))
        } catch {
            return .failure(error)
        }
    }
}
