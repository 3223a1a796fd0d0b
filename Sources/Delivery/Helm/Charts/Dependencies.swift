import Documents
import GoTemplate
import GoValues

/// Switches the charts below a chart on and off, renames them by their aliases and takes over values that a chart imports
/// from them. Done once, before values are joined for rendering.
struct Dependencies {
    /// What Helm would log.
    private(set) var warnings: [String] = []
    private let memory: MemoryBudget
    private let interruption: () -> RenderSession.Interruption?
    private var charts = 0

    init(memory: MemoryBudget, interruption: @escaping () -> RenderSession.Interruption?) {
        self.memory = memory
        self.interruption = interruption
    }

    mutating func process(_ chart: inout Chart, given: GoMap) throws(HelmError) {
        try enable(&chart, given: given, path: "")
        try chart.checkCount()
        try importValues(&chart)
    }

    private mutating func enable(_ chart: inout Chart, given: GoMap, path: String) throws(HelmError) {
        try HelmError.check(interruption)
        charts += 1
        guard charts <= ChartLimits.charts else { throw Chart.tooMany }
        guard var declared = chart.metadata.dependencies else { return }
        chart.dependencies = Self.chosen(chart.dependencies, by: &declared)
        try chart.checkCount()
        var coalescing = Coalescing(memory: memory)
        defer { coalescing.giveBack() }
        let values = try coalescing.values(for: chart, given: given, .coalesce)
        for index in declared.indices {
            declared[index].isEnabled = true
            applyTags(&declared[index], values)
            applyCondition(&declared[index], values, path)
        }
        let disabled = Set(declared.filter { !$0.isEnabled }.map(\.name))
        chart.dependencies.removeAll { disabled.contains($0.name) }
        for index in chart.dependencies.indices {
            let below = "\(path)\(chart.dependencies[index].name)."
            try enable(&chart.dependencies[index], given: values, path: below)
        }
        declared.removeAll { disabled.contains($0.name) }
        chart.metadata.dependencies = declared.isEmpty ? nil : declared
    }

    /// The charts that are there, once per declaration that they match and with its alias. Those that match none come first
    /// and are kept as they are, also where only the version does not match.
    private static func chosen(_ charts: [Chart], by declared: inout [ChartDependency]) -> [Chart] {
        var chosen = charts.filter { chart in !declared.contains { matches(chart, $0) } }
        for index in declared.indices {
            if var chart = charts.first(where: { matches($0, declared[index]) }) {
                if !declared[index].alias.isEmpty { chart.metadata.name = declared[index].alias }
                chosen.append(chart)
            }
            if !declared[index].alias.isEmpty { declared[index].name = declared[index].alias }
        }
        return chosen
    }

    static func matches(_ chart: Chart, _ dependency: ChartDependency) -> Bool {
        chart.name == dependency.name
            && Compatibility.isCompatible(chart.metadata.version, with: dependency.version)
    }

    /// Off where tags that it has are all set to false.
    private mutating func applyTags(_ dependency: inout ChartDependency, _ values: GoMap) {
        guard case .map(let tags)? = values["tags"] else { return }
        var isWanted = false
        var isUnwanted = false
        for tag in dependency.tags {
            switch tags[GoString(tag)] {
            case nil: continue
            case .bool(true)?: isWanted = true
            case .bool(false)?: isUnwanted = true
            case .some: warnings.append("tag \(tag) of chart \(dependency.name) is not a boolean")
            }
        }
        dependency.isEnabled = isWanted || !isUnwanted
    }

    /// The first path that leads to a boolean decides, whatever the tags say.
    private mutating func applyCondition(_ dependency: inout ChartDependency, _ values: GoMap, _ path: String) {
        for place in dependency.condition.trimmed.utf8.split(separator: UInt8(ascii: ",")).map(Substring.init) {
            switch Tables.value("\(path)\(place)", in: values) {
            case nil: continue
            case .bool(let isEnabled)?:
                dependency.isEnabled = isEnabled
                return
            case .some: warnings.append("condition \(place) of chart \(dependency.name) is not a boolean")
            }
        }
    }
}

extension Dependencies {
    private mutating func importValues(_ chart: inout Chart) throws(HelmError) {
        for index in chart.dependencies.indices { try importValues(&chart.dependencies[index]) }
        guard let declared = chart.metadata.dependencies else { return }
        var coalescing = Coalescing(memory: memory)
        defer { coalescing.giveBack() }
        let values = try coalescing.values(for: chart, given: GoMap(), .merge)
        let imported = GoMap()
        do {
            try importValues(&chart, declared, from: values, to: imported)
            // What is imported is shared with `values` so far.
            let result = try coalescing.copy(values)
            try coalescing.mergeTables(result, imported)
            chart.values = result
        } catch {
            Tables.dismantle(values)
            Tables.dismantle(imported)
            throw error
        }
    }

    private mutating func importValues(
        _ chart: inout Chart, _ declared: [ChartDependency], from values: GoMap, to imported: GoMap
    ) throws(HelmError) {
        var coalescing = Coalescing(memory: memory)
        defer { coalescing.giveBack() }
        for (index, dependency) in declared.enumerated() {
            let imports = dependency.imports
            for (child, parent) in imports {
                let place = "\(dependency.name).\(child)"
                guard let table = Tables.table(Tables.path(place), in: values) else {
                    warnings.append("import-values: chart \(dependency.name) has no table \(child)")
                    continue
                }
                try coalescing.mergeTables(imported, Self.nested(table, at: parent))
            }
            chart.metadata.dependencies?[index].importValues = imports.map { child, parent in
                .map(GoMap(["child": .string(child), "parent": .string(parent)], type: .string))
            }
        }
    }

    private static func nested(_ table: GoMap, at path: String) -> GoMap {
        guard path != "." else { return table }
        return Tables.path(path).reversed().reduce(table) { GoMap([$1: .map($0)]) }
    }
}

extension ChartDependency {
    /// Where values are taken from in the chart below, and where they go in the one above.
    fileprivate var imports: [(child: String, parent: String)] {
        importValues.compactMap { value in
            switch value {
            case .string(let name): ("exports.\(name)", ".")
            case .map(let map):
                (Self.printed(map["child"]), Self.printed(map["parent"]))
            default: nil
            }
        }
    }

    private static func printed(_ value: GoValue?) -> String {
        (try? GoFormat.text(value ?? .null)).map { GoString(bytes: $0).string } ?? ""
    }
}
