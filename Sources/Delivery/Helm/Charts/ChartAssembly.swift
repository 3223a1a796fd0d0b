import GoValues

/// Makes charts of their files.
struct ChartAssembly {
    let budget: ChartBudget

    func chart(of files: [ChartFile], depth: Int) throws(HelmError) -> Chart {
        try budget.takeChart()
        guard depth <= ChartLimits.chartDepth else { throw HelmError(.limit, "charts are nested too deeply") }
        var chart = Chart(
            metadata: ChartMetadata(), templates: [], values: GoMap(), schema: nil, files: [], dependencies: [])
        let hasMetadata = try readMetadata(of: &chart, from: files)
        var below: [String: [ChartFile]] = [:]
        for file in files where file.name != "Chart.yaml" { try place(file, in: &chart, below: &below) }
        try budget.take(values: chart.values)
        guard hasMetadata else { throw HelmError(.chart, "Chart.yaml file is missing") }
        try chart.metadata.validate()
        for (name, files) in below.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            guard !name.hasPrefix("_"), !name.hasPrefix(".") else { continue }
            do {
                chart.dependencies.append(try dependency(name, files, depth: depth))
            } catch {
                throw HelmError(
                    error.code, "error unpacking subchart \(name) in \(chart.name): \(error.message)")
            }
        }
        return chart
    }

    private func dependency(
        _ name: String, _ files: [ChartFile], depth: Int
    ) throws(HelmError) -> Chart {
        guard name.hasSuffix(".tgz") else {
            // Files that lie in charts/ by themselves are no charts.
            let inside = files.compactMap { file in
                file.name.firstIndex(of: "/").map { slash in
                    ChartFile(name: String(file.name[file.name.index(after: slash)...]), data: file.data)
                }
            }
            return try chart(of: inside, depth: depth + 1)
        }
        guard let archive = files.first, archive.name == name else {
            throw HelmError(.chart, "expected \(name), got \(files.first?.name ?? "nothing")")
        }
        return try chart(of: try ChartArchive.files(archive.data, budget: budget), depth: depth + 1)
    }

    private func metadata(_ file: ChartFile) throws(HelmError) -> GoMap? {
        try ChartYAML.mapping(file.data, for: "v2.Metadata", keepsIntegers: true, memory: budget.memory)
    }

    /// An archive may hold several; the later one changes what it names.
    private func readMetadata(of chart: inout Chart, from files: [ChartFile]) throws(HelmError) -> Bool {
        let files = files.filter { $0.name == "Chart.yaml" }
        guard !files.isEmpty else { return false }
        for file in files {
            do {
                if let map = try metadata(file) { try chart.metadata.read(map) }
            } catch {
                throw error.message.hasPrefix("validation:")
                    ? error : HelmError(.chart, "cannot load Chart.yaml: \(error.message)")
            }
        }
        if chart.metadata.apiVersion.isEmpty { chart.metadata.apiVersion = "v1" }
        return true
    }

    private func place(
        _ file: ChartFile, in chart: inout Chart, below: inout [String: [ChartFile]]
    ) throws(HelmError) {
        switch file.name {
        case "Chart.lock": return
        case "values.yaml":
            do {
                chart.values = try ChartYAML.values(file.data, memory: budget.memory)
            } catch {
                throw HelmError(.values, "cannot load values.yaml: \(error.message)")
            }
        case "values.schema.json": chart.schema = file.data
        case "requirements.yaml":
            do {
                if let map = try metadata(file) { try chart.metadata.read(map) }
            } catch {
                throw error.message.hasPrefix("validation:")
                    ? error : HelmError(.chart, "cannot load requirements.yaml: \(error.message)")
            }
            if chart.metadata.apiVersion == "v1" { chart.files.append(file) }
        case "requirements.lock": if chart.metadata.apiVersion == "v1" { chart.files.append(file) }
        case let name where name.hasPrefix("templates/"): chart.templates.append(file)
        case let name where name.hasPrefix("charts/") && !name.hasSuffix(".prov"):
            let inside = ChartFile(name: String(name.dropFirst("charts/".count)), data: file.data)
            below[String(inside.name.prefix { $0 != "/" }), default: []].append(inside)
        default: chart.files.append(file)
        }
    }
}
