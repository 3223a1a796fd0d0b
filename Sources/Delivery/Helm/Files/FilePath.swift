/// Paths of files in charts, by their bytes: a slash is one also where a combining mark comes after it.
enum FilePath {
    static let slash = UInt8(ascii: "/")

    static func names(_ path: String) -> [Substring] { path.utf8.split(separator: slash).map { Substring($0) } }

    /// What comes after the last slash.
    static func baseName(_ path: String) -> Substring {
        guard let last = path.utf8.lastIndex(of: slash) else { return path[...] }
        return path[path.utf8.index(after: last)...]
    }

    static func depth(_ path: String) -> Int { path.utf8.count { $0 == slash } }
}
