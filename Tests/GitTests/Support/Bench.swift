import Foundation
import Git
import Synchronization
import Transport

/// Mirrors in a folder of their own, with a record of what they did.
final class Bench: Sendable {
    let folder: TemporaryFolder
    /// Where keys may lie.
    let temporary: TemporaryFolder
    let mirrors: GitMirrors
    private let http = HTTPClient(HTTPClientConfiguration(userAgent: "martlet-tests", proxy: .direct))
    private let log: Log

    final class Log: Sendable {
        let activities = Mutex<[GitActivity]>([])
    }

    init(
        in folder: TemporaryFolder? = nil, temporary: TemporaryFolder? = nil, threads: Int = 4,
        receiveLimit: Int = 2 << 30, diskLimit: Int = 1 << 30, diskShare: Int = 1 << 30, memoryLimit: Int = 256 << 20,
        idle: Duration = .seconds(20), addresses: AddressRules = .everything, ssh: String = "ssh",
        askPass: String? = nil, allowFileURLs: Bool = true, depth: Int = 1
    ) throws {
        self.folder = try folder ?? TemporaryFolder()
        self.temporary = try temporary ?? TemporaryFolder()
        let log = Log()
        self.log = log
        mirrors = try GitMirrors(
            GitConfiguration(
                cacheDirectory: "\(self.folder.path)/cache", temporaryDirectory: self.temporary.path, threads: threads,
                allowFileURLs: allowFileURLs, receiveLimit: receiveLimit, diskLimit: diskLimit, diskShare: diskShare,
                memoryLimit: memoryLimit, idleTimeout: idle, addresses: addresses,
                sshProgram: ssh,
                askPassProgram: askPass, depth: depth),
            http: http
        ) { activity in log.activities.withLock { $0.append(activity) } }
    }

    deinit {
        mirrors.shutDown()
        http.shutDown()
    }

    var listings: Int { log.activities.withLock { $0.reduce(0) { $0 + $1.listings } } }
    var fetches: Int { log.activities.withLock { $0.reduce(0) { $0 + $1.fetches } } }
    var receivedBytes: Int { log.activities.withLock { $0.reduce(0) { $0 + $1.receivedBytes } } }

    /// Of the work itself, as its own thread saw it: the tests' threads are busy with other tests, too.
    var longest: Duration { log.activities.withLock { $0.map(\.duration).max() ?? .zero } }

    /// The revision of one reference.
    func find(_ remote: GitRemote, _ reference: GitReference, timeout: Duration = .seconds(120)) async throws
        -> GitRevision
    {
        let refresh = try await mirrors.refresh(remote, references: [reference], timeout: timeout)
        guard let found = refresh.revisions[reference] else { throw CommandFailure(description: "no answer") }
        return try found.get()
    }

    /// A file of the commit that a reference names.
    func read(_ remote: GitRemote, _ reference: GitReference, _ path: String) async throws -> String {
        let revision = try await find(remote, reference)
        let bytes = try mirrors.tree(remote, commit: revision.commit).read(path, limit: 1 << 20)
        return String(decoding: bytes, as: UTF8.self)
    }

    func mirrorSize(_ remote: GitRemote) async -> Int { await mirrors.mirrorSize(remote) }

    /// The mirrors' folders on disk.
    var mirrorFolders: [String] {
        let root = "\(folder.path)/cache/mirrors"
        return ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).map { "\(root)/\($0)" }
    }

    /// The newest generation of the only mirror.
    var onlyMirror: String {
        guard let mirror = mirrorFolders.first else { return "" }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: mirror)) ?? []
        return "\(mirror)/\(names.filter { $0.hasSuffix(".git") }.max() ?? "")"
    }
}

/// The error of something that must not work.
func failure<T>(_ work: () async throws -> T) async -> GitError? {
    do {
        _ = try await work()
        return nil
    } catch {
        return error as? GitError
    }
}
