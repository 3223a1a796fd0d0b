internal import Documents

/// One step from an object to one of its fields, as `managedFields` spells it.
enum PathElement: Hashable, Sendable {
    case field(String)
    /// An item of a list, by its key fields in the order of their names.
    case key([KeyPart])
    /// An item of a set.
    case value(Value)

    struct KeyPart: Hashable, Sendable {
        var name: String
        var value: Value
    }

    /// For instance `f:spec`, `k:{"name":"web"}`, `v:"example.org/hold"`.
    var text: String {
        switch self {
        case .field(let name): "f:\(name)"
        case .key(let parts): "k:\(Value.object(Object(parts.map { ($0.name, $0.value) })).json())"
        case .value(let value): "v:\(value.json())"
        }
    }

    /// Nil where the text is none of these; servers write list indices nowhere.
    init?(_ text: String) {
        let content = String(text.dropFirst(2))
        switch text.prefix(2) {
        case "f:": self = .field(content)
        case "k:":
            guard let object = (try? JSON.parse(Array(content.utf8), limits: .file))?.object else { return nil }
            self = .key(object.sortedByKey().map { KeyPart(name: $0.key, value: $0.value) })
        case "v:":
            guard let value = try? JSON.parse(Array(content.utf8), limits: .file) else { return nil }
            self = .value(value)
        default: return nil
        }
    }

    /// As servers write it in the causes of a conflict, for instance `.spec` and `[name="web"]`.
    var causeText: String {
        switch self {
        case .field(let name): ".\(name)"
        case .key(let parts): "[\(parts.map { "\($0.name)=\($0.value.json())" }.joined(separator: ","))]"
        case .value(let value): "[=\(value.json())]"
        }
    }
}

extension PathElement: Comparable {
    /// The order in which servers list fields: names, then keys, then values.
    static func < (left: PathElement, right: PathElement) -> Bool {
        (left.rank, left.text) < (right.rank, right.text)
    }

    private var rank: Int {
        switch self {
        case .field: 0
        case .key: 1
        case .value: 2
        }
    }
}
