internal import ChartSources
internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeRuntime
internal import Kustomize
internal import Rendering
internal import SourceTrees
internal import Synchronization

/// What an application's kustomizations take from other repositories and from chart repositories, during one run.
///
/// A repository is one that the application's namespace declares as a GitOpsRepository: whoever may create these decides
/// where from, and with which credentials.
final class RemoteBases: Sendable {
    /// As for charts that applications name, unless they say otherwise.
    private static let chartInterval = Duration.seconds(600)

    private struct State {
        /// What specifications name.
        var own = SourceUses()
        var asked = SourceUses()
        var obstacle: Obstacle?
        var lost: Lost?
        /// The namespace's repositories, the one to take first; nil before anybody has asked for one.
        var declared: [GitLocation: [ObjectKey]]?
        /// What was found, by the repository's name and the reference.
        var bases: [[String]: GitOpsApplication.Base] = [:]
    }

    private let sources: Sources
    private let application: ObjectKey
    private let isReportedOn: Bool
    /// What the renders of before asked for; they will ask for most of it again.
    private let remembered: SourceUses
    /// What was applied last was rendered with these.
    private let applied: [GitOpsApplication.Base]
    private let state = Mutex(State())

    init(
        _ sources: Sources, for application: ObjectKey, isReportedOn: Bool, remembered: SourceUses,
        applied: [GitOpsApplication.Base]
    ) {
        self.sources = sources
        self.application = application
        self.isReportedOn = isReportedOn
        self.remembered = remembered
        self.applied = applied
    }

    /// Says what the specification uses. Nothing that is remembered is let go of before the renders have ended.
    func begin(with own: SourceUses) {
        state.withLock { $0.own = own }
        declare()
    }

    /// What is to be remembered while renders fail: they may not have come to all that they need.
    var unsettled: SourceUses { remembered.merging(state.withLock(\.asked)) }

    /// All that renders ask for was asked for. Lets go of what they asked for before, and returns what is to be remembered.
    func settle() -> SourceUses {
        let (own, asked) = state.withLock { ($0.own, $0.asked) }
        if asked != remembered { declare(own.merging(asked)) }
        return asked
    }

    /// Why the last answer was none.
    var obstacle: Obstacle? { state.withLock(\.obstacle) }

    /// What was fetched before and is not there any more.
    var lost: Lost? { state.withLock(\.lost) }

    /// What of other repositories was used in this run, in a fixed order.
    var bases: [GitOpsApplication.Base] {
        state.withLock { $0.bases.values.sorted { ($0.repository, $0.reference) < ($1.repository, $1.reference) } }
    }

    /// - Parameter isForRepair: for what was applied last, which is to be rendered as it was.
    func answer(_ question: RemoteQuestion, isForRepair: Bool) -> RemoteAnswer {
        switch question {
        case .repository(let repository): answer(repository, isForRepair: isForRepair)
        case .chart(let chart): answer(chart)
        }
    }

    private func declare() { declare(state.withLock { $0.own.merging(remembered).merging($0.asked) }) }

    private func declare(_ uses: SourceUses) {
        sources.charts.use(uses.charts, by: application)
        for repository in sources.catalog.use(uses.repositories, by: application) {
            sources.repositoryQueue.add(repository)
        }
    }

    private func refuse(_ obstacle: Obstacle, _ message: String) -> RemoteAnswer {
        state.withLock { $0.obstacle = obstacle }
        return .failed(message)
    }

    private func wait(_ completion: WorkQueue<ObjectKey>.Completion) -> RemoteAnswer {
        refuse(.wait(completion), "nobody has looked yet")
    }

    // MARK: Repositories

    private func answer(_ repository: RemoteRepository, isForRepair: Bool) -> RemoteAnswer {
        guard let key = declared(repository) else {
            let finding = Finding(
                reason: "RepositoryNotFound",
                message:
                    "the namespace \(application.namespace) has no GitOpsRepository with the URL \(repository.url); "
                    + "create one, or copy what is needed into the source. Single files are never fetched")
            return refuse(.waits(finding), finding.message)
        }
        let references = GitReference.candidates(for: repository.reference)
        // First, so that whatever the repository's controller finds from now on calls.
        let use = SourceCatalog.Use(key, at: references)
        if state.withLock({ $0.asked.repositories.insert(use).inserted }), !remembered.repositories.contains(use) {
            declare()
        }
        let found = CommitFinder(sources: sources, isReportedOn: isReportedOn).find(references, in: key)
        if isForRepair, let tree = appliedTree(key, repository.reference, found) { return tree }
        switch found {
        case .wait(let completion): return wait(completion)
        case .halt(let finding), .held(let finding, _): return refuse(.waits(finding), finding.message)
        case .found(let revision, let remote):
            do {
                let tree = try sources.mirrors.tree(remote, commit: revision.commit)
                if !isForRepair { note(revision, of: key, at: repository.reference) }
                return .repository(tree, commit: revision.commit)
            } catch {
                state.withLock { $0.lost = .commit(of: key) }
                let finding = Finding(
                    reason: "SourceNotReady", message: error.message, isTransient: true)
                return refuse(.fails(finding), finding.message)
            }
        }
    }

    private func note(_ revision: GitRevision, of key: ObjectKey, at reference: String) {
        let base = GitOpsApplication.Base(
            repository: key.name, reference: reference, revision: revision.description)
        state.withLock { $0.bases[[key.name, reference]] = base }
    }

    /// The commit that was applied last, where it is still in the mirror.
    private func appliedTree(_ key: ObjectKey, _ reference: String, _ found: CommitFinder.Outcome) -> RemoteAnswer? {
        let remote: GitRemote
        switch found {
        case .held(_, let mirrored), .found(_, let mirrored): remote = mirrored
        case .wait, .halt: return nil
        }
        let base = applied.first { $0.repository == key.name && $0.reference == reference }
        guard let commit = base.flatMap({ GitRevision(text: $0.revision)?.commit }),
            let tree = try? sources.mirrors.tree(remote, commit: commit)
        else { return nil }
        return .repository(tree, commit: commit)
    }

    /// Where several are the same repository, one that the specification names comes first, and a suspended one last.
    private func declared(_ repository: RemoteRepository) -> ObjectKey? {
        guard let location = GitLocation(repository.url) else { return nil }
        let known = state.withLock(\.declared) ?? lookAround()
        if let key = known[location]?.first { return key }
        sources.catalog.noteMissing(in: application.namespace, by: application)
        // It may have come before that was noted.
        return lookAround()[location]?.first
    }

    private func lookAround() -> [GitLocation: [ObjectKey]] {
        let own = Set(state.withLock(\.own).repositories.map(\.repository))
        var found: [GitLocation: [(rank: Int, key: ObjectKey)]] = [:]
        for (key, repository) in sources.repositories.all() where key.namespace == application.namespace {
            guard let spec = try? repository.spec.get(), let location = GitLocation(spec.url) else { continue }
            found[location, default: []].append((spec.suspend ? 2 : own.contains(key) ? 0 : 1, key))
        }
        let declared = found.mapValues { entries in
            entries.sorted { ($0.rank, $0.key.name) < ($1.rank, $1.key.name) }.map(\.key)
        }
        state.withLock { $0.declared = declared }
        return declared
    }

    // MARK: Charts

    private func answer(_ chart: RemoteChart) -> RemoteAnswer {
        let wanted = WantedChart(chart)
        let known = state.withLock { $0.asked.charts.updateValue(RemoteBases.chartInterval, forKey: wanted) }
        if known == nil, remembered.charts[wanted] == nil { declare() }
        switch sources.charts.catalog.lookup(wanted) {
        case .found(let fetched): return .chart(package(fetched, wanted))
        case .failed(let failure):
            let finding = Finding(reason: failure.reason, message: failure.message, isTransient: true)
            return refuse(.fails(finding), finding.message)
        case .unknown where isReportedOn: return wait(.again(after: Pauses.halted, priority: .low))
        case .unknown:
            let finding = Finding(
                reason: "SourceNotReady", message: "\(chart) has not been looked for yet")
            return refuse(.waits(finding), finding.message)
        }
    }

    private func package(_ fetched: FetchedChart, _ wanted: WantedChart) -> PackedChart {
        PackedChart(
            name: wanted.name, version: fetched.version, digest: fetched.digest.description, isAlone: true
        ) { [self] in
            if let archive = sources.charts.sources.cached(fetched.digest, of: fetched.repository) { return archive }
            let finding = Finding(
                reason: "SourceNotReady", message: "the archive of the chart \(wanted.chart) is fetched again",
                isTransient: true)
            state.withLock { state in
                state.lost = .chart(wanted)
                state.obstacle = .fails(finding)
            }
            return nil
        }
    }
}
