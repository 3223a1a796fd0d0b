import Documents
import GoValues
import YAML

extension GoYAMLError {
    /// As go-yaml says it: it counts lines from 1 for the scanner only, and says none for the first line.
    init(_ problem: EventProblem) {
        var line = problem.line
        if line != 0 {
            if problem.stage == .scanning { line += 1 }
        } else {
            line = problem.contextLine
        }
        let place = line == 0 || problem.stage == .encoding ? "" : "line \(line): "
        self.init(problem.stage == .memory ? .limit : .syntax, "yaml: \(place)\(problem.message)")
    }
}

/// Values as Go's `%#v` prints what go-yaml makes of a document, for messages.
enum GoSyntax {
    /// Longer values are not worth more room in a message.
    private static let bound = 400

    static func text(_ value: GoValue) -> String {
        var output = ""
        append(value, isInterface: false, to: &output)
        return output.count > bound ? "\(output.prefix(bound))…" : output
    }

    private static func append(_ value: GoValue, isInterface: Bool, to output: inout String) {
        guard output.utf8.count <= bound else { return }
        switch value {
        case .null: output += isInterface ? "interface {}(nil)" : "<nil>"
        case .string(let text): output += GoQuote.quote(text).string
        case .float(let number): output += Int(exactly: number).map(String.init) ?? "\(number)"
        case .list(let list):
            output += "[]interface {}{"
            for (index, element) in list.elements.enumerated() {
                if index > 0 { output += ", " }
                append(element, isInterface: true, to: &output)
            }
            output += "}"
        case .map(let map):
            output += "map[interface {}]interface {}{"
            for (index, key) in map.sortedKeys.enumerated() {
                if index > 0 { output += ", " }
                output += "\(GoQuote.quote(key).string):"
                append(map[key] ?? .null, isInterface: true, to: &output)
            }
            output += "}"
        case .bool(let value): output += value ? "true" : "false"
        default: output += value.typeName
        }
    }
}
