internal import Applying
internal import Documents
internal import Git
internal import GitOpsAPI
internal import Health
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Planning
internal import Rendering
internal import Sourcing
internal import Surroundings

/// One run on one application, from its source to its status: the shell around the steps, which are values of their own. It
/// loads what a step needs, hands each the result of the one before, and writes down what came of it.
///
/// The steps: `TargetFinder` (`SourceResolver`, `ReferenceReader`, `ApplicationRenderer`), `Comparer`, `Gates`, `Executor`,
/// `Assessor` with `ApplicationReport`.
struct ApplicationRun {
    typealias Completion = WorkQueue<ObjectKey>.Completion

    let services: Services
    let publisher: StatusPublisher
    let application: GitOpsApplication
    /// All that it is for.
    let causes: Causes
    let startedAt: KubeTime
    /// As the server has it, as far as we know; follows what the run writes.
    var written: Value
    var status: GitOpsApplication.Status
    var memory: ApplicationMemory
    var result = ReconcileResult.unchanged
    var wake = Wake()
    var sources: SourceSession
    /// Whether all that messages must not hold is known.
    var knowsSecrets = true

    init(
        services: Services, publisher: StatusPublisher, application: GitOpsApplication,
        status: (value: Value, status: GitOpsApplication.Status), memory: ApplicationMemory
    ) {
        self.services = services
        startedAt = KubeTime(services.surroundings)
        self.publisher = publisher
        self.application = application
        causes = memory.unanswered
        self.memory = memory
        written = status.value
        self.status = status.status
        sources = SourceSession(
            services.sources, for: application.metadata, status.status,
            remembered: memory.uid == application.metadata.uid ? memory.remotes : RemoteUses())
    }

    var key: ObjectKey { application.metadata.key }
    var log: StepLog { StepLog(logger: services.logger, application: key) }
    /// What a person asked for by annotation and has not been given yet.
    var requestedSync: String? {
        application.metadata.requestedSync.flatMap { $0 == status.lastHandledSync ? nil : $0 }
    }

    /// From validation to the last status write. Throws what is worth trying the whole run again for.
    mutating func advance() async throws(KubeError) -> Completion {
        memory.startAfresh(
            ifNew: application.metadata.uid,
            ApplicationMemory.Basis(
                generation: application.metadata.generation, request: application.metadata.requestedAt,
                sync: application.metadata.requestedSync))
        let spec: GitOpsApplication.Spec
        do {
            spec = try validSpec()
        } catch {
            services.sources.charts.use([:], by: key)
            return try await publish(.halted(.stalls(error.finding)), spec: nil)
        }
        guard try await ensureFinalizer() else { return .settled }
        if spec.suspend {
            services.sources.charts.use([:], by: key)
            return try await publish(.halted(at: .suspension), spec: spec)
        }
        switch await findTarget(spec) {
        case .wait(let completion):
            result = .waiting
            return completion
        case .halt(let report): return try await publish(report, spec: spec)
        case .target(let target): return try await bring(to: target, spec)
        }
    }

    private struct Invalid: Error {
        var finding: Finding
    }

    private func validSpec() throws(Invalid) -> GitOpsApplication.Spec {
        func invalid(_ reason: String, _ message: String) -> Invalid {
            Invalid(finding: Finding(reason: reason, message: message))
        }
        switch application.spec {
        case .failure(let error): throw invalid("InvalidSpec", error.description)
        case .success(let spec):
            if let problem = spec.validate(for: key).first { throw invalid("InvalidSpec", problem.description) }
            if let problem = identity(spec).problem { throw Invalid(finding: problem) }
            guard services.settings.allowCrossNamespace else {
                let references = spec.sources.compactMap(\.repositoryRef) + spec.dependsOn
                if let foreign = references.first(where: { $0.key(from: key.namespace).namespace != key.namespace }) {
                    throw invalid(
                        "CrossNamespaceRefused",
                        "refers to \(foreign.key(from: key.namespace)); references to other namespaces are refused "
                            + "unless the controller runs with --allow-cross-namespace")
                }
                return spec
            }
            return spec
        }
    }

    /// False where the application is gone: whatever was made for it now would stay for ever.
    private func ensureFinalizer() async throws(KubeError) -> Bool {
        guard !application.metadata.hasFinalizer else { return true }
        return try await finalizer.add(to: application.metadata.object) != nil
    }

    var finalizer: Finalizer {
        Finalizer(APIGroup.finalizer, client: services.home.client, type: GitOpsApplication.resource)
    }
}
