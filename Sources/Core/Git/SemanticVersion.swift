/// A version by the rules of semver.org, with or without a leading `v`.
///
/// All three numbers are needed: tags such as `2024` or `20240101` are dates more often than versions, and one of them
/// would win over every real release. What follows a `+` has no say in which version is higher and is not kept.
package struct SemanticVersion: Sendable, Hashable, Comparable {
    /// One part of a prerelease: numbers are compared as such, and come before texts.
    package enum Identifier: Sendable, Hashable, Comparable {
        case number(UInt64)
        case text(String)

        package static func < (left: Identifier, right: Identifier) -> Bool {
            switch (left, right) {
            case (.number(let left), .number(let right)): left < right
            case (.number, .text): true
            case (.text, .number): false
            case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
            }
        }
    }

    package var major: UInt64
    package var minor: UInt64
    package var patch: UInt64
    package var prerelease: [Identifier]

    package init(_ major: UInt64, _ minor: UInt64, _ patch: UInt64, prerelease: [Identifier] = []) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
    }

    package init?(_ text: String) {
        var scanner = VersionScanner(text)
        guard let partial = scanner.partialVersion(), scanner.isAtEnd, partial.precision == .patch else { return nil }
        self = partial.version
    }

    package static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        if left.major != right.major { return left.major < right.major }
        if left.minor != right.minor { return left.minor < right.minor }
        if left.patch != right.patch { return left.patch < right.patch }
        // A release is higher than all that was made on the way to it.
        if left.prerelease.isEmpty || right.prerelease.isEmpty {
            return !left.prerelease.isEmpty && right.prerelease.isEmpty
        }
        return left.prerelease.lexicographicallyPrecedes(right.prerelease)
    }
}

/// A version of which the end may be missing or a wildcard, as ranges have them: `1`, `1.2`, `1.x`, `*`.
struct PartialVersion: Sendable, Hashable {
    /// The last number that is there.
    enum Precision: Sendable, Hashable {
        case none, major, minor, patch
    }

    /// With zeros in the place of what is missing.
    var version: SemanticVersion
    var precision: Precision
}

/// Reads versions and ranges from left to right.
struct VersionScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Returns whether there was any.
    @discardableResult mutating func skipSpaces() -> Bool {
        let start = position
        while let byte = next, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { position += 1 }
        return position > start
    }

    /// Steps over `token` where it is next.
    mutating func skip(_ token: String) -> Bool {
        guard bytes[position...].starts(with: token.utf8) else { return false }
        position += token.utf8.count
        return true
    }

    mutating func partialVersion() -> PartialVersion? {
        _ = skip("v")
        var numbers: [UInt64] = []
        var parts = 0
        var wildcard = false
        repeat {
            if skip("x") || skip("X") || skip("*") {
                wildcard = true
            } else {
                guard let number = number() else { return nil }
                if !wildcard { numbers.append(number) }
            }
            parts += 1
        } while parts < 3 && skip(".")
        guard let prerelease = suffix(), skipBuild() else { return nil }
        let precision: PartialVersion.Precision = [.none, .major, .minor, .patch][numbers.count]
        numbers += repeatElement(0, count: 3 - numbers.count)
        return PartialVersion(
            version: SemanticVersion(numbers[0], numbers[1], numbers[2], prerelease: prerelease), precision: precision)
    }

    /// Digits without a leading zero.
    private mutating func number() -> UInt64? {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        let digits = bytes[start..<position]
        guard digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
        return UInt64(String(decoding: digits, as: UTF8.self))
    }

    /// `-alpha.1`; empty where there is none, nil where it is malformed.
    private mutating func suffix() -> [SemanticVersion.Identifier]? {
        guard skip("-") else { return [] }
        var identifiers: [SemanticVersion.Identifier] = []
        repeat {
            let word = word()
            guard !word.isEmpty else { return nil }
            if word.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
                guard word.utf8.count == 1 || !word.hasPrefix("0"), let number = UInt64(word) else { return nil }
                identifiers.append(.number(number))
            } else {
                identifiers.append(.text(word))
            }
        } while skip(".")
        return identifiers
    }

    private mutating func skipBuild() -> Bool {
        guard skip("+") else { return true }
        repeat {
            guard !word().isEmpty else { return false }
        } while skip(".")
        return true
    }

    private mutating func word() -> String {
        let start = position
        while let byte = next {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
                position += 1
            default: return String(decoding: bytes[start..<position], as: UTF8.self)
            }
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }
}
