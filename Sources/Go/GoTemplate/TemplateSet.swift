package import Documents
package import GoValues

/// One parsed source: the template of its own name and those that it defines. Immutable, so that it can be kept and shared.
package struct ParsedSource: Sendable {
    let name: GoString
    let templates: [GoString: Template]
    /// What it takes in memory, roughly: a few bytes of a source can be many nodes.
    package let bytes: Int

    /// - Parameters:
    ///   - name: of the source's own template, and in messages.
    ///   - functions: must be those of every set to which the source is added.
    ///   - memory: where it has to fit in. Whoever keeps it takes `bytes` of it.
    package init(
        name: String, source: [UInt8], functions: FunctionTable, memory: MemoryBudget
    ) throws(TemplateError) {
        self.name = GoString(name)
        let bytesOfTexts = source.count * 2
        var parser = Parser(
            name: name, source: source, functions: functions,
            nodeLimit: (memory.left - bytesOfTexts) / ParsedSource.bytesPerNode)
        do throws(TemplateError) { templates = try parser.parse() } catch {
            if error.code == .limit { memory.noteShortage() }
            throw error
        }
        bytes = bytesOfTexts + parser.nodeCount * ParsedSource.bytesPerNode
    }

    private static let bytesPerNode = 160

    /// The names of the templates, in ascending order.
    package var names: [String] { templates.keys.sorted().map(\.string) }
}

/// Templates that can call one another by name. A copy is independent, and cheap.
package struct TemplateSet: Sendable {
    /// What a key that a map lacks gives, as Go's option `missingkey`.
    package enum MissingKey: Sendable, Hashable {
        /// Go's default: an absent key has no value, nor has anything below it.
        case invalid
        /// An absent key is the zero value of the map's elements, nil for most.
        case zero
        case error
    }

    /// The set's own name, for messages.
    package let name: String
    package let functions: FunctionTable
    package var missingKey: MissingKey
    private var templates: [GoString: Template] = [:]
    /// Those of sources that are executed together with the set; they come first. Apart from the others, because a copy of
    /// all takes longer than most such sources.
    private var latest: [GoString: Template] = [:]

    package init(name: String, functions: FunctionTable, missingKey: MissingKey) {
        self.name = name
        self.functions = functions
        self.missingKey = missingKey
    }

    /// Parses a source and adds what it defines.
    package mutating func parse(name: String, source: [UInt8], memory: MemoryBudget) throws(TemplateError) {
        add(try ParsedSource(name: name, source: source, functions: functions, memory: memory))
    }

    /// Adds a source's templates. They replace those of the same name, except that an empty one never replaces another.
    package mutating func add(_ source: ParsedSource) {
        for (name, template) in source.templates where !(template.isEmpty && templates[name] != nil) {
            templates[name] = template
        }
    }

    /// In ascending order.
    package var names: [String] { Set(templates.keys).union(latest.keys).sorted().map(\.string) }

    /// Whether a template of this name is defined.
    package func contains(_ name: GoString) -> Bool { self[name] != nil }

    /// Executes a template.
    ///
    /// - Parameters:
    ///   - data: the value of `.` and `$`. Functions may change the maps in it.
    ///   - session: shared by all templates of one render.
    package func execute(
        _ name: GoString, data: GoValue, session: RenderSession
    ) throws(TemplateError) -> [UInt8] {
        try Execution(templates: self, session: session).run(name, data: data)
    }

    /// Executes a source's own template, also where it is empty, together with the templates of the set and those that it
    /// defines.
    package func execute(
        _ source: ParsedSource, data: GoValue, session: RenderSession
    ) throws(TemplateError) -> [UInt8] {
        var templates = self
        for (name, template) in source.templates where !(template.isEmpty && self[name] != nil) {
            templates.latest[name] = template
        }
        return try Execution(templates: templates, session: session).run(
            source.templates[source.name] ?? templates[source.name], source.name, data: data)
    }

    subscript(name: GoString) -> Template? {
        if !latest.isEmpty, let template = latest[name] { return template }
        return templates[name]
    }
}
