internal import Documents
internal import KubeModel
internal import YAML

/// Writes objects one after another, so that a list may be of any length; only jsonpath needs all of them together.
struct ObjectWriter {
    /// Whether there is one, which stands for itself, and no list.
    var isOfOne = false
    private let form: OutputForm
    private let console: Console
    private let hasHeader: Bool
    private var count = 0
    private var rows: [[String]] = []
    private var objects: [Value] = []

    init(_ form: OutputForm, _ console: Console, hasHeader: Bool) {
        self.form = form
        self.console = console
        self.hasHeader = hasHeader
    }

    mutating func add(_ object: Value) {
        let object = object.withoutManagers
        switch form {
        case .json where isOfOne: console.line(PrettyJSON.text(of: object))
        case .json:
            console.write(count == 0 ? Self.beginningOfJSON : ",\n")
            console.write("    \(PrettyJSON.text(of: object, indent: "    "))")
        case .yaml where isOfOne: console.write(YAML.emit(object))
        case .yaml:
            if count == 0 { console.write(Self.beginningOfYAML) }
            console.write(YAML.emit(.array([object])))
        case .name:
            let kind = KindChoice.allCases.first { $0.type.gvk.kind == object.kind }
            console.line("\(kind?.type.singularWithGroup ?? "")/\(object.name ?? "")")
        case .customColumns(let columns):
            rows.append(
                columns.map { column in
                    let text = column.path.text(of: object)
                    return text.isEmpty ? "<none>" : text
                })
        case .jsonPath: objects.append(object)
        case .table, .wide: break
        }
        count += 1
    }

    /// Writes what ends a list, and what could not be written before all were there.
    mutating func end() {
        switch form {
        case .json where !isOfOne: console.line(count == 0 ? "\(Self.beginningOfJSON)  ]\n}" : "\n  ]\n}")
        case .yaml where !isOfOne && count == 0: console.write("apiVersion: v1\nkind: List\nitems: []\n")
        case .customColumns(let columns):
            let table = TextTable(header: columns.map(\.name), rows: rows)
            console.write(table.written(on: console, hasHeader: hasHeader))
        case .jsonPath(let template):
            let list: Value = ["apiVersion": "v1", "kind": "List", "items": .array(objects)]
            if !isOfOne || !objects.isEmpty { console.write(template.text(of: isOfOne ? objects[0] : list)) }
        case .json, .yaml, .name, .table, .wide: break
        }
    }

    private static let beginningOfJSON = "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": [\n"
    private static let beginningOfYAML = "apiVersion: v1\nkind: List\nitems:\n"
}

extension Value {
    /// As `kubectl` shows objects: who set which field is left out.
    fileprivate var withoutManagers: Value {
        var object = self
        object["metadata"]?["managedFields"] = nil
        return object
    }
}
