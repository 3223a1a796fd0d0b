package import Documents
package import GoTemplate
package import GoValues
package import TemplateFunctions

/// Renders charts as `helm template` does.
package struct ChartRenderer {
    package var release: Release
    package var capabilities: Capabilities
    package var skipSchemaValidation: Bool
    package var limits: RenderLimits
    /// What the render may take, with all that shares it.
    package var memory: MemoryBudget
    /// Where functions get the time, randomness and what was kept.
    package var sources: any FunctionSources
    /// Asks the cluster; nil where there is none, and nothing is found.
    package var lookup: ChartLookup?
    /// Told of the use of the chart's files.
    package var fileUse: FileUse?
    package var interruption: () -> RenderSession.Interruption?
    /// Parsed templates of other renders; nil where none are kept.
    package var cache: TemplateCache?
    /// Told of what writes the output; nil where nobody asks.
    package var recorder: ChartRecorder?

    package init(
        release: Release, capabilities: Capabilities, skipSchemaValidation: Bool, limits: RenderLimits,
        memory: MemoryBudget, sources: any FunctionSources, fileUse: FileUse? = nil,
        interruption: @escaping () -> RenderSession.Interruption?
    ) {
        self.release = release
        self.capabilities = capabilities
        self.skipSchemaValidation = skipSchemaValidation
        self.limits = limits
        self.memory = memory
        self.sources = sources
        self.fileUse = fileUse
        self.interruption = interruption
    }

    /// - Parameter values: what is given for the chart, over its own. Not changed.
    package func render(_ chart: Chart, values given: GoMap) throws(HelmError) -> ChartOutput {
        var chart = chart
        try checkCompleteness(of: chart)
        let files = try files(of: &chart, values: given)
        return try ChartOutput(
            files, notesOf: chart.name, definitions: chart.definitions(below: nil), memory: memory,
            interruption: interruption)
    }

    /// What each template comes to, by its path.
    func files(of chart: inout Chart, values given: GoMap) throws(HelmError) -> [String: [UInt8]] {
        let values = try ChartValues.joined(
            for: &chart, given: given, memory: memory, interruption: interruption)
        if !skipSchemaValidation {
            try SchemaValidation(memory: memory, interruption: interruption).check(chart, values)
        }
        try checkKubeVersion(chart)
        let scopes = TemplateScopes(
            chart, values: values, release: release, capabilities: capabilities, fileUse: fileUse)
        recorder?.note(chart, values: values, scopes)
        let engine = Engine(
            functions: Self.functions, cache: cache, limits: limits, memory: memory, sources: sources,
            lookup: lookup, recorder: recorder, interruption: interruption)
        return try engine.render(scopes.inOrder)
    }

    static let functions = FunctionTable(TemplateFunctions.all + EngineFunctions.all)

    private func checkCompleteness(of chart: Chart) throws(HelmError) {
        guard !chart.isLibrary else {
            throw HelmError(.chart, "\(chart.metadata.type) charts are not installable")
        }
        let present = Set(chart.dependencies.map(\.name))
        let missing = (chart.metadata.dependencies ?? []).map(\.name).filter { !present.contains($0) }
        guard missing.isEmpty else {
            throw HelmError(
                .chart,
                "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to "
                    + "fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: "
                    + missing.joined(separator: ", "))
        }
    }

    private func checkKubeVersion(_ chart: Chart) throws(HelmError) {
        let range = chart.metadata.kubeVersion
        guard !range.isEmpty, !Compatibility.isCompatible(capabilities.kubeVersion.normalised, with: range) else {
            return
        }
        throw HelmError(
            .chart,
            "chart requires kubeVersion: \(range) which is incompatible with Kubernetes "
                + capabilities.kubeVersion.version)
    }
}

extension Chart {
    /// The files of `crds/`, which are no templates, of this chart and of those below it.
    fileprivate func definitions(below parent: String?) -> [ChartDocument] {
        let path = path(below: parent)
        let own = files.filter { file in
            let name = file.name.lowercased()
            return file.name.hasPrefix("crds/") && [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
        }
        return own.map { ChartDocument(path: "\(path)/\($0.name)", content: $0.data, kind: "", name: "") }
            + dependencies.flatMap { $0.definitions(below: path) }
    }
}

extension RenderLimits {
    /// For one chart. The largest that we know of, of a thousand, take a tenth of this.
    package static let chart = RenderLimits(steps: 50_000_000, bytes: 64 << 20, depth: 10_000)

    /// The stack that a thread needs for templates as deep as `chart` allows.
    package static let stackBytes = 512 << 20
}
