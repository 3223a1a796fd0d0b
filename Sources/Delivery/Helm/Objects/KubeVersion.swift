import GoValues
import GoYAML

/// A version of Kubernetes, as `.Capabilities.KubeVersion` shows it.
package struct KubeVersion: Sendable, Hashable {
    /// As given, with a `v` ahead: `v1.33.4-gke.1245000`.
    package let version: String
    /// The numbers alone: `v1.33.4`. Charts' ranges are compared with this.
    package let normalised: String
    package let major: String
    package let minor: String

    /// Two or more numbers, with or without a `v` ahead and whatever behind.
    package init(_ text: String) throws(HelmError) {
        let trimmed = text.trimmed
        let numbers = trimmed.hasPrefix("v") ? trimmed.dropFirst() : trimmed[...]
        let end = numbers.utf8.firstIndex { byte in
            byte != UInt8(ascii: ".") && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        var parts = numbers[..<(end ?? numbers.endIndex)].split(separator: ".", omittingEmptySubsequences: false)
        // A dot without digits behind it is no part of the numbers.
        if let empty = parts.firstIndex(of: "") { parts.removeSubrange(empty...) }
        guard parts.count > 1 else {
            throw HelmError(.values, "invalid kube version '\(text)': illegal version string \(quoted(text))")
        }
        for part in parts where part.utf8.count > 1 && part.hasPrefix("0") {
            throw HelmError(
                .values,
                "invalid kube version '\(text)': illegal zero-prefixed version component \(quoted(String(part)))"
            )
        }
        version = text.hasPrefix("v") ? text : "v\(text)"
        normalised = "v\(parts.joined(separator: "."))"
        major = String(parts[0])
        minor = String(parts[1])
    }
}

/// `.Capabilities.KubeVersion`
final class KubeVersionObject: GoJSONObject {
    private let version: KubeVersion

    init(_ version: KubeVersion) { self.version = version }

    var typeName: String { "common.KubeVersion" }
    var kindName: String { "struct" }

    var fields: [(name: String, value: GoValue)] {
        [
            ("Version", .string(version.version)), ("normalizedVersion", .string(version.normalised)),
            ("Major", .string(version.major)), ("Minor", .string(version.minor)),
        ]
    }

    /// Only a pointer to it has a text: templates print it, functions print the fields.
    var textInPlace: GoString? { GoString(version.normalised) }
    var json: GoJSONForm { .members(fields.filter { $0.name != "normalizedVersion" }) }

    func field(_ name: String) -> GoValue? {
        switch name {
        case "Version": .string(version.version)
        case "Major": .string(version.major)
        case "Minor": .string(version.minor)
        default: nil
        }
    }

    func method(_ name: String) -> GoMethod? {
        switch name {
        case "GitVersion": GoMethod(GoSignature()) { [version] _ in .string(version.version) }
        case "String": GoMethod(GoSignature()) { [version] _ in .string(version.normalised) }
        default: nil
        }
    }
}
