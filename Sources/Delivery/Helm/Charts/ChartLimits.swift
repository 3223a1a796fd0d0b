/// Bounds on what a chart may be. Those of Helm where it has them.
enum ChartLimits {
    /// Of one file.
    static let fileBytes = 5 << 20
    /// Of all files of a chart and of the charts in it.
    static let totalBytes = 100 << 20
    /// Files and folders; the largest charts have some thousands.
    static let entries = 20_000
    /// Folders in folders. Symlinks can make a folder hold itself.
    static let folderDepth = 64
    /// Charts in charts.
    static let chartDepth = 32
    /// Charts in one, those that are there by several aliases as often.
    static let charts = 1_000
    /// Members and elements of the values of all charts and of all files of values.
    static let nodes = 500_000
    /// Regular expressions in the schema of values: each takes some kilobytes.
    static let patterns = 2_000
    /// What a value in the schema of values takes once that is compiled.
    static let bytesPerSchemaNode = 600
}
