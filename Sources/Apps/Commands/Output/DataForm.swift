internal import Documents
internal import YAML

/// How what is no list of objects is written.
package enum DataForm: String, Sendable, CaseIterable {
    case text
    case json
    case yaml

    func text(of value: Value) -> String {
        self == .yaml ? YAML.emit(value) : PrettyJSON.text(of: value) + "\n"
    }
}
