import FoundationEssentials
import Synchronization
package import Transport

/// Local copies of remote repositories: one for each remote and its credentials, shared by all who use these.
///
/// Guarantees: a refresh costs one round trip where nothing changed; only what references name is fetched; every
/// operation ends at its deadline, also when the other side is silent; a process may be killed at any moment, and the
/// next one goes on with what was complete.
package final class GitMirrors: Sendable {
    /// Remotes that a controller works with at the same time. They mostly wait.
    package static let standardThreads = 32

    private let configuration: GitConfiguration
    private let http: HTTPClient
    private let threads: WorkerThreads
    private let budget: MemoryBudget
    private let trees: ParsedTrees
    private let disk: DiskLedger
    private let salt: [UInt8]
    private let ssh: SSHProgram
    private let mirrors = Mutex<[String: Mirror]>([:])
    private let onOperation: @Sendable (GitActivity) -> Void

    /// - onOperation: called on a worker thread after each round of work with a remote.
    package init(
        _ configuration: GitConfiguration, http: HTTPClient,
        onOperation: @escaping @Sendable (GitActivity) -> Void = { _ in }
    ) throws(GitError) {
        try LibGit2.start()
        self.configuration = configuration
        self.http = http
        self.onOperation = onOperation
        threads = WorkerThreads(limit: configuration.threads)
        budget = MemoryBudget(total: configuration.memoryLimit)
        trees = ParsedTrees(limit: budget.trees)
        disk = DiskLedger(limit: configuration.diskLimit, share: configuration.diskShare)
        salt = try CacheFolder.prepare(configuration.cacheDirectory)
        for (name, size) in CacheFolder.mirrors(in: configuration.cacheDirectory) {
            disk.note(name, size: size, for: nil)
        }
        ssh = SSHProgram(
            path: configuration.sshProgram, askPass: configuration.askPassProgram,
            folder: try SSHFolder(in: configuration.temporaryDirectory), addresses: configuration.addresses,
            searchPath: ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    }

    /// Ends the worker threads once they have done what they were asked for.
    package func shutDown() { threads.shutDown() }

    /// Asks the remote for its references, once, and fetches what is missing here. Calls for the same remote at the
    /// same time share their work. Cancelling the task lets go of it, and stops the work when no other waits for it.
    ///
    /// - Parameter account: who is charged for the room on disk: a namespace.
    package func refresh(
        _ remote: GitRemote, references: [GitReference], timeout: Duration, account: String = ""
    ) async throws(GitError) -> GitRefresh {
        _ = try url(of: remote)
        let identity = remote.identity(salt: salt)
        disk.note(identity, size: nil, for: account)
        do throws(GitError) {
            return try await mirror(of: remote).refresh(Set(references), timeout: timeout, for: account)
        } catch {
            disk.releaseEmpty(identity, by: account)
            throw error
        }
    }

    /// Somebody wants a mirror no more. It stays until room is needed, or until it is tidied up.
    package func release(_ remote: GitRemote, account: String) {
        disk.release(remote.identity(salt: salt), by: account)
    }

    /// The files of a commit that a refresh of the same remote has found. Reads one object from the local disk.
    package func tree(_ remote: GitRemote, commit: String) throws(GitError) -> GitTree {
        try GitTree(try GitReference.fullID(commit), in: generation(of: remote))
    }

    /// Who made a commit, when and why.
    package func commit(_ remote: GitRemote, _ sha: String) throws(GitError) -> GitCommit {
        try generation(of: remote).commit(try GitReference.fullID(sha))
    }

    /// Bytes on disk of one mirror; 0 where there is none.
    package func mirrorSize(_ remote: GitRemote) async -> Int {
        let folder = folder(of: remote)
        return await onThread { CacheFolder.size(folder) } ?? 0
    }

    /// Removes the mirrors of all other remotes, unless they are being worked on. Returns how many.
    @discardableResult package func removeUnused(keeping remotes: [GitRemote]) async -> Int {
        await onThread { self.removeMirrors(except: remotes) } ?? 0
    }

    /// Does what waits for the disk on a thread of ours; nil where these have ended.
    private func onThread<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) async -> Answer? {
        await withCheckedContinuation { continuation in
            let isAccepted = threads.submit(isSlow: false) { continuation.resume(returning: work()) }
            if !isAccepted { continuation.resume(returning: nil) }
        }
    }

    private func removeMirrors(except remotes: [GitRemote]) -> Int {
        let kept = Set(remotes.map { $0.identity(salt: salt) })
        let removed = CacheFolder.removeMirrors(in: configuration.cacheDirectory) { !kept.contains($0) }
        for mirror in removed { disk.forget(mirror) }
        let present = Set(CacheFolder.names(in: configuration.cacheDirectory))
        mirrors.withLock { mirrors in
            // What is on disk, or is about to be, belongs to whoever knows which generations are read here.
            mirrors = mirrors.filter { kept.contains($0.key) || present.contains($0.key) || !$0.value.isIdle }
        }
        disk.release(except: kept)
        return removed.count
    }

    /// Takes room for bytes that have come; mirrors that nobody wants any more make some.
    private func grow(by bytes: Int, for account: String, replacing replaced: String?) throws(GitError) {
        var isMeasured = false
        while let objection = disk.grow(by: bytes, for: account, replacing: replaced) {
            if objection == .disk, removeUnused() { continue }
            guard !isMeasured else { throw disk.error(objection, for: account) }
            // An earlier generation goes when its last reader does, which nobody is told.
            for mirror in disk.mirrors {
                disk.shrink(mirror, to: CacheFolder.size(CacheFolder.mirror(mirror, in: configuration.cacheDirectory)))
            }
            isMeasured = true
        }
    }

    /// Removes the mirror that was not used for longest, of those that nobody wants or works on.
    private func removeUnused() -> Bool {
        let removed = disk.unused.first { unused in
            !CacheFolder.removeMirrors(in: configuration.cacheDirectory) { $0 == unused }.isEmpty
        }
        guard let removed else { return false }
        disk.forget(removed)
        // Whoever is about to make it anew knows which generations are read here.
        mirrors.withLock { mirrors in if mirrors[removed]?.isIdle ?? false { mirrors[removed] = nil } }
        return true
    }

    private func url(of remote: GitRemote) throws(GitError) -> GitURL {
        try GitURL(remote.url, allowFileURLs: configuration.allowFileURLs)
    }

    private func folder(of remote: GitRemote) -> String {
        CacheFolder.mirror(remote.identity(salt: salt), in: configuration.cacheDirectory)
    }

    private func generation(of remote: GitRemote) throws(GitError) -> Generation {
        _ = try url(of: remote)
        guard let generation = mirror(of: remote).folder.current() else {
            throw GitError(.notFound(.commit), "\(remote.url) has not been fetched yet")
        }
        return generation
    }

    private func mirror(of remote: GitRemote) -> Mirror {
        let identity = remote.identity(salt: salt)
        let folder = CacheFolder.mirror(identity, in: configuration.cacheDirectory)
        return mirrors.withLock { mirrors in
            if let known = mirrors[identity] { return known }
            let (idle, limit) = (configuration.idleTimeout, configuration.receiveLimit)
            let mirror = Mirror(MirrorFolder(path: folder, trees), threads) { [weak self] timeout, account in
                let room = DiskRoom { [weak self] bytes, isReplacing throws(GitError) in
                    try self?.grow(by: bytes, for: account, replacing: isReplacing ? identity : nil)
                } giveBack: { [weak self] bytes in
                    self?.disk.shrink(by: bytes, for: account)
                }
                return Operation(timeout: timeout, idle: idle, byteLimit: limit, now: .now, room: room)
            } perform: { [weak self] mirror, references, account, operation in
                guard let self else { return .failure(GitError(.cancelled, "the git mirrors have gone")) }
                let answer = perform(mirror, remote, references, operation)
                if operation.grownBytes > 0 {
                    disk.note(identity, size: CacheFolder.size(folder), for: account)
                    operation.giveBackRoom()
                }
                return answer
            }
            mirrors[identity] = mirror
            return mirror
        }
    }

    /// On a worker thread.
    private func perform(
        _ mirror: Mirror, _ remote: GitRemote, _ references: Set<GitReference>, _ operation: Operation
    ) -> Mirror.Answer {
        let start = ContinuousClock.now
        var activity = GitActivity(url: remote.url, listings: 0, fetches: 0, receivedBytes: 0, duration: .zero)
        let answer: Mirror.Answer
        do throws(GitError) {
            let url = try url(of: remote)
            var update = MirrorUpdate(
                mirror.folder, mirror.memory, budget, remote, url, operation, depth: configuration.depth
            ) {
                self.connection(url, remote, operation)
            }
            defer { (activity.listings, activity.fetches) = (update.listings, update.fetches) }
            answer = .success(try update.run(references))
        } catch {
            activity.error = error
            answer = .failure(error)
        }
        activity.receivedBytes = operation.receivedBytes
        activity.duration = start.duration(to: .now)
        onOperation(activity)
        return answer
    }

    private func connection(_ url: GitURL, _ remote: GitRemote, _ operation: Operation) -> (any SmartConnection)? {
        switch url.scheme {
        case .http, .https: HTTPConnection(url, remote, http, operation)
        case .ssh: SSHConnection(url, remote, ssh, operation)
        case .file: nil
        }
    }
}

/// What all mirrors have in common.
package struct GitConfiguration: Sendable {
    /// For the mirrors. Only one that nobody else can read will do.
    package var cacheDirectory: String
    /// For the keys of running ssh sessions, in a folder that only we can enter. Best in memory.
    package var temporaryDirectory: String
    /// Remotes that are worked with at the same time. A remote that hangs holds one until its timeout.
    package var threads: Int
    package var allowFileURLs: Bool
    /// Most bytes that one refresh may receive.
    package var receiveLimit: Int
    /// Room on disk for all mirrors, and for those of one account.
    package var diskLimit: Int
    package var diskShare: Int
    /// Memory that all packs may take together while they are indexed, less a tenth for folders that are kept parsed; a
    /// pack that takes more than three quarters of it is refused.
    package var memoryLimit: Int
    /// How long a remote may be silent before it is given up.
    package var idleTimeout: Duration
    /// Where ssh may lead; for http the client knows.
    package var addresses: AddressRules
    package var sshProgram: String
    /// A program that prints `GitAskPass.answer`; without one, ssh keys with a passphrase are refused.
    package var askPassProgram: String?
    /// How many commits of the history of what is fetched are fetched with it, that itself among them, where the server and libgit2
    /// can do so; otherwise all.
    package var depth: Int

    package init(
        cacheDirectory: String, temporaryDirectory: String, threads: Int, allowFileURLs: Bool,
        receiveLimit: Int = 2 << 30, diskLimit: Int = 8 << 30, diskShare: Int = 8 << 30,
        memoryLimit: Int = 256 << 20, idleTimeout: Duration = .seconds(30),
        addresses: AddressRules = .everything,
        sshProgram: String = "ssh",
        askPassProgram: String? = nil, depth: Int = 1
    ) {
        self.cacheDirectory = cacheDirectory
        self.temporaryDirectory = temporaryDirectory
        self.threads = threads
        self.allowFileURLs = allowFileURLs
        self.receiveLimit = receiveLimit
        self.diskLimit = diskLimit
        self.diskShare = diskShare
        self.memoryLimit = memoryLimit
        self.idleTimeout = idleTimeout
        self.addresses = addresses
        self.sshProgram = sshProgram
        self.askPassProgram = askPassProgram
        self.depth = depth
    }
}
