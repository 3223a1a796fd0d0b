import GoTemplate
import GoValues

extension ChartRenderer {
    /// The name that a template gives to a release, as `helm template --name-template` makes it.
    package func releaseName(from template: String) throws(HelmError) -> String {
        let title = "name-template"
        var set = TemplateSet(name: title, functions: Self.functions, missingKey: .invalid)
        do throws(TemplateError) {
            set.add(
                try ParsedSource(name: title, source: Array(template.utf8), functions: Self.functions, memory: memory))
            let session = RenderSession(
                limits: limits, memory: memory, context: EngineContext(sources: sources, lookup: nil),
                interruption: interruption)
            let name = try set.execute(GoString(title), data: .null, session: session)
            return String(decoding: name, as: UTF8.self)
        } catch {
            throw HelmError(error.isFinal ? .limit : .template, "the template of the name: \(error.message)")
        }
    }
}
