import FoundationEssentials
import SourceTrees

/// Git's own formats of trees, commits and tags, read from their bytes.
enum ObjectFormat {
    /// A tree's entries, sorted by the bytes of their names; nil where it is malformed.
    static func tree(_ bytes: [UInt8]) -> [SourceEntry]? {
        var entries: [SourceEntry] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
                let end = rest[space...].firstIndex(of: 0), rest.endIndex - end > 20,
                let kind = kind(mode: rest[rest.startIndex..<space])
            else { return nil }
            let name = String(decoding: rest[(space + 1)..<end], as: UTF8.self)
            guard isSafe(name) else { return nil }
            entries.append(SourceEntry(name: name, kind: kind, id: hex(rest[(end + 1)...(end + 20)])))
            rest = rest[(end + 21)...]
        }
        // Git sorts folders as if their names ended with a slash.
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    static func commit(_ sha: String, _ bytes: [UInt8]) -> GitCommit? {
        let text = String(decoding: bytes, as: UTF8.self)
        let end = text.firstRange(of: "\n\n")
        let header = text[..<(end?.lowerBound ?? text.endIndex)].split(separator: "\n")
        guard let tree = value("tree", header), isID(tree), let author = value("author", header).flatMap(person),
            let committer = value("committer", header).flatMap(person)
        else { return nil }
        let message = end.map { text[$0.upperBound...].drop { $0.isNewline }.prefix { !$0.isNewline } } ?? ""
        return GitCommit(
            sha: sha, author: line(author.name), email: line(author.email), message: line(message),
            time: committer.time, tree: String(tree), parents: parents(header))
    }

    /// Merges of more branches than anybody makes are cut.
    private static let mostParents = 64

    private static func parents(_ header: [Substring]) -> [String] {
        header.lazy.filter { $0.hasPrefix("parent ") }.map { $0.dropFirst("parent ".count) }.filter(isID)
            .prefix(mostParents).map(String.init)
    }

    /// Longer lines are not written for people, and have to fit a resource's status.
    private static let lineLimit = 256

    private static func line(_ text: some StringProtocol) -> String { Excerpt.of(text, limit: lineLimit) }

    /// What an annotated tag points to.
    static func tagTarget(_ bytes: [UInt8]) -> String? {
        let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard line.hasPrefix("object "), isID(line.dropFirst(7)) else { return nil }
        return String(line.dropFirst(7))
    }

    /// All 40 digits of an object's id, in lower case.
    static func isID(_ text: some StringProtocol) -> Bool {
        isID(text.utf8)
    }

    static func isID(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.count == 40
            && bytes.allSatisfy { byte in
                let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
                return isDigit || (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"))
            }
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func kind(mode: ArraySlice<UInt8>) -> SourceEntry.Kind? {
        switch String(decoding: mode, as: UTF8.self) {
        case "40000", "040000": .directory
        case "100755": .file(executable: true)
        case "120000": .symlink
        case "160000": .submodule
        case let file where file.hasPrefix("100"): .file(executable: false)
        default: nil
        }
    }

    /// Names that no file system could hold are only made to deceive.
    private static func isSafe(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(UInt8(ascii: "/"))
    }

    private static func value(_ key: String, _ header: [Substring]) -> Substring? {
        header.first { $0.hasPrefix("\(key) ") }?.dropFirst(key.count + 1)
    }

    /// `Name <email> 1700000000 +0100`.
    private static func person(_ text: Substring) -> (name: String, email: String, time: Date)? {
        guard let open = text.lastIndex(of: "<"), let close = text[open...].firstIndex(of: ">") else { return nil }
        let seconds = text[text.index(after: close)...].split(separator: " ").first.flatMap { Double($0) } ?? 0
        let name = text[..<open].split(separator: " ").joined(separator: " ")
        return (name, String(text[text.index(after: open)..<close]), Date(timeIntervalSince1970: seconds))
    }
}
