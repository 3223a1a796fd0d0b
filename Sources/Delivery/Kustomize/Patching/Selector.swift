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
        case expression(Expression)
    }

    private let form: Form

    var isEmpty: Bool {
        if case .any = form { true } else { false }
    }

    init(_ pattern: String) throws(KustomizeError) {
        if pattern.isEmpty {
            form = .any
        } else if Expression.isNeeded(for: pattern) {
            form = .expression(try Expression("^(?:\(pattern))$"))
        } else {
            form = .text(pattern)
        }
    }

    func matches(_ name: String) -> Bool {
        switch form {
        case .any: true
        case .text(let text): text == name
        case .expression(let expression): expression.matches(name)
        }
    }
}
