import FoundationEssentials
import Synchronization
import Transport

/// Archives on disk, by digest. When they pass the capacity, those go that nobody used for longest.
///
/// Guarantees: what comes out has the digest that was asked for; who asks gets only what came with the same repository
/// and the same credentials, since knowing a digest proves no right to read. Files appear whole or not at all.
/// Assumptions: one process at a time uses the folder. Whatever waits for the disk is not for the cooperative pool.
package final class ChartCache: Sendable {
    private struct File {
        var size: Int
        var used: UInt64
    }

    private struct State {
        var files: [String: File] = [:]
        var size = 0
        var uses: UInt64 = 0

        mutating func insert(_ name: String, size: Int) {
            uses += 1
            self.size += size - (files[name]?.size ?? 0)
            files[name] = File(size: size, used: uses)
        }

        mutating func remove(_ name: String) {
            if let file = files.removeValue(forKey: name) { size -= file.size }
        }
    }

    private static let suffix = ".tgz"
    private static let incoming = "incoming-"
    private static let saltBytes = 32

    let folder: String
    private let capacity: Int
    private let salt: [UInt8]
    private let state: Mutex<State>

    /// Makes the folder where it is missing, and removes what an earlier process left unfinished.
    /// - Parameter capacity: bytes of archives.
    package init(folder: String, capacity: Int) throws(ChartSourceError) {
        self.folder = folder
        self.capacity = capacity
        let files = FileManager.default
        do {
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ChartSourceError(
                .storage, "the folder \(folder) for charts cannot be made; check path and permissions")
        }
        salt = try Self.salt(in: folder)
        state = Mutex(Self.look(in: folder))
        evict()
    }

    /// Nothing where the cache has it not, or no longer whole.
    func archive(_ digest: ContentDigest, of repository: ChartRepository) -> [UInt8]? {
        guard let file = file(digest, repository) else { return nil }
        return try? file.read(from: 0, atMost: file.size)
    }

    /// How many bytes an archive has; nothing where the cache has it not, or no longer whole.
    func size(_ digest: ContentDigest, of repository: ChartRepository) -> Int? { file(digest, repository)?.size }

    private func file(_ digest: ContentDigest, _ repository: ChartRepository) -> SpoolFile? {
        let name = name(digest, repository)
        guard state.withLock({ $0.files[name] }) != nil else { return nil }
        guard let file = try? SpoolFile(reading: path(name)), isWhole(file, digest) else {
            remove(name)
            return nil
        }
        state.withLock { $0.insert(name, size: file.size) }
        // So that the order of use outlives the process; a cache that forgets it still works.
        try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path(name))
        return file
    }

    private func isWhole(_ file: SpoolFile, _ digest: ContentDigest) -> Bool {
        (try? ContentDigest(of: file)) == digest
    }

    /// A file to be filled with what comes from a repository.
    func incoming() throws(ChartSourceError) -> SpoolFile {
        let name = "\(Self.incoming)\(String(UInt64.random(in: .min ... .max), radix: 36))"
        do throws(SpoolFile.Failure) { return try SpoolFile(creating: "\(folder)/\(name)") } catch {
            throw ChartSourceError(error, in: folder)
        }
    }

    /// Returns whether the archive is on disk now.
    ///
    /// - Parameter path: of a file that nobody writes any more; it is moved away.
    func keep(_ path: String, size: Int, _ digest: ContentDigest, of repository: ChartRepository) -> Bool {
        let name = name(digest, repository)
        guard size <= capacity, place(path, as: name, digest) else { return false }
        state.withLock { $0.insert(name, size: size) }
        evict()
        return true
    }

    /// An archive that is there whole stays, so that others who read or keep it at the same time always find it.
    private func place(_ temporary: String, as name: String, _ digest: ContentDigest) -> Bool {
        let files = FileManager.default
        let path = path(name)
        // Twice: one that is damaged is in the way once.
        for _ in 0..<2 {
            if (try? files.moveItem(atPath: temporary, toPath: path)) != nil { return true }
            if let file = try? SpoolFile(reading: path), isWhole(file, digest) { return true }
            try? files.removeItem(atPath: path)
        }
        return false
    }

    private func remove(_ name: String) {
        state.withLock { $0.remove(name) }
        try? FileManager.default.removeItem(atPath: path(name))
    }

    private func evict() {
        let leaving = state.withLock { state in
            var names: [String] = []
            while state.size > capacity, let oldest = state.files.min(by: { $0.value.used < $1.value.used }) {
                names.append(oldest.key)
                state.remove(oldest.key)
            }
            return names
        }
        for name in leaving { try? FileManager.default.removeItem(atPath: path(name)) }
    }

    private func path(_ name: String) -> String { "\(folder)/\(name)\(Self.suffix)" }

    private func name(_ digest: ContentDigest, _ repository: ChartRepository) -> String {
        repository.identity(salt: salt, digest)
    }

    private static func salt(in folder: String) throws(ChartSourceError) -> [UInt8] {
        let path = "\(folder)/salt"
        if let salt = FileManager.default.contents(atPath: path), salt.count == saltBytes { return Array(salt) }
        let salt = (0..<saltBytes).map { _ in UInt8.random(in: .min ... .max) }
        guard
            FileManager.default.createFile(atPath: path, contents: Data(salt), attributes: [.posixPermissions: 0o600])
        else {
            throw ChartSourceError(
                .storage, "the folder \(folder) for charts cannot be written; check its space and permissions")
        }
        return salt
    }

    /// What is there, those used last at the end.
    private static func look(in folder: String) -> State {
        let files = FileManager.default
        var found: [(name: String, size: Int, time: Date)] = []
        for file in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
            if file.hasPrefix(incoming) { try? files.removeItem(atPath: "\(folder)/\(file)") }
            guard file.hasSuffix(suffix), let attributes = try? files.attributesOfItem(atPath: "\(folder)/\(file)")
            else { continue }
            let size = (attributes[.size] as? UInt64).map(Int.init) ?? (attributes[.size] as? Int) ?? 0
            found.append((String(file.dropLast(suffix.count)), size, attributes[.modificationDate] as? Date ?? Date()))
        }
        var state = State()
        for file in found.sorted(by: { $0.time < $1.time }) { state.insert(file.name, size: file.size) }
        return state
    }
}
