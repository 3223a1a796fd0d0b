import Documents

/// JSON as people read it: two spaces for each level, as `kubectl -o json` writes it.
enum PrettyJSON {
    /// - Parameter indent: of the line that it begins on.
    static func text(of value: Value, indent: String = "") -> String {
        var text = ""
        write(value, indent, into: &text)
        return text
    }

    private static func write(_ value: Value, _ indent: String, into text: inout String) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            text += "[\n"
            for (number, element) in elements.enumerated() {
                text += "\(indent)  "
                write(element, indent + "  ", into: &text)
                text += number + 1 < elements.count ? ",\n" : "\n"
            }
            text += "\(indent)]"
        case .object(let object) where !object.isEmpty:
            text += "{\n"
            for (number, (key, member)) in object.enumerated() {
                text += "\(indent)  \(Value.string(key).json()): "
                write(member, indent + "  ", into: &text)
                text += number + 1 < object.count ? ",\n" : "\n"
            }
            text += "\(indent)}"
        default: text += value.json()
        }
    }
}
