import GoValues

/// Helm's way of looking into values by paths such as `a.b.c`.
enum Tables {
    static func path(_ text: String) -> [GoString] {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { GoString($0) }
    }

    /// The map at the end of a path; nil where there is none.
    static func table(_ path: some Sequence<GoString>, in values: GoMap) -> GoMap? {
        var table = values
        for name in path {
            guard case .map(let next)? = table[name] else { return nil }
            table = next
        }
        return table
    }

    /// What is at the end of a path, where it is there and no map.
    static func value(_ path: String, in values: GoMap) -> GoValue? {
        let names = Self.path(path)
        guard let last = names.last, let found = table(names.dropLast(), in: values)?[last] else { return nil }
        if case .map = found { return nil }
        return found
    }

    /// One map over another: what the upper one has wins, and maps that both have are merged. Neither is changed.
    static func merged(_ upper: GoMap, over lower: GoMap) -> GoMap {
        let result = GoMap(lower.entries)
        for (key, value) in upper.entries {
            if case .map(let above) = value, case .map(let below)? = result[key] {
                result[key] = .map(merged(above, over: below))
            } else {
                result[key] = value
            }
        }
        return result
    }

    /// Empties all maps that can be reached: maps that hold themselves would never be freed.
    static func dismantle(_ map: GoMap) {
        var pending = [map]
        while let next = pending.popLast() {
            let entries = next.entries
            next.entries = [:]
            for case .map(let below) in entries.values { pending.append(below) }
        }
    }
}
