import FoundationEssentials
import Synchronization

/// One round of work on a mirror: list, fetch what is missing, check, remember. Blocks; runs on a worker thread.
struct MirrorUpdate {
    let folder: MirrorFolder
    let memory: MirrorMemory
    let budget: MemoryBudget
    let remote: GitRemote
    let url: GitURL
    let operation: Operation
    let depth: Int
    let connect: () -> (any SmartConnection)?
    private(set) var listings = 0
    private(set) var fetches = 0

    /// Each fetch adds a pack, and each pack makes every look-up slower. libgit2 cannot merge them, so a mirror is
    /// made anew once in a while.
    private static let packLimit = 200

    init(
        _ folder: MirrorFolder, _ memory: MirrorMemory, _ budget: MemoryBudget, _ remote: GitRemote, _ url: GitURL,
        _ operation: Operation, depth: Int, connect: @escaping () -> (any SmartConnection)?
    ) {
        self.folder = folder
        self.memory = memory
        self.budget = budget
        self.remote = remote
        self.url = url
        self.operation = operation
        self.depth = depth
        self.connect = connect
    }

    mutating func run(_ references: Set<GitReference>) throws(GitError) -> GitRefresh {
        let lock = try folder.lock(operation)
        return try withExtendedLifetime(lock) { () throws(GitError) in try renew(references) }
    }

    private mutating func renew(_ references: Set<GitReference>) throws(GitError) -> GitRefresh {
        try operation.check()
        guard let current = folder.current() else { return try rebuild(references) }
        if current.needsRebuild { return try rebuild(references) }
        do throws(GitError) {
            let found = try update(current, references)
            // Slow is better than nothing: a mirror that cannot be made anew now serves on.
            // Only the present one still has what a reference named that is gone.
            let isWhole = found.revisions.values.allSatisfy { (try? $0.get()) != nil }
            if current.packs > MirrorUpdate.packLimit, isWhole, let renewed = try? rebuild(references) {
                return renewed
            }
            return found
        } catch {
            let isOld = error.code == .quota && current.packs > 1
            guard error.code == .corrupt || error.code == .storage || isOld else { throw error }
            operation.forgetFailure()
            operation.giveBackRoom()
            // A repository that was made smaller needs no more room than it has now; its mirror has all that it ever had.
            operation.isReplacing.store(isOld, ordering: .relaxed)
            return try rebuild(references)
        }
    }

    /// Makes the mirror from nothing. The present one stays until the new one is complete.
    private mutating func rebuild(_ references: Set<GitReference>) throws(GitError) -> GitRefresh {
        let unfinished = folder.begin()
        do throws(GitError) {
            _ = try Repository(creatingBare: unfinished)
            let refresh = try update(Generation(number: 0, path: unfinished, folder.trees), references)
            _ = try folder.finish(unfinished)
            return refresh
        } catch {
            try? FileManager.default.removeItem(atPath: unfinished)
            // Nothing was there before, so what is damaged came from the server.
            guard error.code == .corrupt else { throw error }
            throw GitError(
                .protocolViolation, "\(url.place) sent objects that are damaged or incomplete: \(error.message)")
        }
    }

    private mutating func update(_ generation: Generation, _ references: Set<GitReference>) throws(GitError)
        -> GitRefresh
    {
        if let known = try commitsOnly(generation, references) { return known }
        let repository = try Repository(openingBare: generation.path)
        try repository.bound(by: budget, operation) { id throws(GitError) in
            try generation.withObjects { objects throws(GitError) in try objects.header(id) }
        }
        let wanted = try bring(references, generation, repository)
        var revisions: [GitReference: Result<GitRevision, GitError>] = [:]
        for (reference, wanted) in wanted { revisions[reference] = try revision(wanted, generation) }
        try repository.keep(Set(revisions.values.compactMap { try? $0.get().commit }))
        return GitRefresh(revisions: revisions, fetched: fetches > 0)
    }

    /// Finds the references and fetches what of them is missing, in one conversation.
    private mutating func bring(
        _ references: Set<GitReference>, _ generation: Generation, _ repository: borrowing Repository
    ) throws(GitError) -> [GitReference: Result<WantedReference, GitError>] {
        let session = try session(repository, listing: ListingRule(references))
        let listing = try list(session)
        var wanted: [GitReference: Result<WantedReference, GitError>] = [:]
        for reference in references {
            wanted[reference] = Result { () throws(GitError) in try listing.find(reference) }
        }
        let missing = try missing(wanted, generation).filter { missing in
            (missing.isListed || !memory.absent.contains(missing.object)) && memory.refused[missing.object] == nil
        }
        if !missing.isEmpty { try fetchBounded(missing, session, repository) }
        let unlisted = missing.filter { !$0.isListed }.map(\.object)
        if !unlisted.isEmpty {
            let still = try self.missing(wanted, generation)
            memory.absent.note(still.filter { !$0.isListed }.map(\.object))
        }
        return wanted.mapValues { found in
            found.flatMap { wanted in memory.refused[wanted.object].map { .failure($0) } ?? .success(wanted) }
        }
    }

    /// Fetches all at once, or one by one where something is too large: what that is, is told and remembered, and the
    /// others are not to suffer for it.
    private mutating func fetchBounded(
        _ missing: Set<WantedReference>, _ session: RemoteSession, _ repository: borrowing Repository
    ) throws(GitError) {
        do throws(GitError) {
            return try fetch(missing, session, repository)
        } catch {
            // Or else they would keep everything else from being fetched, too, each time.
            if error.code != .cancelled { memory.absent.note(missing.filter { !$0.isListed }.map(\.object)) }
            guard error.code == .tooLarge else { throw error }
            guard missing.count > 1, !operation.isSpent else {
                return missing.forEach { memory.refused.note($0.object, error) }
            }
        }
        for single in missing.sorted(by: { $0.refspec < $1.refspec }) {
            operation.forgetFailure()
            let session = try self.session(repository, listing: ListingRule(single))
            _ = try list(session)
            try fetchBounded([single], session, repository)
        }
    }

    /// Commits never change, so those that are here need no question to the remote.
    private func commitsOnly(
        _ generation: Generation, _ references: Set<GitReference>
    ) throws(GitError) -> GitRefresh? {
        var revisions: [GitReference: Result<GitRevision, GitError>] = [:]
        for reference in references {
            guard case .commit(let text) = reference else { return nil }
            do throws(GitError) {
                let commit = try generation.commit(try GitReference.fullID(text))
                revisions[reference] = .success(GitRevision(reference: "", commit: commit.sha))
            } catch {
                guard error.code == .invalid else { return nil }
                revisions[reference] = .failure(error)
            }
        }
        return GitRefresh(revisions: revisions, fetched: false)
    }

    private func session(
        _ repository: borrowing Repository, listing rule: ListingRule
    ) throws(GitError) -> RemoteSession {
        try RemoteSession(repository, url: remote.url, listing: rule, over: connect(), operation)
    }

    private mutating func list(_ session: RemoteSession) throws(GitError) -> RemoteListing {
        listings += 1
        do throws(GitError) {
            return try session.list()
        } catch {
            if url.scheme == .file, error.code != .cancelled, error.code != .timedOut {
                throw GitError(.notFound(.remote), "there is no git repository at \(url.path) (\(error.message))")
            }
            // Only the server has spoken so far: our mirror is not to blame.
            let isBabble = error.code == .corrupt || error.code == .protocolViolation
            guard isBabble, !error.message.contains(url.place) else { throw error }
            throw GitError(.protocolViolation, "\(url.place) does not speak git's protocol: \(error.message)")
        }
    }

    private func missing(
        _ wanted: [GitReference: Result<WantedReference, GitError>], _ generation: Generation
    ) throws(GitError) -> Set<WantedReference> {
        let objects = wanted.values.compactMap { try? $0.get() }
        return try generation.withObjects { database throws(GitError) in
            var missing: Set<WantedReference> = []
            for object in objects where try database.header(object.object) == nil { missing.insert(object) }
            return missing
        }
    }

    private mutating func fetch(
        _ missing: Set<WantedReference>, _ session: RemoteSession, _ repository: borrowing Repository
    ) throws(GitError) {
        let refspecs = Set(missing.map(\.refspec)).sorted()
        fetches += 1
        do throws(GitError) {
            return try session.fetch(refspecs, depth: depth)
        } catch {
            // Servers may refuse commits that no reference names. Their branches and tags may still lead to these.
            let refusals: [GitError.Code] = [.protocolViolation, .invalid, .network, .notFound(.reference)]
            guard missing.contains(where: { !$0.isListed }), refusals.contains(error.code) else { throw error }
        }
        operation.forgetFailure()
        try budget.beginSearch(operation)
        defer { budget.endSearch() }
        let listed = missing.filter(\.isListed).map(\.refspec)
        let second = try self.session(repository, listing: .everything(and: listed))
        _ = try list(second)
        fetches += 1
        try second.fetch(
            listed + ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"], depth: MirrorUpdate.wholeHistory)
    }

    /// GIT_FETCH_DEPTH_UNSHALLOW, where libgit2 has it.
    private static let wholeHistory = Int(Int32.max)

    private func revision(
        _ wanted: Result<WantedReference, GitError>, _ generation: Generation
    ) throws(GitError) -> Result<GitRevision, GitError> {
        let found: WantedReference
        switch wanted {
        case .failure(let error): return .failure(error)
        case .success(let value): found = value
        }
        do throws(GitError) {
            let commit = try generation.commit(try generation.peel(found.object))
            guard try generation.tree(commit.tree) != nil else {
                throw GitError(.corrupt, "the tree of commit \(commit.sha) is missing")
            }
            return .success(GitRevision(reference: found.name, commit: commit.sha))
        } catch {
            switch error.code {
            case .notFound(.commit) where !found.isListed:
                return .failure(GitError(.notFound(.commit), "the remote has no commit \(found.object)"))
            case .notFound(.commit): throw GitError(.corrupt, error.message)
            // What is too large is so in every look, and nothing else of the repository is to suffer for it.
            case .notFound, .tooLarge: return .failure(error)
            default: throw error
            }
        }
    }
}

extension Generation {
    /// Annotated tags may point to tags; more than a few in a row make no sense.
    private static let tagDepth = 10

    /// The commit that an object is or points to.
    func peel(_ id: String) throws(GitError) -> String {
        var id = id
        for _ in 0..<Generation.tagDepth {
            let current = id
            let object = try withObjects { objects throws(GitError) -> (kind: ObjectDatabase.Kind, bytes: [UInt8])? in
                guard let kind = try objects.header(current)?.kind else { return nil }
                guard kind == .tag else { return (kind, []) }
                return (kind, try objects.read(current, as: .tag, limit: ObjectDatabase.textLimit) ?? [])
            }
            guard let object else { throw GitError(.notFound(.commit), "the object \(id) is not in the git mirror") }
            if object.kind == .commit { return id }
            guard object.kind == .tag, let target = ObjectFormat.tagTarget(object.bytes) else { break }
            id = target
        }
        throw GitError(.notFound(.reference), "the reference names no commit but another kind of object")
    }
}
