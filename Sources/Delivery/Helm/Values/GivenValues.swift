package import Documents
package import GoValues

/// The values that are given for a chart, from all places where Helm takes them, in Helm's order: files, then JSON, then
/// parameters, then texts, then the contents of files, then literal texts.
package struct GivenValues: Sendable {
    /// A file of values and the name that errors give it.
    package struct File: Sendable {
        package var name: String
        package var content: [UInt8]

        package init(name: String, content: [UInt8]) {
            self.name = name
            self.content = content
        }
    }

    package var files: [File] = []
    /// `--set-json`
    package var json: [String] = []
    /// `--set`
    package var parameters: [String] = []
    /// `--set-string`
    package var texts: [String] = []
    /// `--set-file`
    package var fileParameters: [String] = []
    /// `--set-literal`
    package var literals: [String] = []

    package init() {}

    /// All of them, the later over the earlier ones, and all over `base`, which is changed by it.
    ///
    /// - Parameters:
    ///   - memory: where each file has to fit in; nil where nobody reckons that.
    ///   - read: the content of a file that a file parameter names.
    package func merged(
        over base: GoMap = GoMap(), memory: MemoryBudget? = nil, read: (String) throws(HelmError) -> [UInt8]
    ) throws(HelmError) -> GoMap {
        var values = base
        for file in files {
            do {
                let content = ChartLoader.withoutMark(file.content)
                values = Tables.merged(try ChartYAML.values(content, memory: memory), over: values)
            } catch {
                throw HelmError(error.code, "failed to parse \(file.name): \(error.message)")
            }
        }
        let budget = ParameterBudget()
        try set(json, .json, "--set-json", in: &values, budget)
        try set(parameters, .typed, "--set", in: &values, budget)
        try set(texts, .text, "--set-string", in: &values, budget)
        for line in fileParameters {
            do {
                try Parameters.setFiles(line, in: values, budget: budget) { path throws(HelmError) in
                    GoString(bytes: try read(path))
                }
            } catch {
                throw HelmError(error.code, "failed parsing --set-file data: \(error.message)")
            }
        }
        try set(literals, .literal, "--set-literal", in: &values, budget)
        return values
    }

    private func set(
        _ lines: [String], _ style: Parameters.Style, _ option: String, in values: inout GoMap,
        _ budget: ParameterBudget
    ) throws(HelmError) {
        for line in lines {
            do {
                if style == .json, let object = try Parameters.object(line) {
                    values = Tables.merged(object, over: values)
                } else {
                    try Parameters.set(line, style, in: values, budget: budget)
                }
            } catch {
                throw HelmError(error.code, "failed parsing \(option) data: \(error.message)")
            }
        }
    }
}
