import GoValues

/// Where an execution stands, and the messages that say so.
extension Execution {
    /// An error of what is being executed. Not inlined: it would make the frames of those who throw large.
    @inline(never)
    func error(_ message: String, cause: String? = nil, beneath: [Int] = []) -> TemplateError {
        located(TemplateError(.execution, message, cause: cause, beneath: beneath))
    }

    /// The error, with the place at which the execution stands.
    @inline(never)
    func located(_ error: TemplateError) -> TemplateError {
        let place = place(of: node)
        let name = GoQuote.quote(GoString(place.template))
        let location = "\(place.source):\(place.line):\(place.column)"
        return TemplateError(
            error.code, "template: \(location): executing \(name) at <\(nodeText(node))>: \(error.message)",
            source: place.source, line: place.line, column: place.column, cause: error.cause,
            beneath: error.beneath)
    }

    func nodeText(_ node: Int) -> String {
        template.flatMap { NodeSearch(id: node).text(in: $0.body) } ?? ""
    }

    /// A value as `%v` prints it, for messages.
    func text(of value: GoValue) -> String {
        (try? GoFormat.text(value)).map { GoString(bytes: $0).string } ?? "a value that is too large"
    }

    func place(of node: Int) -> SourcePlace {
        template?.place(of: node) ?? SourcePlace(source: "", template: "", offset: 0, line: 1, column: 0)
    }
}
