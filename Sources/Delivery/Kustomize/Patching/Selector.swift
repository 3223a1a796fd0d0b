import Documents

/// Which objects a patch is about: names as regular expressions for the whole of a name, and selectors of labels.
struct Selector {
    var group: NamePattern
    var version: NamePattern
    var kind: NamePattern
    var name: NamePattern
    var namespace: NamePattern
    var labels: LabelSelector
    var annotations: LabelSelector

    init(_ fields: inout FieldReader) throws(KustomizeError) {
        group = try NamePattern(try fields.string("group"))
        version = try NamePattern(try fields.string("version"))
        kind = try NamePattern(try fields.string("kind"))
        name = try NamePattern(try fields.string("name"))
        namespace = try NamePattern(try fields.string("namespace"))
        labels = try LabelSelector(try fields.string("labelSelector"))
        annotations = try LabelSelector(try fields.string("annotationSelector"))
    }

    /// Names count as they were first, and as they are.
    func selects(_ resource: Resource) -> Bool {
        let (id, original) = (resource.id, resource.originalID)
        guard kind.matches(id.kind), group.matches(id.group), version.matches(id.version) else { return false }
        guard name.matches(original.name) || name.matches(id.name) else { return false }
        guard namespace.matches(original.effectiveNamespace) || namespace.matches(id.effectiveNamespace) else {
            return false
        }
        return labels.matches(resource.body.labelTexts) && annotations.matches(resource.body.annotationTexts)
    }
}

/// A regular expression for the whole of a name; an empty one fits any.
struct NamePattern {
    private enum Form {
        case any
        case text(String)
        case expression(Regex<AnyRegexOutput>)
    }

    private let form: Form

    var isEmpty: Bool {
        if case .any = form { true } else { false }
    }

    init(_ pattern: String) throws(KustomizeError) {
        if pattern.isEmpty {
            form = .any
        } else if pattern.utf8.allSatisfy(NamePattern.isPlain) {
            form = .text(pattern)
        } else if let expression = try? Regex("(?:\(pattern))") {
            form = .expression(expression)
        } else {
            throw KustomizeError(.invalid, "'\(pattern)' is no regular expression")
        }
    }

    func matches(_ name: String) -> Bool {
        switch form {
        case .any: true
        case .text(let text): text == name
        case .expression(let expression): (try? expression.wholeMatch(in: name)) != nil
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
