import Documents
import GoValues

/// Joins values that were given for a chart with the chart's own and those of the charts in it: what is given wins, maps are
/// merged, everything else is replaced.
///
/// Follows Helm's rules for nulls, globals and clashes of types to the letter; charts rely on all of them.
struct Coalescing {
    enum Mode {
        /// A null that was given removes the chart's value.
        case coalesce
        /// Nulls stay, for a later step that coalesces.
        case merge
    }

    static let globalKey: GoString = "global"

    /// What Helm would log, the first of it. Says nothing of the values themselves.
    private(set) var warnings: [String] = []
    private let memory: MemoryBudget
    private var taken = 0
    private var visits = 0

    /// What is beyond that nobody reads.
    private static let warningLimit = 100

    init(memory: MemoryBudget) { self.memory = memory }

    private mutating func take(_ bytes: Int) throws(HelmError) {
        taken += bytes
        try HelmError.take(bytes, of: memory)
    }

    /// For whoever needs none of the values any more.
    mutating func giveBack() {
        memory.giveBack(taken)
        taken = 0
    }

    private mutating func warn(_ text: @autoclosure () -> String) {
        if warnings.count < Self.warningLimit { warnings.append(text()) }
    }

    /// The values for a chart and all charts in it. Those given are not changed.
    mutating func values(for chart: Chart, given: GoMap, _ mode: Mode) throws(HelmError) -> GoMap {
        let values = try copy(given)
        try join(chart, values, prefix: "", mode)
        return values
    }

    /// Merges one map into another, of which the values win.
    mutating func mergeTables(_ target: GoMap, _ source: GoMap) throws(HelmError) {
        try mergeTable(target, source, prefix: "", .merge, depth: 0)
    }

    /// All maps and lists anew, so that whoever changes the copy changes nothing else.
    mutating func copy(_ map: GoMap, depth: Int = 0) throws(HelmError) -> GoMap {
        try visit(map.count, depth: depth)
        try take((map.count + 1) * MemoryBudget.bytesPerValue)
        let result = GoMap(map.entries, type: map.type)
        for (key, value) in map.entries {
            switch value {
            case .map, .list: result[key] = try copy(value, depth: depth + 1)
            default: continue
            }
        }
        return result
    }

    private mutating func copy(_ value: GoValue, depth: Int) throws(HelmError) -> GoValue {
        switch value {
        case .map(let map): return .map(try copy(map, depth: depth))
        case .list(let list):
            try visit(list.count, depth: depth)
            try take((list.count + 4) * GoMemory.element)
            var elements: [GoValue] = []
            elements.reserveCapacity(list.count)
            for element in list.elements { elements.append(try copy(element, depth: depth + 1)) }
            return .list(GoList(elements, type: list.type))
        default: return value
        }
    }

    /// Values can come to hold themselves, by imports of one table into another.
    private mutating func visit(_ count: Int, depth: Int) throws(HelmError) {
        visits += count + 1
        guard depth < GoBounds.depth, visits < GoBounds.nodes else {
            throw HelmError(.limit, "values are too large or nest too deep; imported values may hold themselves")
        }
    }

    private mutating func join(_ chart: Chart, _ target: GoMap, prefix: String, _ mode: Mode) throws(HelmError) {
        try addDefaults(of: chart, to: target, prefix: prefix, mode)
        let path = Self.path(prefix, chart.name)
        for dependency in chart.dependencies {
            let key = GoString(dependency.name)
            let table: GoMap
            switch target[key] {
            case .map(let existing)?: table = existing
            case nil:
                table = GoMap()
                target[key] = .map(table)
            case .some(let value):
                throw HelmError(.values, "type mismatch on \(dependency.name): \(Self.asBoolean(value))")
            }
            try addGlobals(to: table, from: target, prefix: path)
            try join(dependency, table, prefix: path, mode)
        }
    }

    /// Helm prints the value as a boolean, which says what it is.
    private static func asBoolean(_ value: GoValue) -> String {
        (try? GoFormat.sprintf("%t", [value])).map { GoString(bytes: $0).string } ?? "not a table"
    }

    private static func path(_ prefix: String, _ name: String) -> String {
        prefix.isEmpty ? name : "\(prefix).\(name)"
    }
}

extension Coalescing {
    /// Adds a chart's own values where none are given.
    private mutating func addDefaults(of chart: Chart, to target: GoMap, prefix: String, _ mode: Mode) throws(HelmError)
    {
        let path = Self.path(prefix, chart.name)
        for (key, original) in chart.values.entries {
            guard let given = target[key] else {
                if let value = try added(original, mode) { target[key] = value }
                continue
            }
            switch (given, original) {
            case (.null, _) where mode == .coalesce: target[key] = nil
            case (.map(let given), .map(let defaults)):
                // Nulls for a chart below have to reach that chart's own values.
                let isChart = chart.dependencies.contains { GoString($0.name) == key }
                let mode = isChart ? .merge : mode
                let source = try copy(defaults)
                if mode == .coalesce { Self.removeNulls(source) }
                try mergeTable(given, source, prefix: Self.path(path, key.string), mode, depth: 0)
            case (.map, .null): continue
            case (.map, _): warn("skipped value for \(path).\(key): not a table")
            default: continue
            }
        }
    }

    /// A chart's own value for a key that was not given; nil where it is to be left out.
    private mutating func added(_ value: GoValue, _ mode: Mode) throws(HelmError) -> GoValue? {
        guard mode == .coalesce else { return try copy(value, depth: 0) }
        if value.isNull { return nil }
        let copy = try copy(value, depth: 0)
        if case .map(let map) = copy { Self.removeNulls(map) }
        return copy
    }

    /// Copies the globals of one chart into those of a chart below it.
    private mutating func addGlobals(to target: GoMap, from source: GoMap, prefix: String) throws(HelmError) {
        guard let below = globals(of: target, "destination"), let above = globals(of: source, "source") else { return }
        for (key, value) in above.entries {
            switch (value, below[key]) {
            case (.map(let table), nil): below[key] = .map(GoMap(table.entries))
            case (.map(let table), .map(let existing)?):
                // The other way around than elsewhere: what is above wins.
                let copy = GoMap(table.entries)
                try mergeTable(copy, existing, prefix: Self.path(prefix, key.string), .merge, depth: 0)
                below[key] = .map(copy)
            case (.map, .some):
                warn("conflict: cannot merge map onto non-map for \(quoted(key.string)), skipped")
            case (_, .map?): warn("key \(key) is a table, skipped")
            default: below[key] = value
            }
        }
        target[Self.globalKey] = .map(below)
    }

    private mutating func globals(of values: GoMap, _ side: String) -> GoMap? {
        switch values[Self.globalKey] {
        case nil: return GoMap()
        case .map(let map)?: return map
        case .some:
            warn("globals are skipped because \(side) global is not a table")
            return nil
        }
    }

    /// Merges `source`, which is changed on the way, into `target`, of which the values win.
    private mutating func mergeTable(
        _ target: GoMap, _ source: GoMap, prefix: String, _ mode: Mode, depth: Int
    ) throws(HelmError) {
        try visit(source.count, depth: depth)
        // Tells a null for something the chart has from a null for something it never had.
        var removable: Set<GoString> = []
        for (key, value) in target.entries where value.isNull {
            if let value = source[key], !value.isNull { removable.insert(key) }
            source[key] = .null
        }
        for (key, value) in source.entries {
            guard let existing = target[key] else {
                target[key] = value
                continue
            }
            switch (existing, value) {
            case (.null, _) where mode == .coalesce && removable.contains(key): target[key] = nil
            case (.map(let existing), .map(let value)):
                try mergeTable(existing, value, prefix: Self.path(prefix, key.string), mode, depth: depth + 1)
            case (_, .map):
                warn("cannot overwrite table with non table for \(Self.path(prefix, key.string))")
            case (.map, .null): continue
            case (.map, _):
                warn(
                    "destination for \(Self.path(prefix, key.string)) is a table, non-table value ignored")
            default: continue
            }
        }
    }

    private static func removeNulls(_ map: GoMap) {
        for (key, value) in map.entries {
            if value.isNull {
                map[key] = nil
            } else if case .map(let below) = value {
                removeNulls(below)
            }
        }
    }
}
