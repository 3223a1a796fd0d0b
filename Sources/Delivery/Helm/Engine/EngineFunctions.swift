import Documents
import GoTemplate
import GoValues

/// The functions that work on the running render: `include`, `tpl`, `required`, `fail` and `lookup`.
enum EngineFunctions {
    /// How often a template may be inside itself by `include`.
    private static let includeLimit = 1_000

    static let all: [TemplateFunction] = [
        TemplateFunction("include", GoSignature(.string, .any)) { invocation, arguments in
            try include(invocation, name: arguments[0].text ?? "", data: arguments[1])
        },
        TemplateFunction("tpl", GoSignature(.string, .any)) { invocation, arguments in
            try tpl(invocation, source: arguments[0].text ?? "", data: arguments[1])
        },
        TemplateFunction("required", GoSignature(.string, .any)) { _, arguments in
            switch arguments[1] {
            case .null: throw GoError(ExecutionErrors.marked(arguments[0].text?.string ?? ""))
            case .string(let text) where text.isEmpty:
                throw GoError(ExecutionErrors.marked(arguments[0].text?.string ?? ""))
            case let value: return value
            }
        },
        TemplateFunction("fail", GoSignature(.string)) { _, arguments in
            throw GoError(ExecutionErrors.marked(arguments[0].text?.string ?? ""))
        },
        TemplateFunction("lookup", GoSignature(.string, .string, .string, .string)) { invocation, arguments in
            guard let lookup = (invocation.session.context as? EngineContext)?.lookup else { return .map([:]) }
            let texts = arguments.map { $0.text?.string ?? "" }
            return try lookup(texts[0], texts[1], texts[2], texts[3])
        },
    ]

    private static func include(_ invocation: Invocation, name: GoString, data: GoValue) throws -> GoValue {
        let context = invocation.session.context as? EngineContext
        let depth = context?.includes[name, default: 0] ?? 0
        guard depth <= includeLimit else {
            throw GoError(
                "rendering template has a nested reference name: \(name): unable to execute template")
        }
        context?.includes[name] = depth + 1
        defer { context?.includes[name] = depth }
        return .string(GoString(bytes: try invocation.execute(name, data: data)))
    }

    /// The text for an error, as long as it is short: the errors of one `tpl` inside the other hold one another's. Nothing
    /// is cut out of it, as what is secret in it could not be told any more.
    private static func shown(_ source: GoString) -> GoString {
        source.count <= shownBytes ? GoQuote.quote(source) : GoString("a text of \(source.count) bytes")
    }

    private static let shownBytes = 512

    /// Templates that the text defines are seen by what it includes, and by nobody else.
    private static func tpl(_ invocation: Invocation, source: GoString, data: GoValue) throws -> GoValue {
        try invocation.session.charge(steps: source.count >> 4)
        let templates = invocation.templates
        let session = invocation.session
        let parsed: ParsedSource
        var bytesToGiveBack = 0
        defer { session.memory.giveBack(bytesToGiveBack) }
        do throws(TemplateError) {
            // Named as in Helm, which has no better name for the text.
            let context = session.context as? EngineContext
            if let known = context?.parsedText(source) {
                parsed = known
            } else {
                parsed = try ParsedSource(
                    name: templates.name, source: source.bytes, functions: templates.functions,
                    memory: session.memory)
                try session.hold(bytes: parsed.bytes)
                if context?.keep(parsed, of: source) != true { bytesToGiveBack = parsed.bytes }
            }
        } catch {
            throw error.isFinal ? error : error.within("cannot parse template \(shown(source)): ")
        }
        do {
            let output = try templates.execute(parsed, data: data, session: invocation.session)
            return .string(GoString(bytes: Engine.withoutNoValue(output)))
        } catch {
            throw error.isFinal
                ? error : error.within("error during tpl function execution for \(shown(source)): ")
        }
    }
}
