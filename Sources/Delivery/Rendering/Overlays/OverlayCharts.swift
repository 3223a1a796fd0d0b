package import Documents
import GoTemplate
import GoValues
import Helm
package import Kustomize
package import Surroundings

/// Renders the charts that a kustomization names, as `kustomize build --enable-helm` has them rendered: what the cluster
/// serves makes no difference.
package struct OverlayCharts: ChartInflater {
    private let options: ChartOptions
    private let end: Deadline?

    private let exchange: RenderExchange

    /// - Parameters:
    ///   - options: of which randomness counts, and nothing else.
    ///   - end: when it is given up; nil for never.
    init(options: ChartOptions, end: Deadline?, exchange: RenderExchange) {
        self.options = options
        self.end = end
        self.exchange = exchange
    }

    /// Each time as Helm itself renders them: with the system's randomness and time.
    ///
    /// - Parameter memory: for all charts together.
    package init(until end: Deadline?, memory: MemoryBudget) {
        self.init(options: ChartOptions(), end: end, exchange: RenderExchange(memory: memory, end: end))
    }

    package func inflate(_ inflation: ChartInflation) throws(KustomizeError) -> [UInt8] {
        do throws(HelmError) {
            return try printed(inflation)
        } catch {
            let code: KustomizeError.Code = error.code == .limit ? .limit : .invalid
            throw KustomizeError(code, error.message, file: inflation.place)
        }
    }

    private func printed(_ inflation: ChartInflation) throws(HelmError) -> [UInt8] {
        let chartTree = ChartTree(inflation.tree, chart: inflation.directory)
        let budget = ChartBudget(memory: exchange.memory, interruption: interruption)
        var chart = try ChartLoader.load(inflation.directory, from: chartTree, budget: budget)
        var dependencies = LocalDependencies(tree: inflation.tree, budget: budget)
        try dependencies.add(to: &chart, at: inflation.directory)
        let rendered = try chartTree.recording { [chart] use throws(HelmError) in
            var renderer = try renderer(chart, inflation, use)
            if !inflation.nameTemplate.isEmpty {
                renderer.release.name = try renderer.releaseName(from: inflation.nameTemplate)
            }
            return try renderer.render(chart, values: try values(inflation))
        }
        return rendered.printed(
            includeDefinitions: inflation.includesDefinitions, includeHooks: inflation.includesHooks,
            includeTests: inflation.includesTests)
    }

    private func values(_ inflation: ChartInflation) throws(HelmError) -> GoMap {
        var given = GivenValues()
        given.files = inflation.values.map { GivenValues.File(name: $0.name, content: $0.content) }
        return try given.merged(memory: exchange.memory) { path throws(HelmError) in
            throw HelmError(.values, "\(path) cannot be read")
        }
    }

    private func renderer(
        _ chart: Chart, _ inflation: ChartInflation, _ use: FileUse
    ) throws(HelmError) -> ChartRenderer {
        guard inflation.releaseName.isEmpty || inflation.nameTemplate.isEmpty else {
            throw HelmError(.values, "has both releaseName and nameTemplate; keep one")
        }
        // What `helm template` calls releases without a name, --generate-name or not.
        let name = inflation.releaseName.isEmpty ? "release-name" : inflation.releaseName
        let namespace = inflation.namespace.isEmpty ? "default" : inflation.namespace
        let version: KubeVersion? =
            if inflation.kubeVersion.isEmpty { nil } else { try KubeVersion(inflation.kubeVersion) }
        var renderer = ChartRenderer(
            release: Release(name: name, namespace: namespace, isUpgrade: false, revision: 1),
            capabilities: try .offline(kubeVersion: version, apiVersions: inflation.apiVersions),
            skipSchemaValidation: false, limits: .chart, memory: exchange.memory,
            // One chart may be there as several releases.
            sources: options.sources(for: "\(chart.name) \(namespace)/\(name)", exchange), fileUse: use,
            interruption: interruption)
        renderer.cache = ChartRender.templates
        return renderer
    }

    private func interruption() -> RenderSession.Interruption? {
        end?.isOver ?? false ? .timedOut : nil
    }
}
