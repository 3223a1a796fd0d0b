internal import Documents

extension GitOpsApplication.Destination {
    /// More would be a mistake; the server has bounds of its own.
    private static let most = 100

    func validateMetadata(into problems: inout ProblemList) {
        guard let metadata = namespaceMetadata else { return }
        let field = "destination.namespaceMetadata"
        problems.require(createNamespace, field, "needs destination.createNamespace: true")
        problems.require(
            metadata.labels.count + metadata.annotations.count <= Self.most, field,
            "must not have more than \(Self.most) labels and annotations")
        for (name, value) in metadata.labels.sorted(by: { $0.key < $1.key }) {
            problems.check(
                "\(field).labels[\(name)]", MetadataNames.problem(name) ?? MetadataNames.problem(value: value))
        }
        for name in metadata.annotations.keys.sorted() {
            problems.check("\(field).annotations[\(name)]", MetadataNames.problem(name))
        }
    }
}

/// Names of labels and annotations, and values of labels, as servers take them.
private enum MetadataNames {
    /// Set by the server, which refuses another value.
    private static let ofServer = "kubernetes.io/metadata.name"

    static func problem(_ name: String) -> String? {
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let last = parts.last, isWord(last),
            parts.count == 1 || Names.problem(objectName: String(parts[0])) == nil
        else { return "must be a name such as example.org/team" }
        guard parts.count == 2, parts[0] != APIGroup.name, !parts[0].hasSuffix("." + APIGroup.name), name != ofServer
        else { return parts.count == 1 ? nil : "must not be one that Martlet or the server sets" }
        return nil
    }

    static func problem(value: String) -> String? {
        value.isEmpty || isWord(value[...])
            ? nil : "must have at most 63 letters, digits and -_., with a letter or digit at either end"
    }

    private static func isWord(_ text: Substring) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
        let marks: Set<UInt8> = [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")]
        return isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || marks.contains($0) }
    }
}
