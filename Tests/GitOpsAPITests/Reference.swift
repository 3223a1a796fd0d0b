import Documents
import GitOpsAPI

/// Writes the reference of our kinds for people.
enum Reference {
    static func markdown(_ resources: [CustomResource]) -> String {
        var text = """
            # The resources

            <!-- Made from Sources/Control/GitOpsAPI by Tests/GitOpsAPITests; do not edit. -->

            Group `\(APIGroup.name)`, version `\(APIGroup.version)`, namespaced. `kubectl get gitops` lists all of them, and
            `kubectl explain` tells the same as this page. Durations are written as `30s`, `5m` or `1h30m`, up to a year.
            What the API server cannot check, the controller does: it says what is wrong in the condition `Stalled`.

            ## Annotations

            | annotation | on | effect |
            |---|---|---|
            | `\(Annotations.requestedAt)` | both kinds | anything new in it: fetch or reconcile now |
            | `\(Annotations.sync)` | applications | anything new in it: one sync now, even where `sync.automatic` is false |
            | `\(Annotations.syncObjects)` | applications | anything new as its first word, then objects: [only these are applied](objects.md#some-objects-only) |
            | `\(APIGroup.name)/prune` | what is applied | `disabled`: it stays when the source has it no more |
            | `\(APIGroup.name)/rerun` | what is applied | `always` or `never`: whether it is made again when it is gone, see [objects.md](objects.md#what-runs-once) |

            What is applied carries the label `\(APIGroup.name)/managed-by` and the annotation `\(Annotations.application)` with the
            application that it belongs to. The field manager is `\(APIGroup.fieldManager)`; that of an installation with another
            name is `\(APIGroup.fieldManager(installation: "NAME"))`.

            """
        for resource in resources { text += section(resource) }
        return text
    }

    private static func section(_ resource: CustomResource) -> String {
        var text = "\n## \(resource.kind)\n\nShort: `\(resource.shortName)`. \(resource.description)\n"
        for (name, schema) in [("spec", resource.spec), ("status", resource.status)] {
            text += "\n### \(resource.kind) \(name)\n\n| field | type | default | description |\n|---|---|---|---|\n"
            text += rows(schema, at: "")
        }
        text += "\n### \(resource.kind) columns\n\n| column | field | description |\n|---|---|---|\n"
        for column in resource.columns {
            let name = column.wide ? "\(column.name) (wide)" : column.name
            text += "| \(name) | `\(cell(column.path))` | \(column.description) |\n"
        }
        return text
    }

    private static func rows(_ schema: Schema, at path: String) -> String {
        switch schema.content {
        case .object(let properties):
            properties.map { property in
                let child = path.isEmpty ? property.name : "\(path).\(property.name)"
                let type = self.type(property.schema) + (property.required ? ", required" : "")
                let preset = defaultText(property.schema)
                let description = cell(property.schema.description)
                return "| `\(child)` | \(type) | \(preset) | \(description) |\n" + rows(property.schema, at: child)
            }.joined()
        case .list(let element, _, _): rows(named(element, at: path), at: "\(path)[]")
        case .string, .integer, .number, .boolean, .stringMap, .anyMapping: ""
        }
    }

    /// A source in the list, without what it has in common with `source`.
    private static func named(_ element: Schema, at path: String) -> Schema {
        guard path == "sources", case .object(let properties) = element.content else { return element }
        var element = element
        element.content = .object(properties.filter { $0.name == "name" })
        return element
    }

    /// In the words of `kubectl explain`, but for what it does not tell: durations, times and limits.
    private static func type(_ schema: Schema) -> String {
        switch schema.content {
        case .string(let text) where !text.choices.isEmpty: text.choices.map { "`\($0)`" }.joined(separator: ", ")
        case .string(let text) where text.pattern == APIDuration.pattern: "duration"
        case .string(let text) where text.format == "date-time": "time"
        case .string: "string"
        case .integer(let minimum?, let maximum?): "integer, \(minimum) to \(maximum)"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        case .object, .anyMapping: "object"
        case .stringMap: "map of strings"
        case .list(let element, _, _):
            if case .object = element.content { "list of objects" } else { "list of strings" }
        }
    }

    /// Objects default to what their fields default to.
    private static func defaultText(_ schema: Schema) -> String {
        switch schema.defaultValue {
        case .string(let text)?: "`\(text)`"
        case .bool(let value)?: "`\(value)`"
        case .integer(let number)?: "`\(number)`"
        default: ""
        }
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
