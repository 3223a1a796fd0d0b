import FoundationEssentials
import Glibc

/// Where the keys of running ssh sessions lie: a folder of this process's own below the system's temporary one. Not in
/// the cache, which is often a disk that outlives us.
///
/// It goes with us. What a killed process leaves is removed when the next one starts: a folder whose lock is free
/// belongs to nobody any more.
final class SSHFolder: Sendable {
    let path: String
    private let lock: FileLock

    private static let prefix = "martlet-ssh-"
    /// Another process that starts may take our new folder for a left one, before we have its lock.
    private static let attempts = 8

    init(in parent: String) throws(GitError) {
        SSHFolder.removeLeftOvers(in: parent)
        for _ in 0..<SSHFolder.attempts {
            let path = "\(parent)/\(SSHFolder.prefix)\(String(UInt64.random(in: .min ... .max), radix: 36))"
            // SAFETY: mkdir copies the path.
            guard unsafe mkdir(path, 0o700) == 0 else { throw SSHFolder.failure(path, "errno \(errno)") }
            guard let lock = FileLock(ifFree: SSHFolder.lock(path)) else { continue }
            guard FileManager.default.fileExists(atPath: SSHFolder.lock(path)) else { continue }
            self.path = path
            self.lock = lock
            return
        }
        throw SSHFolder.failure("\(parent)/\(SSHFolder.prefix)*", "it was removed again and again")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private static func lock(_ folder: String) -> String { "\(folder)/lock" }

    private static func failure(_ path: String, _ why: String) -> GitError {
        GitError(
            .storage,
            "the folder \(path) for keys of ssh sessions cannot be made (\(why)); let TMPDIR, or else /tmp, be writable"
        )
    }

    private static func removeLeftOvers(in parent: String) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(prefix) {
            let path = "\(parent)/\(name)"
            guard isOurs(path), let lock = FileLock(ifFree: lock(path)) else { continue }
            withExtendedLifetime(lock) { try? files.removeItem(atPath: path) }
        }
    }

    /// Others may write to the same temporary folder, and a link there may lead anywhere.
    private static func isOurs(_ path: String) -> Bool {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return false }
        let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
        return isFolder && SSHFolder.owner(attributes) == geteuid()
    }

    private static func owner(_ attributes: [FileAttributeKey: Any]) -> uid_t? {
        let owner = attributes[.ownerAccountID]
        return (owner as? UInt32) ?? (owner as? UInt).map(uid_t.init) ?? (owner as? Int).map(uid_t.init)
    }
}
