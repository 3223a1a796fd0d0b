import Helm

/// A chart's archive that does not lie in the tree, such as one from a chart repository.
package struct PackedChart: Sendable {
    /// As its Chart.yaml has to have it.
    package let name: String
    package let version: String
    /// Of the archive. Equal digests mean equal archives.
    package let digest: String
    /// Whether files of values are taken from the archive, because no tree goes with it.
    package let isAlone: Bool
    private let content: @Sendable () -> [UInt8]?

    /// - Parameter content: is called where a render has to be made; nothing where the archive is not there any more.
    package init(
        name: String, version: String, digest: String, isAlone: Bool, content: @escaping @Sendable () -> [UInt8]?
    ) {
        self.name = name
        self.version = version
        self.digest = digest
        self.isAlone = isAlone
        self.content = content
    }

    /// For messages.
    var description: String { "the chart \(name) \(version)" }

    func read() throws(RenderError) -> [UInt8] {
        guard let bytes = content() else {
            throw RenderError(.lost, "\(description) is not in the cache any more; it is fetched again")
        }
        return bytes
    }

    /// The chart, where it is the one that was asked for and has everything that it needs.
    func chart(in archive: [UInt8], budget: ChartBudget) throws(RenderError) -> Chart {
        do throws(HelmError) {
            let chart = try ChartLoader.load(archive: archive, budget: budget)
            guard chart.name == name, chart.metadata.version == version else {
                throw HelmError(
                    .chart,
                    "the archive of \(name) \(version) holds \(chart.name) \(chart.metadata.version); have the repository "
                        + "corrected")
            }
            try chart.demandDependencies(advice: "have it packed with 'helm package --dependency-update'")
            return chart
        } catch {
            throw RenderError(error)
        }
    }
}

extension PackedChart: Hashable {
    package static func == (left: PackedChart, right: PackedChart) -> Bool { left.parts == right.parts }

    package func hash(into hasher: inout Hasher) { hasher.combine(parts) }

    /// What decides the result.
    var parts: [String] { [name, version, digest, String(isAlone)] }
}
