internal import ChartSources

/// A chart's revision as status has it: `1.2.3@sha256:…`, and after a plus the commit of files that go with it.
package struct ChartRevision: Sendable, Hashable {
    private static let mark = "@sha256:"
    private static let digits = 64

    var version: String
    var digest: ContentDigest
    package var files: String?

    package init?(text: String) {
        guard let mark = text.firstRange(of: Self.mark), mark.lowerBound > text.startIndex,
            let digest = ContentDigest("sha256:\(text[mark.upperBound...].prefix(Self.digits))")
        else { return nil }
        let rest = text[mark.upperBound...].dropFirst(Self.digits)
        guard rest.isEmpty || rest.hasPrefix("+") else { return nil }
        version = String(text[..<mark.lowerBound])
        self.digest = digest
        files = rest.isEmpty ? nil : String(rest.dropFirst())
    }
}
