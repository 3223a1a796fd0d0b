import FoundationEssentials
import Glibc

/// The folder of all mirrors, on disk.
enum CacheFolder {
    private static let trash = "trash-"
    private static let saltBytes = 32

    static func mirror(_ identity: String, in cache: String) -> String { "\(cache)/mirrors/\(identity)" }

    /// Makes the folder and removes what earlier processes left. Returns the salt for the mirrors' names.
    static func prepare(_ cache: String) throws(GitError) -> [UInt8] {
        let files = FileManager.default
        do {
            try files.createDirectory(
                atPath: "\(cache)/mirrors", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw GitError(.storage, "the cache folder \(cache) cannot be made; check the path and its permissions")
        }
        for name in (try? files.contentsOfDirectory(atPath: cache)) ?? [] where isLeftOver(name) {
            try? files.removeItem(atPath: "\(cache)/\(name)")
        }
        let path = "\(cache)/salt"
        if let salt = files.contents(atPath: path), salt.count == saltBytes { return Array(salt) }
        let salt = (0..<saltBytes).map { _ in UInt8.random(in: .min ... .max) }
        guard files.createFile(atPath: path, contents: Data(salt), attributes: [.posixPermissions: 0o600]) else {
            throw GitError(.storage, "the cache folder \(cache) cannot be written; check its space and permissions")
        }
        return salt
    }

    /// All that lie there, with their sizes.
    static func mirrors(in cache: String) -> [(name: String, size: Int)] {
        names(in: cache).map { ($0, size(mirror($0, in: cache))) }
    }

    /// Of all that lie there.
    static func names(in cache: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(cache)/mirrors")) ?? []
    }

    /// Returns those that are removed: one that is being worked on stays.
    static func removeMirrors(in cache: String, where isUnused: (String) -> Bool) -> [String] {
        let files = FileManager.default
        var removed: [String] = []
        for name in names(in: cache) where isUnused(name) {
            let path = mirror(name, in: cache)
            guard let lock = FileLock(ifFree: "\(path)/lock") else { continue }
            let trash = "\(cache)/\(trash)\(String(UInt64.random(in: .min ... .max), radix: 36))"
            // Out of sight at once: nobody shall ever find half a mirror.
            // SAFETY: rename copies the paths.
            let isGone = withExtendedLifetime(lock) { unsafe rename(path, trash) == 0 }
            if isGone {
                removed.append(name)
                try? files.removeItem(atPath: trash)
            }
        }
        return removed
    }

    static func size(_ folder: String) -> Int {
        let files = FileManager.default
        guard let names = try? files.contentsOfDirectory(atPath: folder) else {
            let size = (try? files.attributesOfItem(atPath: folder))?[.size]
            return (size as? UInt64).map(Int.init) ?? (size as? Int) ?? 0
        }
        return names.reduce(0) { $0 + size("\(folder)/\($1)") }
    }

    /// Earlier versions had the keys of ssh sessions here, and a killed one left them.
    private static func isLeftOver(_ name: String) -> Bool { name.hasPrefix(trash) || name.hasPrefix(SSHFiles.prefix) }
}
