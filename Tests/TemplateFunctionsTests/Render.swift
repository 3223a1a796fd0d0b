import Documents
import GoTemplate
import GoValues
import TemplateFunctions

/// One template and what it may call.
struct Render {
    static let functions = FunctionTable(TemplateFunctions.all)

    var values: [GoString: GoValue] = [:]
    var sources: (any FunctionSources)? = NativeSources { (1_600_000_000, 0) }
    var steps = 1_000_000
    var bytes = 1 << 20
    var memory = 8 << 20

    /// The output, as Helm's engine gives it.
    func callAsFunction(_ template: String) throws(TemplateError) -> String {
        var set = TemplateSet(name: "gotpl", functions: Self.functions, missingKey: .zero)
        let memory = MemoryBudget(bytes: memory)
        try set.parse(name: "p/templates/t.txt", source: Array(template.utf8), memory: memory)
        let session = RenderSession(
            limits: RenderLimits(steps: steps, bytes: bytes, depth: 1_000), memory: memory, context: sources
        ) { nil }
        let data = GoValue.map(["Values": .map(GoMap(values, type: .named("common.Values")))])
        let output = try set.execute("p/templates/t.txt", data: data, session: session)
        return GoString(bytes: output).string.replacing("<no value>", with: "")
    }
}
