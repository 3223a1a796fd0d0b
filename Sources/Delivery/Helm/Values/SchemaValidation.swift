import Documents
import GoRegexp
import GoTemplate
import GoValues
import JSONSchema

/// Holds values against the schemas of a chart and of the charts below it.
struct SchemaValidation {
    let memory: MemoryBudget
    let interruption: () -> RenderSession.Interruption?

    /// Throws with every reason, by chart.
    func check(_ chart: Chart, _ values: GoMap) throws(HelmError) {
        let problems = problems(chart, values)
        try HelmError.check(interruption)
        guard problems.isEmpty else {
            throw HelmError(
                .values,
                "values don't meet the specifications of the schema(s) in the following chart(s):\n\(problems)")
        }
    }

    private func problems(_ chart: Chart, _ values: GoMap) -> String {
        var problems = ""
        if let schema = chart.schema {
            do {
                try check(values, schema)
            } catch {
                problems += "\(chart.name):\n\(error.message)"
            }
        }
        for dependency in chart.dependencies {
            switch values[GoString(dependency.name)] {
            case nil, .null?: continue
            case .map(let table)?: problems += self.problems(dependency, table)
            case .some(let other):
                problems +=
                    "\(dependency.name):\ninvalid type for values: expected object (map), got \(other.typeName)\n"
            }
        }
        return problems
    }

    private static let location = "file:///values.schema.json"
    private static let compiler = JSONSchemaCompiler(
        patterns: { (text) throws(JSONSchemaError) in try Pattern(text) }, checks: JSONSchemaCompiler.usualChecks)

    private func check(_ values: GoMap, _ schema: [UInt8]) throws(JSONSchemaError) {
        let document = try document(schema)
        let value: Value
        do {
            value = try GoValue.map(values).document(nodes: memory.bounds(within: .file).nodes)
        } catch {
            if error.isLimit { memory.noteShortage() }
            throw JSONSchemaError(.limit, error.message)
        }
        do {
            try Self.compiler.compile(document, location: Self.location)
                .validate(value) { interruption() != nil }
        } catch let error where error.code == .value {
            // The first line names the schema, which is always the same.
            let reasons = error.message.split(separator: "\n", maxSplits: 1).last ?? ""
            throw JSONSchemaError(.value, "\(reasons)\n")
        }
    }

    private func document(_ schema: [UInt8]) throws(JSONSchemaError) -> Value {
        var bounds = DocumentLimits.file
        bounds.nodes = min(bounds.nodes, memory.left / ChartLimits.bytesPerSchemaNode)
        let document: Value
        do {
            document = try JSON.parse(schema, file: nil, limits: bounds)
        } catch {
            memory.note(error.code, of: bounds, within: .file)
            throw JSONSchemaError(error.code == .limit ? .limit : .schema, "values.schema.json: \(error)")
        }
        guard Self.patterns(in: document) <= ChartLimits.patterns else {
            throw JSONSchemaError(
                .limit, "values.schema.json: has more than \(ChartLimits.patterns) regular expressions")
        }
        return document
    }

    /// How many there are at most: a member of this name need not be one.
    private static func patterns(in value: Value) -> Int {
        switch value {
        case .array(let elements): elements.reduce(0) { $0 + patterns(in: $1) }
        case .object(let object):
            object.reduce(0) { sum, member in
                let own =
                    member.key == "pattern"
                    ? 1 : member.key == "patternProperties" ? member.value.object?.count ?? 0 : 0
                return sum + own + patterns(in: member.value)
            }
        default: 0
        }
    }

    private struct Pattern: SchemaPattern {
        private let regexp: GoRegexp

        init(_ text: String) throws(JSONSchemaError) {
            do {
                regexp = try GoRegexp.compiled(GoString(text))
            } catch {
                throw JSONSchemaError(.schema, error.message)
            }
        }

        func matches(_ text: String) -> Bool { regexp.matches(GoString(text)) }
    }
}
