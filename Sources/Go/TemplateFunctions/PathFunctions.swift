import GoValues

/// Paths with slashes: Go's packages `path` and `path/filepath`, which are the same on Unix.
enum PathFunctions {
    static func add(to entries: inout FunctionEntries) {
        for prefix in ["", "os"] {
            func name(_ plain: String) -> String {
                prefix.isEmpty ? plain : prefix + plain.prefix(1).uppercased() + plain.dropFirst()
            }
            entries.add(name("base"), .string) { .string(GoPath.base($0.text(0))) }
            entries.add(name("dir"), .string) { .string(GoPath.directory($0.text(0))) }
            entries.add(name("clean"), .string) { .string(GoPath.clean($0.text(0))) }
            entries.add(name("ext"), .string) { .string(GoPath.suffix($0.text(0))) }
            entries.add(name("isAbs"), .string) { .bool($0.text(0).bytes.first == GoPath.slash) }
        }
    }
}

private enum GoPath {
    static let slash = UInt8(ascii: "/")

    /// The last element without slashes at its end.
    static func base(_ path: GoString) -> GoString {
        if path.isEmpty { return "." }
        var bytes = path.bytes[...]
        while bytes.last == slash { bytes.removeLast() }
        if bytes.isEmpty { return "/" }
        return GoString(bytes.lastIndex(of: slash).map { bytes[($0 + 1)...] } ?? bytes)
    }

    /// All but the last element, cleaned.
    static func directory(_ path: GoString) -> GoString {
        clean(GoString(path.bytes[..<((path.bytes.lastIndex(of: slash) ?? -1) + 1)]))
    }

    /// From the last point of the last element on.
    static func suffix(_ path: GoString) -> GoString {
        let start = (path.bytes.lastIndex(of: slash) ?? -1) + 1
        let name = path.bytes[start...]
        return GoString(name.lastIndex(of: UInt8(ascii: ".")).map { name[$0...] } ?? [])
    }

    /// The shortest path that means the same.
    static func clean(_ path: GoString) -> GoString {
        if path.isEmpty { return "." }
        let isAbsolute = path.bytes.first == slash
        var parts: [ArraySlice<UInt8>] = []
        for part in path.bytes.split(separator: slash) where Array(part) != [UInt8(ascii: ".")] {
            if !part.elementsEqual("..".utf8) {
                parts.append(part)
            } else if let last = parts.last, !last.elementsEqual("..".utf8) {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        let cleaned = GoString((isAbsolute ? [slash] : []) + parts.joined(separator: [slash]))
        return cleaned.isEmpty ? "." : cleaned
    }
}
