import GoRegexp
package import GoValues

/// A range of versions as Masterminds/semver reads it: alternatives, each a list of comparisons that all have to hold.
package struct VersionConstraint: Sendable {
    private let alternatives: [[Comparison]]

    /// Far longer than any that is meant; rewriting ranges takes time in the square of it.
    static let maximalLength = 1_024

    package init(_ text: GoString) throws(GoError) {
        guard text.count <= Self.maximalLength else {
            throw GoError("improper constraint: it is longer than \(Self.maximalLength) bytes")
        }
        let syntax = try ConstraintSyntax.shared.get()
        var alternatives: [[Comparison]] = []
        for part in try syntax.rewritingRanges(text).split("||") ?? [] {
            guard syntax.valid.matches(part) else {
                throw GoError("improper constraint: \(GoQuote.quote(part))")
            }
            var comparisons: [Comparison] = []
            for groups in syntax.each.allGroups(in: part) { comparisons.append(try Comparison(groups[0], syntax)) }
            alternatives.append(comparisons)
        }
        self.alternatives = alternatives
    }

    /// Whether a version is in the range. One with a prerelease only is where the alternative names one, too.
    package func allows(_ version: SemanticVersion) -> Bool {
        alternatives.contains { comparisons in
            let withPrerelease = comparisons.contains { !$0.version.prerelease.isEmpty }
            if !version.prerelease.isEmpty, !withPrerelease { return false }
            return comparisons.allSatisfy { $0.allows(version) }
        }
    }
}

/// The library's own expressions: what they let through by accident is part of what charts rely on.
private struct ConstraintSyntax: Sendable {
    private static let operators = #"=||!=|>|<|>=|=>|<=|=<|~|~>|\^"#
    private static let version =
        #"v?([0-9|x|X|\*]+)(\.[0-9|x|X|\*]+)?(\.[0-9|x|X|\*]+)?(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?"#
        + #"(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?"#

    static let shared = Result { () throws(GoError) in try ConstraintSyntax() }

    private let range: GoRegexp
    let single: GoRegexp
    let each: GoRegexp
    let valid: GoRegexp

    private init() throws(GoError) {
        let (operators, version) = (Self.operators, Self.version)
        single = try .compiled(#"^\s*(\#(operators))\s*(\#(version))\s*$"#)
        range = try .compiled(#"\s*(\#(version))\s+-\s+(\#(version))\s*"#)
        each = try .compiled(#"(\#(operators))\s*(\#(version))"#)
        valid = try .compiled(
            #"^(\s*(\#(operators))\s*(\#(version))\s*)((?:\s+|,\s*)(\#(operators))\s*(\#(version))\s*)*$"#)
    }

    /// `1.2 - 1.4` becomes two comparisons.
    func rewritingRanges(_ text: GoString) throws(GoError) -> GoString {
        var result = text
        for groups in range.allGroups(in: text) {
            guard let start = result.firstIndex(of: groups[0]) else { continue }
            let end = start + groups[0].count
            let written = GoString(">= ") + groups[1] + GoString(", <= ") + groups[11] + GoString(" ")
            result = result[0..<start] + written + result[end..<result.count]
        }
        return result
    }
}

/// One comparison with a version, parts of which may be missing or wild cards.
private struct Comparison: Sendable {
    private enum Operator {
        case tildeOrEqual, notEqual, greater, less, greaterOrEqual, lessOrEqual, tilde, caret
    }

    private let function: Operator
    let version: SemanticVersion
    /// Whether any part is missing or a wild card, and which one is the first that is.
    private var isPartial = false
    private var lacksMinor = false
    private var lacksPatch = false

    init(_ text: GoString, _ syntax: ConstraintSyntax) throws(GoError) {
        guard let groups = syntax.single.groups(in: text) else {
            throw GoError("improper constraint: \(GoQuote.quote(text))")
        }
        function = Self.operators[groups[1].string] ?? .tildeOrEqual
        var written = groups[2]
        if Self.isWild(groups[3]) {
            written = GoString("0.0.0") + groups[6]
            isPartial = true
        } else if Self.isWild(groups[4]) {
            written = groups[3] + GoString(".0.0") + groups[6]
            (isPartial, lacksMinor) = (true, true)
        } else if Self.isWild(groups[5]) {
            written = groups[3] + groups[4] + GoString(".0") + groups[6]
            (isPartial, lacksPatch) = (true, true)
        }
        guard let version = try? SemanticVersion(written) else { throw GoError("constraint parser error") }
        self.version = version
    }

    private static func isWild(_ part: GoString) -> Bool {
        ["", "x", "X", "*", ".x", ".X", ".*"].contains(part)
    }

    private static let operators: [String: Operator] = [
        "": .tildeOrEqual, "=": .tildeOrEqual, "!=": .notEqual, ">": .greater, "<": .less, ">=": .greaterOrEqual,
        "=>": .greaterOrEqual, "<=": .lessOrEqual, "=<": .lessOrEqual, "~": .tilde, "~>": .tilde, "^": .caret,
    ]

    func allows(_ other: SemanticVersion) -> Bool {
        let order = other.compare(version)
        switch function {
        case .tildeOrEqual: return isPartial ? matchesTilde(other, order) : order == 0
        case .notEqual: return differs(other, order)
        case .greater: return isGreater(other, order)
        case .less: return order < 0
        case .greaterOrEqual: return order >= 0
        case .lessOrEqual:
            guard isPartial else { return order <= 0 }
            return other.major < version.major
                || other.major == version.major && (other.minor <= version.minor || lacksMinor)
        case .tilde: return matchesTilde(other, order)
        case .caret: return matchesCaret(other, order)
        }
    }

    private func differs(_ other: SemanticVersion, _ order: Int) -> Bool {
        guard isPartial else { return order != 0 }
        if version.major != other.major { return true }
        if lacksMinor { return false }
        if version.minor != other.minor { return true }
        guard lacksPatch else { return version.patch != other.patch || order != 0 }
        if other.prerelease.isEmpty, version.prerelease.isEmpty { return false }
        return SemanticVersion.compareParts(other.prerelease, version.prerelease) != 0
    }

    private func isGreater(_ other: SemanticVersion, _ order: Int) -> Bool {
        guard isPartial else { return order > 0 }
        if other.major != version.major { return other.major > version.major }
        if lacksMinor { return false }
        return lacksPatch ? other.minor > version.minor : order > 0
    }

    private func matchesTilde(_ other: SemanticVersion, _ order: Int) -> Bool {
        if order < 0 { return false }
        let isZero = version.major == 0 && version.minor == 0 && version.patch == 0
        if isZero, !lacksMinor, !lacksPatch { return true }
        return other.major == version.major && (other.minor == version.minor || lacksMinor)
    }

    private func matchesCaret(_ other: SemanticVersion, _ order: Int) -> Bool {
        if order < 0 { return false }
        if version.major > 0 || lacksMinor { return other.major == version.major }
        if other.major > 0 { return false }
        if version.minor > 0 || lacksPatch { return other.minor == version.minor }
        return other.minor == 0 && other.patch == version.patch
    }
}
