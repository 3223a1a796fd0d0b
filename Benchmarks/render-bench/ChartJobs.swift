import Documents
import Foundation
import GoTemplate
import GoValues
import Helm
import SourceTrees
import TemplateFunctions

/// Renders charts from their files to what `helm template` prints.
struct ChartJobs {
    let root: String
    private let cache: TemplateCache?

    init(root: String, keepTemplates: Bool) {
        self.root = root
        cache = keepTemplates ? TemplateCache(bytes: 20 << 20) : nil
    }

    /// - Parameter recorder: told of what writes the output; nil for nobody.
    func render(_ job: Value, recorder: ChartRecorder?) throws -> [UInt8] {
        let memory = MemoryBudget(bytes: 160 << 20)
        let chart = try ChartLoader.load(
            job["chart"]?.string ?? "", from: DirectoryTree(root), budget: ChartBudget(memory: memory))
        var given = GivenValues()
        given.files = try (job["values"]?.array ?? []).compactMap(\.string).map { name in
            GivenValues.File(name: name, content: Array(try Data(contentsOf: URL(filePath: "\(root)/\(name)"))))
        }
        var renderer = ChartRenderer(
            release: Release(name: "rel", namespace: "ns", isUpgrade: false, revision: 1),
            capabilities: try .offline(kubeVersion: try KubeVersion("v1.31.0")), skipSchemaValidation: false,
            limits: .chart, memory: memory, sources: NativeSources { (Int64(Date().timeIntervalSince1970), 0) },
            interruption: { nil })
        renderer.cache = cache
        renderer.recorder = recorder
        return try renderer.render(chart, values: try given.merged { _ in [] }).printed(
            includeDefinitions: false, includeHooks: true, includeTests: true)
    }
}
