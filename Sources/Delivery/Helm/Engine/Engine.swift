import Documents
import GoTemplate
import GoValues
import TemplateFunctions

/// Parses and executes all templates of a chart.
struct Engine {
    let functions: FunctionTable
    /// Nil where nothing is kept for the next render.
    let cache: TemplateCache?
    let limits: RenderLimits
    let memory: MemoryBudget
    let sources: any FunctionSources
    let lookup: ChartLookup?
    let recorder: ChartRecorder?
    let interruption: () -> RenderSession.Interruption?

    /// What each template comes to, by its path.
    func render(_ templates: [ScopedTemplate]) throws(HelmError) -> [String: [UInt8]] {
        var set = TemplateSet(name: "gotpl", functions: functions, missingKey: .zero)
        for template in templates {
            try HelmError.check(interruption)
            do throws(TemplateError) {
                let parsed = try parsed(template)
                // As much for one that others have parsed already: whether a chart is too large is up to the chart alone.
                guard memory.take(parsed.bytes) else { throw tooLarge }
                set.add(parsed)
            } catch {
                throw HelmError(
                    error.isFinal ? .limit : .template, ExecutionErrors.parsing(template.path, error.message))
            }
        }
        let context = EngineContext(sources: sources, lookup: lookup)
        let session = RenderSession(
            limits: limits, memory: memory, context: context, recorder: recorder?.recorder, interruption: interruption)
        var rendered: [String: [UInt8]] = [:]
        for template in templates where !FilePath.baseName(template.path).hasPrefix("_") {
            guard rendered[template.path] == nil else {
                throw HelmError(
                    .chart, "two templates are called \(template.path), in two spellings of Unicode; rename one")
            }
            context.template = template.path
            template.scope["Template"] = .map(
                GoMap(
                    ["Name": .string(template.path), "BasePath": .string(template.basePath)],
                    type: .values))
            do {
                let output = try set.execute(
                    GoString(template.path), data: .map(template.scope), session: session)
                rendered[template.path] = Self.withoutNoValue(output)
                recorder?.end(template.path, without: Self.noValue)
            } catch {
                throw HelmError(
                    error.isFinal ? .limit : .template, ExecutionErrors.executing(template.path, error))
            }
        }
        // What the session has counted it lets go of.
        try HelmError.take(rendered.values.reduce(0) { $0 + $1.count }, of: memory)
        return rendered
    }

    private var tooLarge: TemplateError {
        TemplateError(
            .limit, "the templates take too much memory: rendering may take \(memory.limit) bytes; split the chart")
    }

    private func parsed(_ template: ScopedTemplate) throws(TemplateError) -> ParsedSource {
        guard let cache else {
            return try ParsedSource(name: template.path, source: template.source, functions: functions, memory: memory)
        }
        return try cache.parsed(template, functions: functions, memory: memory)
    }

    private static let noValue = Array("<no value>".utf8)

    /// Go prints this for what is not there, and Helm takes it out again.
    static func withoutNoValue(_ output: [UInt8]) -> [UInt8] {
        guard var next = find(output, from: 0) else { return output }
        var result: [UInt8] = []
        result.reserveCapacity(output.count)
        var start = 0
        while true {
            result += output[start..<next]
            start = next + noValue.count
            guard let following = find(output, from: start) else { return result + output[start...] }
            next = following
        }
    }

    private static func find(_ output: [UInt8], from start: Int) -> Int? {
        var position = start
        while let open = output[position...].firstIndex(of: UInt8(ascii: "<")) {
            if output[open...].starts(with: noValue) { return open }
            position = open + 1
        }
        return nil
    }
}
