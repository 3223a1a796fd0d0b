import GoValues
import GoYAML

/// sprig's semantic versions.
enum VersionFunctions {
    static func add(to entries: inout FunctionEntries) {
        entries.add("semver", .string) { .object(VersionObject(try SemanticVersion($0.text(0)), isPointer: true)) }
        entries.add("semverCompare", .string, .string) { arguments in
            let constraint = try VersionConstraint(arguments.text(0))
            return .bool(constraint.allows(try SemanticVersion(arguments.text(1))))
        }
    }
}

/// A `*semver.Version`, or a `semver.Version` where a method gives one.
final class VersionObject: GoJSONObject {
    private let version: SemanticVersion
    private let isPointer: Bool

    init(_ version: SemanticVersion, isPointer: Bool) {
        self.version = version
        self.isPointer = isPointer
    }

    private static let pointerType = "*semver.Version"

    var typeName: String { isPointer ? Self.pointerType : "semver.Version" }
    var kindName: String { isPointer ? "ptr" : "struct" }
    var text: GoString? { version.text }
    var json: GoJSONForm { .value(.string(version.text)) }
    /// What makes versions deeply equal. None of it can be reached from a template.
    var fields: [(name: String, value: GoValue)] {
        [
            ("major", .uint64(version.major)), ("minor", .uint64(version.minor)), ("patch", .uint64(version.patch)),
            ("pre", .string(version.prerelease)), ("metadata", .string(version.metadata)),
            ("original", .string(version.original)),
        ]
    }

    func field(_ name: String) -> GoValue? { nil }

    func method(_ name: String) -> GoMethod? {
        plainMethod(name) ?? changingMethod(name) ?? (isPointer ? comparingMethod(name) : nil)
    }

    private func plainMethod(_ name: String) -> GoMethod? {
        let value: GoValue
        switch name {
        case "Major": value = .uint64(version.major)
        case "Minor": value = .uint64(version.minor)
        case "Patch": value = .uint64(version.patch)
        case "Prerelease": value = .string(version.prerelease)
        case "Metadata": value = .string(version.metadata)
        case "String", "Value": value = .string(version.text)
        case "MarshalText": value = .bytes(version.text.bytes)
        // Nothing in a version has to be escaped.
        case "MarshalJSON": value = .bytes(Array("\"\(version.text.string)\"".utf8))
        case "Original" where isPointer: value = .string(version.original)
        default: return nil
        }
        return GoMethod(GoSignature()) { (_) throws(GoError) in value }
    }

    /// Methods that give another version.
    private func changingMethod(_ name: String) -> GoMethod? {
        switch name {
        case "IncMajor":
            return GoMethod(GoSignature()) { [version] (_) throws(GoError) in
                Self.next(version, (try Self.increment(version.major, "major"), 0, 0))
            }
        case "IncMinor":
            return GoMethod(GoSignature()) { [version] (_) throws(GoError) in
                Self.next(version, (version.major, try Self.increment(version.minor, "minor"), 0))
            }
        case "IncPatch":
            return GoMethod(GoSignature()) { [version] (_) throws(GoError) in
                let patch = version.prerelease.isEmpty ? try Self.increment(version.patch, "patch") : version.patch
                return Self.next(version, (version.major, version.minor, patch))
            }
        case "SetPrerelease":
            return GoMethod(GoSignature(.string)) { [version] (arguments) throws(GoError) in
                try SemanticVersion.check(prerelease: arguments.text(0))
                return Self.next(
                    version, (version.major, version.minor, version.patch), prerelease: arguments.text(0),
                    metadata: version.metadata)
            }
        case "SetMetadata":
            return GoMethod(GoSignature(.string)) { [version] (arguments) throws(GoError) in
                try SemanticVersion.check(metadata: arguments.text(0))
                return Self.next(
                    version, (version.major, version.minor, version.patch), prerelease: version.prerelease,
                    metadata: arguments.text(0))
            }
        default: return nil
        }
    }

    private static func increment(_ number: UInt64, _ name: String) throws(GoError) -> UInt64 {
        guard number < .max else { throw GoError("\(name) version increment would overflow uint64") }
        return number + 1
    }

    private static func next(
        _ version: SemanticVersion, _ numbers: (UInt64, UInt64, UInt64), prerelease: GoString = "",
        metadata: GoString = ""
    ) -> GoValue {
        var next = version
        (next.major, next.minor, next.patch) = numbers
        next.prerelease = prerelease
        next.metadata = metadata
        next.original = (version.original.hasPrefix("v") ? GoString("v") : GoString()) + next.text
        return .object(VersionObject(next, isPointer: false))
    }

    private func comparingMethod(_ name: String) -> GoMethod? {
        let result: (Int) -> GoValue
        switch name {
        case "Compare": result = { .int($0) }
        case "Equal": result = { .bool($0 == 0) }
        case "LessThan": result = { .bool($0 < 0) }
        case "LessThanEqual": result = { .bool($0 <= 0) }
        case "GreaterThan": result = { .bool($0 > 0) }
        case "GreaterThanEqual": result = { .bool($0 >= 0) }
        default: return nil
        }
        let signature = GoSignature(.named(Self.pointerType, kind: "ptr"))
        return GoMethod(signature) { [version] (arguments) throws(GoError) in
            guard let other = arguments.object(0, as: VersionObject.self) else { throw .nilDereference }
            return result(version.compare(other.version))
        }
    }
}
