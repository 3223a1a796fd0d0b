import Documents
package import GoValues
import GoYAML

/// How long the lists may become that all parameters of a chart set: a few letters ask for a long one.
package final class ParameterBudget {
    private static let limit = 1_000_000
    private var elements = 0

    package init() {}

    func take(elements count: Int) throws(HelmError) {
        elements += count
        guard elements <= Self.limit else {
            throw HelmError(
                .limit, "the lists that parameters set are too long: \(Self.limit) elements in all are allowed")
        }
    }
}

/// Values that are written in one line, as Helm's `--set` and its sisters take them: `a.b=1,c[0]=x,d={x,y}`.
package enum Parameters {
    /// How the right side of an assignment is understood.
    package enum Style: Sendable, Hashable {
        /// `--set`: booleans, whole numbers, `null`, else text.
        case typed
        /// `--set-string`: text.
        case text
        /// `--set-json`: JSON.
        case json
        /// `--set-literal`: everything after the first `=` is text, commas and backslashes too.
        case literal
    }

    /// Sets what a line says in `values`; what was there before at those places goes.
    package static func set(
        _ line: String, _ style: Style, in values: GoMap, budget: ParameterBudget = ParameterBudget()
    ) throws(HelmError) {
        var parser = ParameterParser(line, style, budget: budget) { text in
            style == .typed ? typed(text) : .string(text)
        }
        try parser.run(into: values)
    }

    /// `--set-file`: the right sides name files; `read` gives their content.
    package static func setFiles(
        _ line: String, in values: GoMap, budget: ParameterBudget = ParameterBudget(),
        read: (String) throws(HelmError) -> GoString
    ) throws(HelmError) {
        try withoutActuallyEscaping(read) { read throws(HelmError) in
            var parser = ParameterParser(line, .text, budget: budget) { text throws(HelmError) in
                .string(try read(text))
            }
            try parser.run(into: values)
        }
    }

    /// The whole of a `--set-json` that is a JSON object; nil where it is an assignment.
    static func object(_ line: String) throws(HelmError) -> GoMap? {
        guard line.trimmed.hasPrefix("{") else { return nil }
        do {
            return try GoJSON.unmarshalMap(Array(line.trimmed.utf8), limits: .file)
        } catch {
            throw HelmError(.values, error.message)
        }
    }

    /// Numbers with a leading zero stay text.
    static func typed(_ text: String) -> GoValue {
        switch text.lowercased() {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case "0": return .int64(0)
        default:
            let isNumber = text.first != "0" && !text.isEmpty
            return isNumber ? Int64(text).map { .int64($0) } ?? .string(text) : .string(text)
        }
    }
}
