internal import FoundationEssentials
internal import Synchronization

/// The time zones of a system, by their names of the IANA, each read once.
package final class ZoneFiles: Sendable {
    /// Where nearly all systems have them.
    package static let systemFolder = "/usr/share/zoneinfo"

    /// A zone takes some kilobytes; there are some six hundred.
    private static let largestFile = 64 << 10

    private let folder: String
    private let known = Mutex<[String: ZoneRules]>([:])

    package init(folder: String) { self.folder = folder }

    /// Nil where the system has no such zone. `UTC` is there without any file.
    package func rules(named name: String) -> ZoneRules? {
        if name == "UTC" { return .utc }
        guard Self.isName(name) else { return nil }
        if let rules = known.withLock({ $0[name] }) { return rules }
        guard let bytes = read(name), let rules = ZoneRules(file: bytes) else { return nil }
        known.withLock { $0[name] = rules }
        return rules
    }

    /// Whether a text is like the name of a zone, so that it can lead nowhere but to one in the folder.
    package static func isName(_ text: String) -> Bool {
        guard text.utf8.count <= longestName else { return false }
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count <= 3
            && parts.allSatisfy { part in
                guard let first = part.first, isLetter(first) else { return false }
                return part.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "_+-".utf8.contains($0) }
            }
    }

    /// What `isName` lets through, for the schema.
    package static let namePattern = "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*){0,2}$"
    /// In bytes.
    package static let longestName = 64

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private func read(_ name: String) -> [UInt8]? {
        let path = "\(folder)/\(name)"
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
        guard attributes?[.type] as? FileAttributeType == .typeRegular,
            let size = (attributes?[.size] as? UInt64).map(Int.init) ?? (attributes?[.size] as? Int),
            size <= Self.largestFile,
            let data = try? Data(contentsOf: URL(filePath: resolved))
        else { return nil }
        return [UInt8](data)
    }
}
