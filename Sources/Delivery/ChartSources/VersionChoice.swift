import GoValues
import TemplateFunctions

/// Chooses versions by the rules of Masterminds/semver, as Helm does: prereleases only where the range names one, as in
/// `>=1.0.0-0`.
package struct VersionChoice {
    /// Longer ones are nobody's.
    private static let longest = 256

    private let wanted: String
    private let range: VersionConstraint

    /// - Parameter wanted: a version or a range; nothing for the newest release.
    package init(_ wanted: String) throws(ChartSourceError) {
        self.wanted = wanted
        guard wanted.utf8.count <= Self.longest,
            let range = try? VersionConstraint(GoString(wanted.isEmpty ? "*" : wanted))
        else {
            throw ChartSourceError(
                .invalid,
                "\(wanted.quoted) is neither a version nor a range of versions; write for example 1.2.3, ^1.2 or >=1.0.0 <2"
            )
        }
        self.range = range
    }

    /// The very version where it is there, else the highest in the range.
    package func best<Candidate>(of candidates: [Candidate], version: (Candidate) -> String) -> Candidate? {
        if !wanted.isEmpty, let exact = candidates.first(where: { version($0) == wanted }) { return exact }
        return Self.highest(of: candidates, version: version) { range.allows($0) }
    }

    /// Of versions that differ in their build's metadata only, the one that comes first.
    static func highest<Candidate>(
        of candidates: [Candidate], version: (Candidate) -> String, where isAllowed: (SemanticVersion) -> Bool
    ) -> Candidate? {
        var best: (version: SemanticVersion, candidate: Candidate)?
        for candidate in candidates {
            guard let read = try? SemanticVersion(GoString(version(candidate))), isAllowed(read) else { continue }
            if let best, read.compare(best.version) <= 0 { continue }
            best = (read, candidate)
        }
        return best?.candidate
    }

    static func isVersion(_ text: String) -> Bool {
        text.utf8.count <= longest && (try? SemanticVersion(GoString(text))) != nil
    }

    /// Whether two exact versions are one; some write a `v` ahead.
    static func isSame(_ left: String, _ right: String) -> Bool {
        func plain(_ text: String) -> Substring { text.hasPrefix("v") ? text.dropFirst() : text[...] }
        return plain(left) == plain(right)
    }

    /// Whether the text names one version with all its numbers, and no range.
    static func isExact(_ text: String) -> Bool {
        let numbers = text.prefix { $0 != "-" && $0 != "+" }
        return numbers.split(separator: ".", omittingEmptySubsequences: false).count == 3 && isVersion(text)
    }
}
