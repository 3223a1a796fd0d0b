import Documents
import GoTemplate
import GoValues
import Helm
import SourceTrees
import Surroundings

/// Renders a chart that lies in the tree, or comes as an archive.
struct ChartRender {
    /// A chart that is not done by then never will be.
    private static let timeLimit = Duration.seconds(30)
    /// Of all applications: many use one chart. Parsed templates take about seven times the memory of their sources, so these
    /// are some 3 MiB.
    static let templates = TemplateCache(bytes: 20 << 20)

    let request: RenderRequest
    let tree: any SourceTree
    /// Other sources, by name.
    let others: [String: any SourceTree]
    let bounds: RenderBounds
    let exchange: RenderExchange

    /// - Parameter path: of the chart's folder or archive.
    func render(_ path: String, isFolder: Bool) throws(RenderError) -> ManifestSet {
        do throws(RenderError) { return try rendered(path, isFolder: isFolder) } catch {
            throw withoutSecrets(error)
        }
    }

    /// A chart from elsewhere. The whole archive counts as read, by its digest; files of values may lie in the tree.
    func render(_ packed: PackedChart) throws(RenderError) -> ManifestSet {
        do throws(RenderError) { return try rendered(packed) } catch { throw withoutSecrets(error) }
    }

    private func withoutSecrets(_ error: RenderError) -> RenderError {
        var secrets = request.chart.secrets
        for text in exchange.secrets { secrets.add(text) }
        return secrets.removed(from: error)
    }

    private func rendered(_ path: String, isFolder: Bool) throws(RenderError) -> ManifestSet {
        let options = request.chart
        let interruption = deadline()
        let budget = ChartBudget(memory: exchange.memory, interruption: interruption)
        let files = ChartFiles(
            tree: tree, others: others, folder: isFolder ? path : TreePath.parent(of: path),
            bytes: ChartRender.valueFileBytes, budget: budget)
        let values = try files.values(options)
        let rendered: ChartOutput
        do throws(HelmError) {
            let chartTree = ChartTree(tree, chart: path)
            var chart = try ChartLoader.load(path, from: chartTree, budget: budget)
            var dependencies = LocalDependencies(tree: tree, budget: budget)
            try dependencies.add(to: &chart, at: path)
            if let origins = exchange.origins {
                origins.chart = try self.origins(of: chart.name, files, folder: isFolder ? path : nil) {
                    try tree.read(path, limit: DocumentLimits.file.bytes)
                }
            }
            rendered = try chartTree.recording { use throws(HelmError) in
                try renderer(chart, options, use, interruption).render(chart, values: values)
            }
        } catch {
            throw RenderError(error)
        }
        return try assembled(rendered, options, budget)
    }

    private func rendered(_ packed: PackedChart) throws(RenderError) -> ManifestSet {
        let options = request.chart
        let interruption = deadline()
        let budget = ChartBudget(memory: exchange.memory, interruption: interruption)
        let archive = try packed.read()
        do throws(HelmError) { try budget.hold(archive) } catch { throw RenderError(error) }
        let chart = try packed.chart(in: archive, budget: budget)
        let files = try files(packed, archive, budget)
        let values = try files.values(options)
        let rendered: ChartOutput
        do throws(HelmError) {
            if let origins = exchange.origins {
                origins.chart = try self.origins(of: chart.name, files, folder: nil) { archive }
            }
            rendered = try renderer(chart, options, FileUse(), interruption).render(chart, values: values)
        } catch {
            throw RenderError(error)
        }
        return try assembled(rendered, options, budget)
    }

    /// - Parameter archive: read where the chart is no folder.
    private func origins(
        of chart: String, _ files: ChartFiles, folder: String?, archive: () throws -> [UInt8]
    ) throws(HelmError) -> ChartOrigins {
        let again = ChartBudget(memory: exchange.memory, interruption: deadline())
        var content: [ChartFile] = []
        if folder == nil, let bytes = try? archive() { content = try ChartLoader.files(archive: bytes, budget: again) }
        do throws(RenderError) {
            return ChartOrigins(
                chart: chart, folder: folder, tree: tree, archive: content, given: try files.layers(request.chart))
        } catch {
            throw HelmError(.values, error.message)
        }
    }

    /// Begins the time that one render has.
    private func deadline() -> () -> RenderSession.Interruption? {
        let end = exchange.deadline(in: ChartRender.timeLimit)
        return { end.isOver ? .timedOut : nil }
    }

    /// Where files of values are.
    private func files(
        _ packed: PackedChart, _ archive: [UInt8], _ budget: ChartBudget
    ) throws(RenderError) -> ChartFiles {
        guard packed.isAlone else {
            return ChartFiles(
                tree: tree, others: others, folder: request.path, bytes: ChartRender.valueFileBytes, budget: budget)
        }
        var tree = MemoryTree([:])
        if request.chart.namesFiles {
            // These are the chart's own bytes once more, which must not count against it twice.
            let again = ChartBudget(memory: exchange.memory, interruption: deadline())
            do throws(HelmError) {
                tree = MemoryTree(try ChartLoader.files(archive: archive, budget: again))
            } catch {
                throw RenderError(error)
            }
        }
        return ChartFiles(
            tree: tree, others: others, folder: "", bytes: ChartRender.valueFileBytes, budget: budget)
    }

    /// As large as Helm allows the files of a chart to be.
    private static let valueFileBytes = 5 << 20

    private func renderer(
        _ chart: Chart, _ options: ChartOptions, _ use: FileUse,
        _ interruption: @escaping () -> RenderSession.Interruption?
    ) throws(HelmError) -> ChartRenderer {
        var renderer = ChartRenderer(
            release: Release(
                name: options.releaseName, namespace: options.namespace, isUpgrade: false, revision: 1),
            capabilities: try options.cluster.capabilities(), skipSchemaValidation: options.skipSchemaValidation,
            limits: .chart, memory: exchange.memory, sources: options.sources(for: chart.name, exchange), fileUse: use,
            interruption: interruption)
        let exchange = exchange
        renderer.lookup = { (apiVersion, kind, namespace, name) throws(GoError) in
            try exchange.answer(
                LookupQuestion(apiVersion: apiVersion, kind: kind, namespace: namespace, name: name))
        }
        renderer.cache = ChartRender.templates
        renderer.recorder = exchange.origins?.chart?.recorder
        return renderer
    }

    private func assembled(
        _ rendered: ChartOutput, _ options: ChartOptions, _ budget: ChartBudget
    ) throws(RenderError) -> ManifestSet {
        var assembly = try ManifestAssembly(request.substitution, bounds: bounds, exchange: exchange)
        for manifest in (options.skipCRDs ? [] : ChartRender.distinct(rendered.definitions)) + rendered.manifests {
            do throws(HelmError) { try budget.check() } catch { throw RenderError(error) }
            try assembly.add(manifest.content, file: manifest.path, offset: manifest.offset)
        }
        for hook in rendered.hooks where !options.skipTests || !hook.events.contains(.test) { try assembly.add(hook) }
        return assembly.finish()
    }

    /// Two charts in one chart, or one that is there twice, often bring the same definitions; Helm installs them once.
    private static func distinct(_ definitions: [ChartDocument]) -> [ChartDocument] {
        var seen: Set<[UInt8]> = []
        return definitions.filter { seen.insert($0.content).inserted }
    }
}

extension ChartOptions {
    /// What is of Secrets among the values.
    fileprivate var secrets: SecretTexts {
        var secrets = SecretTexts()
        for source in valuesFrom where source.isSecret {
            switch source.form {
            case .file: if let values = try? source.merged(over: GoMap()) { secrets.add(.map(values)) }
            case .value, .literal: secrets.add(String(decoding: source.content, as: UTF8.self))
            }
        }
        return secrets
    }
}

extension ChartOptions.Cluster {
    fileprivate func capabilities() throws(HelmError) -> Capabilities {
        let version: KubeVersion? = if kubeVersion.isEmpty { nil } else { try KubeVersion(kubeVersion) }
        var capabilities = try Capabilities.offline(kubeVersion: version, apiVersions: apiVersions)
        if isWhole { capabilities.apiVersions = apiVersions }
        return capabilities
    }
}

extension RenderError {
    init(_ error: HelmError) { self.init(error.code == .limit ? .limit : .invalid, error.message) }
}

extension MemoryTree {
    /// A chart's archive, unpacked.
    init(_ files: [ChartFile]) {
        self.init(contents: Dictionary(files.map { ($0.name, $0.data) }) { first, _ in first })
    }
}
