import GoTemplate

/// Makes of the errors of templates what Helm makes of them.
enum ExecutionErrors {
    private static let warningStart = "HELM_ERR_START"
    private static let warningEnd = "HELM_ERR_END"

    /// Marks what a chart itself has to say, by `required` and `fail`, so that it can be found in what is said around it.
    static func marked(_ warning: String) -> String { warningStart + warning + warningEnd }

    /// Of a template that cannot be parsed: only where and what.
    static func parsing(_ path: String, _ message: String) -> String {
        let tokens = message.split(separator: ": ", omittingEmptySubsequences: false)
        guard tokens.count > 1, let last = tokens.last else { return "parse error in (\(path)): \(message)" }
        return "parse error at (\(tokens[1])): \(last)"
    }

    /// Of a template that failed: what the chart says, or where each of the templates stood that called one another.
    static func executing(_ path: String, _ error: TemplateError) -> String {
        let tokens = error.message.split(separator: ": ", maxSplits: 2, omittingEmptySubsequences: false)
        guard tokens.count == 3 else { return "execution error in (\(path)): \(error.message)" }
        if let start = tokens[2].firstRange(of: warningStart),
            let end = lastRange(of: warningEnd, in: tokens[2][start.upperBound...])
        {
            return "execution error at (\(tokens[1])): \(tokens[2][start.upperBound..<end.lowerBound])"
        }
        var traces: [Trace] = []
        for message in [error.message[...]] + error.inner {
            guard let trace = Trace(message) else { return error.message }
            if traces.last != trace { traces.append(trace) }
        }
        return traces.map(\.text).joined().trimmed
    }

    private static func lastRange(of text: String, in whole: Substring) -> Range<Substring.Index>? {
        whole.ranges(of: text).last
    }
}

/// One step of an error's way: where it happened, in what, and what.
private struct Trace: Equatable {
    private var place = ""
    private var action = ""
    private var message: String

    /// Nil where the text is no error of a template.
    init?(_ text: Substring) {
        guard text.hasPrefix("template: ") else { return nil }
        let rest = text.dropFirst("template: ".count)
        if rest.hasPrefix("no template ") {
            message = String(text)
        } else if let cut = rest.firstRange(of: ": executing ") {
            let parts = rest[cut.upperBound...]
            guard parts.hasPrefix("\""), let quote = parts.dropFirst().firstIndex(of: "\""),
                parts[parts.index(after: quote)...].hasPrefix(" at <"),
                let end = parts[quote...].firstRange(of: ">: ")
            else { return nil }
            place = String(rest[..<cut.lowerBound])
            action = "executing \(parts[..<end.lowerBound])>:"
            message = Self.own(parts[end.upperBound...])
        } else if let cut = rest.ranges(of: ": ").last {
            place = String(rest[..<cut.lowerBound])
            message = Self.own(rest[cut.upperBound...])
        } else {
            return nil
        }
    }

    var text: String {
        (place.isEmpty ? "" : "\(place)\n  ") + (action.isEmpty ? "" : "\(action)\n    ")
            + (message.isEmpty ? "" : "\(message)\n")
    }

    /// Without the error beneath, which has a trace of its own.
    private static func own(_ message: Substring) -> String {
        String(message[..<(message.firstRange(of: " template:")?.lowerBound ?? message.endIndex)])
    }
}
