internal import ChartSources
internal import Git
internal import Rendering

/// A chart that does not lie in git, at one version.
package struct ChartOrigin: Sendable {
    /// A commit with files of values.
    struct Files: Sendable {
        var revision: GitRevision
        var remote: GitRemote
    }

    var wanted: WantedChart
    var chart: FetchedChart
    /// Nil where files of values are the chart's own.
    var files: Files?

    /// `1.2.3@sha256:…`, or with a commit `1.2.3@sha256:…+main@sha1:…`.
    var revision: String { [chart.revision, files?.revision.description].compactMap(\.self).joined(separator: "+") }

    /// The same at the revision that a text of status tells of; nil where it is no such text.
    func at(_ text: String) -> ChartOrigin? {
        guard let revision = ChartRevision(text: text), (revision.files == nil) == (files == nil) else { return nil }
        var earlier = self
        earlier.chart.version = revision.version
        earlier.chart.digest = revision.digest
        if let text = revision.files {
            guard let commit = GitRevision(text: text) else { return nil }
            earlier.files?.revision = commit
        }
        return earlier
    }

    /// The archive, read from disk when it is rendered.
    func package(from sources: any ChartLibrary) -> PackedChart {
        PackedChart(
            name: wanted.name, version: chart.version, digest: chart.digest.description, isAlone: files == nil
        ) { [chart] in sources.cached(chart.digest, of: chart.repository) }
    }
}
