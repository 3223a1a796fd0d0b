package import GoValues

/// A version as the library Masterminds/semver reads it: loosely, with an optional `v`, and parts that may be missing.
package struct SemanticVersion: Sendable, Hashable {
    package var major: UInt64
    package var minor: UInt64
    package var patch: UInt64
    package var prerelease: GoString
    package var metadata: GoString
    /// What was read.
    package var original: GoString

    /// Go's zero value.
    static let zero = SemanticVersion()

    private static let invalid = GoError("invalid semantic version")

    private init() {
        (major, minor, patch) = (0, 0, 0)
        (prerelease, metadata, original) = ("", "", "")
    }

    package init(_ text: GoString) throws(GoError) {
        var reader = VersionReader(text)
        guard let numbers = reader.numbers() else { throw Self.invalid }
        let prerelease = reader.suffix(after: UInt8(ascii: "-"))
        let metadata = reader.suffix(after: UInt8(ascii: "+"))
        guard reader.isAtEnd else { throw Self.invalid }
        major = try Self.segment(numbers[0])
        minor = numbers.count > 1 ? try Self.segment(numbers[1]) : 0
        patch = numbers.count > 2 ? try Self.segment(numbers[2]) : 0
        self.prerelease = prerelease
        self.metadata = metadata
        original = text
        try Self.check(prerelease: prerelease)
        try Self.check(metadata: metadata)
    }

    private static func segment(_ digits: GoString) throws(GoError) -> UInt64 {
        do {
            return try GoNumber.parseUint(digits, base: 10)
        } catch {
            throw GoError("error parsing version segment: \(error.message)")
        }
    }

    /// - Parameter prerelease: without its hyphen; nothing where there is none.
    package static func check(prerelease: GoString) throws(GoError) {
        guard !prerelease.isEmpty else { return }
        for part in prerelease.split(".") ?? [] {
            guard isIdentifier(part) else { throw GoError("invalid prerelease string") }
            if part.count > 1, part.bytes[0] == UInt8(ascii: "0"), part.bytes.allSatisfy(VersionReader.isDigit) {
                throw GoError("version segment starts with 0")
            }
        }
    }

    /// - Parameter metadata: without its plus sign; nothing where there is none.
    package static func check(metadata: GoString) throws(GoError) {
        guard !metadata.isEmpty else { return }
        for part in metadata.split(".") ?? [] where !isIdentifier(part) {
            throw GoError("invalid metadata string")
        }
    }

    private static func isIdentifier(_ text: GoString) -> Bool {
        !text.isEmpty && text.bytes.allSatisfy(VersionReader.isIdentifierByte)
    }

    package var text: GoString {
        GoString("\(major).\(minor).\(patch)") + (prerelease.isEmpty ? "" : GoString("-") + prerelease)
            + (metadata.isEmpty ? "" : GoString("+") + metadata)
    }

    /// Less than, equal to or greater than 0, as this version is lower than, like or higher than the other. Metadata does
    /// not count.
    package func compare(_ other: SemanticVersion) -> Int {
        for (left, right) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where left != right {
            return left < right ? -1 : 1
        }
        return Self.compare(prerelease: prerelease, other.prerelease)
    }

    /// A version without one is the higher.
    private static func compare(prerelease left: GoString, _ right: GoString) -> Int {
        if left.isEmpty || right.isEmpty { return left.isEmpty && right.isEmpty ? 0 : left.isEmpty ? 1 : -1 }
        return compareParts(left, right)
    }

    /// By parts: numbers by value and lower than words, a missing part lowest.
    static func compareParts(_ left: GoString, _ right: GoString) -> Int {
        let (first, second) = (left.split(".") ?? [], right.split(".") ?? [])
        for index in 0..<max(first.count, second.count) {
            let (one, other) = (
                index < first.count ? first[index] : "", index < second.count ? second[index] : ""
            )
            if one == other { continue }
            if one.isEmpty || other.isEmpty { return one.isEmpty ? -1 : 1 }
            let numbers = (try? GoNumber.parseUint(one, base: 10), try? GoNumber.parseUint(other, base: 10))
            switch numbers {
            case (let number?, let otherNumber?): return number > otherNumber ? 1 : -1
            case (nil, nil): return one > other ? 1 : -1
            case (nil, _): return 1
            case (_, nil): return -1
            }
        }
        return 0
    }
}

/// Reads the pieces of versions and of constraints.
struct VersionReader {
    private let bytes: [UInt8]
    private(set) var index = 0

    init(_ text: GoString, from index: Int = 0) {
        bytes = text.bytes
        self.index = index
    }

    var isAtEnd: Bool { index == bytes.count }
    var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    static func isIdentifierByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
            || byte == UInt8(ascii: "-")
    }

    mutating func skip(_ count: Int) { index += count }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    /// The bytes that the condition holds for; nil, and nothing taken, where there are none.
    mutating func run(where condition: (UInt8) -> Bool) -> GoString? {
        let taken = bytes[index...].prefix(while: condition)
        guard !taken.isEmpty else { return nil }
        index += taken.count
        return GoString(taken)
    }

    /// Up to three numbers with points between them after an optional `v`; nil where there is none.
    mutating func numbers(where condition: (UInt8) -> Bool = isDigit) -> [GoString]? {
        let start = index
        _ = take(UInt8(ascii: "v"))
        guard let first = run(where: condition) else {
            index = start
            return nil
        }
        var numbers = [first]
        while numbers.count < 3 {
            let point = index
            guard take(UInt8(ascii: ".")), let number = run(where: condition) else {
                index = point
                break
            }
            numbers.append(number)
        }
        return numbers
    }

    /// Identifiers with points between them after a mark; nothing, and nothing taken, where there are none.
    mutating func suffix(after mark: UInt8) -> GoString {
        let start = index
        guard take(mark), let first = run(where: Self.isIdentifierByte) else {
            index = start
            return ""
        }
        var text = first
        while true {
            let point = index
            guard take(UInt8(ascii: ".")), let part = run(where: Self.isIdentifierByte) else {
                index = point
                return text
            }
            text += "." + part
        }
    }
}
