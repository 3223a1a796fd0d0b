internal import Applying
internal import Digests
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Planning
internal import Sourcing
internal import Synchronization

/// What is remembered of an application between two runs, beyond its status. Losing it costs a little work, never
/// correctness.
struct ApplicationMemory: Sendable {
    /// The uid of the resource that this is about: one made anew under the same name is another.
    var uid = ""
    var pacing = ObjectPacing()
    /// What the last attempts at objects failed with.
    var problems: [ObjectID: ObjectProblem] = [:]
    /// What the server warned of when objects were applied last.
    var warnings: [ObjectID: [String]] = [:]
    /// When everything is to be applied again; monotonic seconds.
    var resyncAt: Double?
    /// What the failures in `pacing` were failures of: another generation or request starts afresh.
    var basis: Basis?
    /// What the application was looked at for when that did not come to a report yet: a repository was still being asked,
    /// or a run failed. The next run is for these too.
    var unanswered: Causes = []
    /// How often in a row a run did not come to its end.
    var failures = 0
    /// The request for a sync for which everything was applied already; until it is done only what failed is tried again.
    var forcedSync: String?
    /// What was applied again for that already, in an operation of several steps.
    var resynced: (run: String, objects: Set<ObjectID>)?
    /// What windows have let in last, by the digest of what was rendered.
    var admitted: String?
    /// Where the objects of the last comparison go, for environments.
    var places: EnvironmentSubject?
    /// What the commits of a revision demand themselves.
    var deploymentPolicies: (revision: String, policies: [DeploymentPolicy])?
    /// Until when nobody is asked again whether decisions were allowed, which were not; by their witnesses, in monotonic seconds.
    var refusedDecisions: [String: Double] = [:]
    /// How grave what is rendered to a digest was foreseen to be.
    var gravity: (digest: String, impact: GitOpsApplication.PendingPlan.Impact)?
    var preparing = Preparing()
    /// What policies said last.
    var judged: JudgedRender?
    /// What is held back, as it was foreseen last.
    var foreseen: Foreseen?
    /// What Secrets hold that messages must not.
    var secrets = KnownSecrets()
    /// The Secrets of the specification that were among them.
    var secretNames: Set<String> = []
    /// What the renders asked for besides what the specification names.
    var remotes = SourceUses()
    /// As it was read last, where that took unpacking.
    var inventory: Inventory?
    /// What was applied and did not get into status.
    var unwritten: Unwritten?

    /// The deployment that the server knows of, by status or by the journal.
    var durableDeployment: String?
    /// Its record, as it was written last by this process.
    var record: GitOpsDeployment?
    /// What its record tells of what is deployed.
    var cargo: DeploymentCargo?

    /// A status that is made and not written yet, because it is about to be another, or could not be written.
    var postponed: Postponed?

    struct Postponed: Sendable {
        /// What the server has.
        var written: Value
        var status: GitOpsApplication.Status
        /// From then on it is written as it is; monotonic seconds.
        var until: Double
        /// What is to be told once it is written.
        var assessment: Happening.Assessment?

        /// When to look whether it is written. One that is overdue could not be, which is not tried without a pause.
        func rest(now: Double) -> Duration { until > now ? .seconds(until - now) : Pauses.unreadable }
    }

    /// An inventory that status does not have yet, because it could not be written: what it has instead, and what it should
    /// have. Without it all that was applied would be applied again, at every attempt to write.
    struct Unwritten: Sendable {
        var stored: Inventory
        var settled: Inventory
    }

    struct Basis: Sendable, Hashable {
        var generation: Int
        var request: String?
        var sync: String?
        var objects: String?
    }

    /// How far making manifests ready to be sent has come.
    struct Preparing: Sendable {
        /// The last render: what plans need of it. Manifests are made anew for those that are written.
        var prepared: Prepared?
        /// How often in a row the server did not know all kinds.
        var unknownKinds = 0

        /// Kinds that are unknown now may be known soon: somebody installs them, and no watch tells of it.
        var wake: Wake { Wake(after: unknownKinds > 0 ? Pauses.unknownKind(looks: unknownKinds) : nil) }
    }

    struct Prepared: Sendable {
        /// Of the rendered manifests.
        var digest: Digest
        var generation: Int
        var desired: [DesiredObject]
        var types: [ObjectID: ResourceType]
        /// What is refused for good.
        var problems: [ObjectProblem]
        var hooks: [PreparedHook] = []
    }

    /// Status lists a few warnings only; more need not be kept.
    private static let warningLimit = 100

    mutating func note(_ warnings: [String], of id: ObjectID) {
        self.warnings[id] = nil
        if !warnings.isEmpty, self.warnings.count < Self.warningLimit { self.warnings[id] = warnings }
    }

    /// What status says of the inventory.
    mutating func readInventory(_ value: Value?) throws(PlanningError) -> Inventory {
        let read = try Inventory(value, known: inventory)
        inventory = read.isPacked ? read : nil
        return read
    }

    /// What is known beyond what status says.
    func settled(_ read: Inventory) -> Inventory {
        guard let unwritten, unwritten.stored == read else { return read }
        return unwritten.settled
    }

    /// Whether it is time to apply everything again. The first resync is one interval after the first run.
    ///
    /// - Parameters:
    ///   - now: monotonic, in seconds.
    ///   - random: up to 1, so that what was started together does not stay together.
    mutating func takeResyncIfDue(_ sync: GitOpsApplication.SyncPolicy, now: Double, random: Double) -> Bool {
        guard !sync.interval.isZero else {
            resyncAt = nil
            return false
        }
        let isDue = resyncAt.map { $0 <= now } ?? false
        if isDue || resyncAt == nil {
            resyncAt = now + Double(sync.interval.milliseconds) / 1_000 * (1 - random / 10)
        }
        if isDue { pacing.forgetFailures() }
        return isDue
    }

    /// Starts afresh where the resource is another one, or somebody changed it or asked for work.
    mutating func startAfresh(ifNew uid: String, _ basis: Basis) {
        if self.uid != uid {
            let causes = unanswered
            self = ApplicationMemory()
            unanswered = causes
        }
        self.uid = uid
        if self.basis != basis { pacing.forgetFailures() }
        self.basis = basis
    }
}

/// The memories of all applications.
final class ApplicationMemories: Sendable {
    /// A memory is a kilobyte in itself, of which a dictionary would keep room for some more.
    private final class Entry: Sendable {
        let memory: ApplicationMemory

        init(_ memory: ApplicationMemory) { self.memory = memory }
    }

    private let entries = Mutex<[ObjectKey: Entry]>([:])

    /// For the one worker that has the application's lease.
    func memory(of key: ObjectKey) -> ApplicationMemory {
        entries.withLock { $0[key] }?.memory ?? ApplicationMemory()
    }

    func put(_ memory: ApplicationMemory, for key: ObjectKey) {
        let entry = Entry(memory)
        entries.withLock { $0[key] = entry }
    }

    func forget(_ key: ObjectKey) { entries.withLock { $0[key] = nil } }
}
