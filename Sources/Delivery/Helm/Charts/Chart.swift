package import GoValues

/// A chart with all charts below it, as one render works on it: dependencies are switched, renamed and given values in
/// place.
package struct Chart {
    package var metadata: ChartMetadata
    /// What is below `templates/`.
    package var templates: [ChartFile]
    /// The chart's defaults; empty where it has none.
    package var values: GoMap
    /// The content of `values.schema.json`.
    package var schema: [UInt8]?
    /// All that has no other place, for `.Files`; the files of `crds/` are among them.
    package var files: [ChartFile]
    /// The charts in `charts/`, sorted by the names of their files or folders; after dependencies have been processed,
    /// those that are enabled, in their parent's order.
    package var dependencies: [Chart]

    package init(
        metadata: ChartMetadata, templates: [ChartFile], values: GoMap, schema: [UInt8]?, files: [ChartFile],
        dependencies: [Chart]
    ) {
        self.metadata = metadata
        self.templates = templates
        self.values = values
        self.schema = schema
        self.files = files
        self.dependencies = dependencies
    }

    package var name: String { metadata.name }

    var isLibrary: Bool { metadata.type.lowercased() == "library" }

    /// Refuses more charts than a render is made for. Copies of one chart share their memory, but each is rendered.
    func checkCount() throws(HelmError) {
        var left = ChartLimits.charts
        countDown(&left)
        guard left >= 0 else { throw Chart.tooMany }
    }

    static let tooMany = HelmError(.limit, "there are more than \(ChartLimits.charts) charts in one")

    private func countDown(_ left: inout Int) {
        left -= 1
        for dependency in dependencies where left >= 0 { dependency.countDown(&left) }
    }

    /// The chart's path as the names of its templates begin with it, given that of its parent.
    func path(below parent: String?) -> String { parent.map { "\($0)/charts/\(name)" } ?? name }
}
