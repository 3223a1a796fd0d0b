/// A range of semantic versions: `^1.2`, `~1.2.3`, `1.x`, `>=1.0 <2.0`, `1.2 - 2.0`, `1.x || >=2.5.0`.
///
/// Means what Masterminds/semver 3.4 means by the same text, as Helm, Argo CD and Flux use it: prereleases count only
/// in an alternative that names one itself (`>=1.0.0-0`), and a bare `*` stands for every version.
package struct VersionRange: Sendable, Hashable {
    /// One of them has to hold whole.
    private let alternatives: [[Comparator]]

    package init(_ text: String) throws(GitError) {
        var scanner = VersionScanner(text)
        guard let alternatives = VersionRange.alternatives(&scanner) else {
            throw GitError(
                .invalid, "\"\(text)\" is not a range of semantic versions; write for example ^1.2 or >=1.0.0 <2.0.0")
        }
        self.alternatives = alternatives
    }

    /// Whether a version is in the range. Prereleases are in none that does not name one itself.
    package func contains(_ version: SemanticVersion) -> Bool {
        alternatives.contains { comparators in
            let prereleases = comparators.contains { !$0.version.prerelease.isEmpty }
            guard version.prerelease.isEmpty || prereleases else { return false }
            return comparators.allSatisfy { $0.allows(version) }
        }
    }

    /// The tag with the highest version in the range. Of tags for the same version, the one that sorts last.
    package func highest(of tags: some Sequence<String>) -> String? {
        tags.lazy.compactMap(VersionedTag.init).filter { contains($0.version) }.max()?.name
    }

    private static func alternatives(_ scanner: inout VersionScanner) -> [[Comparator]]? {
        var alternatives: [[Comparator]] = []
        repeat {
            guard let comparators = comparators(&scanner) else { return nil }
            alternatives.append(comparators)
        } while scanner.skip("||")
        return scanner.isAtEnd ? alternatives : nil
    }

    /// Up to the next `||` or the end. Nothing at all means everything.
    private static func comparators(_ scanner: inout VersionScanner) -> [Comparator]? {
        scanner.skipSpaces()
        var comparators: [Comparator] = []
        var rest = scanner
        if rest.isAtEnd || rest.skip("||") {
            return [Comparator(.equal, .init(version: .init(0, 0, 0), precision: .none))]
        }
        while true {
            guard let next = comparator(&scanner) else { return nil }
            comparators += next
            let spaces = scanner.skipSpaces()
            let comma = scanner.skip(",")
            scanner.skipSpaces()
            rest = scanner
            let ends = rest.isAtEnd || rest.skip("||")
            if ends { return comma ? nil : comparators }
            guard spaces || comma else { return nil }
        }
    }

    /// One comparator, or the two that a hyphen range stands for.
    private static func comparator(_ scanner: inout VersionScanner) -> [Comparator]? {
        let symbol = Comparator.symbols.first { scanner.skip($0.text) }
        scanner.skipSpaces()
        guard let version = scanner.partialVersion() else { return nil }
        var rest = scanner
        if symbol == nil, rest.skipSpaces(), rest.skip("-"), rest.skipSpaces() {
            guard let end = rest.partialVersion() else { return nil }
            scanner = rest
            return [Comparator(.atLeast, version), Comparator(.atMost, end)]
        }
        return [Comparator(symbol?.relation ?? .equal, version)]
    }
}

/// A tag that names a version. Of those that name the same one, the one that sorts last is higher.
struct VersionedTag: Comparable {
    let version: SemanticVersion
    let name: String

    init?(_ name: String) {
        guard let version = SemanticVersion(name) else { return nil }
        self.version = version
        self.name = name
    }

    static func < (left: VersionedTag, right: VersionedTag) -> Bool {
        left.version == right.version ? left.name < right.name : left.version < right.version
    }
}

/// One condition on a version.
private struct Comparator: Sendable, Hashable {
    enum Relation: Sendable, Hashable {
        case equal, unequal, above, below, atLeast, atMost, tilde, caret
    }

    /// Longer ones first, as `>` would hide `>=`.
    static let symbols: [(text: String, relation: Relation)] = [
        ("!=", .unequal), (">=", .atLeast), ("=>", .atLeast), ("<=", .atMost), ("=<", .atMost), ("~>", .tilde),
        ("=", .equal), (">", .above), ("<", .below), ("~", .tilde), ("^", .caret),
    ]

    let relation: Relation
    let version: SemanticVersion
    let precision: PartialVersion.Precision

    init(_ relation: Relation, _ partial: PartialVersion) {
        self.relation = relation
        version = partial.version
        precision = partial.precision
    }

    func allows(_ other: SemanticVersion) -> Bool {
        switch relation {
        case .equal: precision == .patch ? other == version : tilde(other)
        case .unequal: !isNamed(other)
        case .above: isAbove(other)
        case .below: other < version
        case .atLeast: other >= version
        case .atMost: isAtMost(other)
        case .tilde: tilde(other)
        case .caret: caret(other)
        }
    }

    /// Whether `other` is one of the versions that `1`, `1.2` or `1.2.3` names.
    private func isNamed(_ other: SemanticVersion) -> Bool {
        switch precision {
        case .none: true
        case .patch: other == version
        case .major: other.major == version.major
        case .minor:
            other.major == version.major && other.minor == version.minor && other.prerelease == version.prerelease
        }
    }

    /// `>1.1` means above all of 1.1, so from 1.2.0.
    private func isAbove(_ other: SemanticVersion) -> Bool {
        switch precision {
        case .none: false
        case .patch: other > version
        case .major: other.major > version.major
        case .minor: (other.major, other.minor) > (version.major, version.minor)
        }
    }

    /// `<=1.1` includes all of 1.1.
    private func isAtMost(_ other: SemanticVersion) -> Bool {
        switch precision {
        case .none: true
        case .patch: other <= version
        case .major: other.major <= version.major
        case .minor: (other.major, other.minor) <= (version.major, version.minor)
        }
    }

    /// The same minor version; the same major version where no minor one is given.
    private func tilde(_ other: SemanticVersion) -> Bool {
        guard other >= version else { return false }
        switch precision {
        case .none: return true
        case .major: return other.major == version.major
        // ~0.0.0 allows everything in Masterminds/semver.
        case .patch where (version.major, version.minor, version.patch) == (0, 0, 0): return true
        case .minor, .patch: return other.major == version.major && other.minor == version.minor
        }
    }

    /// The leftmost number that is not zero stays the same.
    private func caret(_ other: SemanticVersion) -> Bool {
        guard other >= version else { return false }
        if precision == .none { return true }
        guard other.major == version.major else { return false }
        if version.major > 0 || precision == .major { return true }
        guard other.minor == version.minor else { return false }
        if version.minor > 0 || precision == .minor { return true }
        return other.patch == version.patch
    }
}
