import Documents

/// Bounds on what a repository may make us do. All have to hold, whoever runs the repository.
package struct ChartSourceLimits: Sendable, Hashable {
    /// Helm's own largest public index has some 20 MiB.
    package var indexBytes = 32 << 20
    /// Of all indexes that are read at the same time: their text twice, and what is kept of them. Nothing is in memory while it
    /// comes.
    package var indexMemory = 72 << 20
    /// Values in an index that are held at a time: a document takes many times the memory of its text. Of each version of a
    /// chart some ten are; the largest public index has thirty thousand.
    package var indexNodes = 500_000
    package var manifestNodes = 50_000
    /// Of larger ones no render has the memory for what is in them; Helm's bound is 100 MiB.
    package var archiveBytes = 40 << 20
    /// What registries themselves take at most.
    package var manifestBytes = 4 << 20
    package var tokenBytes = 256 << 10
    package var tagPages = 100
    package var tags = 100_000
    package var redirects = 5
    /// For everything that one question takes, retries included.
    package var total = Duration.seconds(180)
    package var connect = Duration.seconds(10)
    /// The longest silence.
    package var idle = Duration.seconds(30)
    /// In each stretch as long as that.
    package var leastBytes = 1_000

    package init() {}

    var index: DocumentLimits { DocumentLimits(bytes: indexBytes, depth: 100, documents: 1, nodes: indexNodes) }
    var manifest: DocumentLimits {
        DocumentLimits(bytes: manifestBytes, depth: 100, documents: 1, nodes: manifestNodes)
    }
}
