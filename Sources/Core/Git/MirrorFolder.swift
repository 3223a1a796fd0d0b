import FoundationEssentials
import Glibc
import Synchronization

/// Where the mirror of one remote lives: the newest generation, sometimes older ones that are still read, and what is
/// being made. A generation appears by a rename once it is complete, so a process may end at any moment.
final class MirrorFolder: Sendable {
    let path: String
    let trees: ParsedTrees
    private let state = Mutex(State())

    private struct State {
        var generation: Generation?
        var isSwept = false
    }

    private static let suffix = ".git"
    private static let unfinished = "new-"

    init(path: String, _ trees: ParsedTrees) {
        self.path = path
        self.trees = trees
    }

    /// The newest generation; nil where there is none yet.
    func current() -> Generation? {
        guard let newest = numbers.max() else { return nil }
        return state.withLock { state in
            if state.generation?.number != newest {
                state.generation = Generation(number: newest, path: place(newest), trees)
            }
            return state.generation
        }
    }

    /// Held by whoever changes the mirror, in this process or another. Freed by the system when a process ends.
    func lock(_ operation: Operation) throws(GitError) -> FileLock {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw GitError(
                .storage, "the mirror's folder \(path) cannot be made; check the cache folder's space and permissions")
        }
        let lock = try FileLock("\(path)/lock", operation)
        sweep()
        return lock
    }

    /// A place for the next generation, to be given to `finish` or to be removed.
    func begin() -> String {
        "\(path)/\(MirrorFolder.unfinished)\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }

    /// Lets the next generation take the place of the present one.
    func finish(_ unfinished: String) throws(GitError) -> Generation {
        // Also where the folder was removed meanwhile, none has the number of one that is still read.
        let number = max(numbers.max() ?? 0, state.withLock { $0.generation?.number ?? 0 }) + 1
        // SAFETY: rename copies the paths.
        guard unsafe rename(unfinished, place(number)) == 0 else {
            throw GitError(.storage, "the mirror \(place(number)) cannot be put in place (errno \(errno))")
        }
        let next = Generation(number: number, path: place(number), trees)
        let previous = state.withLock { state in
            defer { state.generation = next }
            return state.generation
        }
        previous?.retire()
        return next
    }

    private func place(_ number: Int) -> String { "\(path)/\(number)\(MirrorFolder.suffix)" }

    private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

    private var numbers: [Int] {
        names.compactMap { $0.hasSuffix(MirrorFolder.suffix) ? Int($0.dropLast(MirrorFolder.suffix.count)) : nil }
    }

    /// Removes what earlier processes left behind; once, as from then on we know what is ours.
    private func sweep() {
        let isSwept = state.withLock { state in
            defer { state.isSwept = true }
            return state.isSwept
        }
        guard !isSwept else { return }
        let newest = numbers.max()
        for name in names where name != "lock" && newest.map({ name != "\($0)\(MirrorFolder.suffix)" }) ?? true {
            try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
        if let newest { MirrorFolder.sweepPacks("\(place(newest))/objects/pack") }
    }

    /// A fetch that was cut off leaves a pack without a name, or an index without its pack.
    private static func sweepPacks(_ folder: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let stems = Dictionary(grouping: names) { $0.prefix { $0 != "." } }
        for (stem, files) in stems {
            let suffixes = Set(files.map { $0.dropFirst(stem.count) })
            if stem.hasPrefix("pack-"), suffixes.contains(".pack"), suffixes.contains(".idx") { continue }
            for file in files { try? FileManager.default.removeItem(atPath: "\(folder)/\(file)") }
        }
    }
}

/// A lock between processes. The system lets go of it when its process ends, however that happens.
struct FileLock: ~Copyable {
    private let file: Int32

    /// Waits until the operation's deadline.
    init(_ path: String, _ operation: Operation) throws(GitError) {
        // SAFETY: open copies the path.
        file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw GitError(.storage, "\(path) cannot be opened (errno \(errno))") }
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            do throws(GitError) {
                guard errno == EWOULDBLOCK || errno == EINTR else {
                    throw GitError(.storage, "\(path) cannot be locked (errno \(errno))")
                }
                try operation.check()
            } catch {
                close(file)
                throw error
            }
            usleep(20_000)
        }
    }

    /// Nil where another holds it.
    init?(ifFree path: String) {
        // SAFETY: open copies the path.
        file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return nil }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
    }

    deinit { close(file) }
}
