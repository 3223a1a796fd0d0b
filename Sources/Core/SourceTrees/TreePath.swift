/// Paths inside a tree, and the way through the symlinks on them.
package enum TreePath {
    /// As on Linux: more symlinks than this on one path count as a loop.
    package static let symlinkLimit = 40

    /// Without `.`, `..`, empty names and slashes at the ends; `/a` is `a`, because the root is the tree's.
    package static func normalise(_ path: String) throws(SourceTreeError) -> String {
        guard !path.utf8.contains(0) else { throw SourceTreeError(.notFound, path: "", "has no path with a NUL") }
        var names: [String] = []
        for name in split(path) where name != "." {
            guard name == ".." else {
                names.append(name)
                continue
            }
            guard names.popLast() != nil else { throw .outsideTree(path) }
        }
        return names.joined(separator: "/")
    }

    /// At the bytes of slashes, as the system does: a slash with an accent is one character, and divides names.
    private static func split(_ path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }

    /// The path of a name in a directory; the root's is empty.
    package static func join(_ directory: String, _ name: String) -> String {
        directory.isEmpty ? name : "\(directory)/\(name)"
    }

    /// The directory that holds a path; the root for what is in it, and for itself.
    package static func parent(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
    }

    /// The part behind the last slash that has something behind it; empty for the root.
    package static func lastName(of path: String) -> String {
        let slash = UInt8(ascii: "/")
        guard let end = path.utf8.lastIndex(where: { $0 != slash }) else { return "" }
        let start = path.utf8[...end].lastIndex(of: slash).map(path.utf8.index(after:)) ?? path.startIndex
        return String(path[start...end])
    }

    /// Follows every symlink on a path. Returns where it ends and what is there, nil where nothing is.
    ///
    /// - `entry` says what is at a path that has no symlink in it, and does not follow one there.
    /// - `target` reads a symlink.
    package static func resolve(
        _ path: String,
        entry: (String) throws(SourceTreeError) -> SourceEntry?,
        target: (String) throws(SourceTreeError) -> String
    ) throws(SourceTreeError) -> (path: String, entry: SourceEntry)? {
        let wanted = try normalise(path)
        var pending = Array(split(wanted).reversed())
        var resolved: [String] = []
        var symlinks = 0
        guard var current = try entry("") else { return nil }
        while let name = pending.popLast() {
            guard current.kind != .submodule else { throw .submodule(wanted) }
            guard current.kind == .directory else { return nil }
            if name == "." { continue }
            if name == ".." {
                guard resolved.popLast() != nil else { throw .outsideTree(wanted) }
            } else {
                resolved.append(name)
            }
            let place = resolved.joined(separator: "/")
            guard let found = try entry(place) else { return nil }
            guard found.kind == .symlink else {
                current = found
                continue
            }
            symlinks += 1
            guard symlinks <= symlinkLimit else {
                throw SourceTreeError(.symlinkLoop, path: wanted, "is a loop of symlinks")
            }
            let link = try target(place)
            guard link.utf8.first != UInt8(ascii: "/"), !link.utf8.contains(0) else { throw .outsideTree(wanted) }
            pending.append(contentsOf: split(link).reversed())
            resolved.removeLast()
        }
        current.name = lastName(of: wanted)
        return (resolved.joined(separator: "/"), current)
    }
}
