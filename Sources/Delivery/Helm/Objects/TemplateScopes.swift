import GoValues

/// A file of `templates/`, and what its template sees.
struct ScopedTemplate {
    /// With the charts it is in.
    let path: String
    let source: [UInt8]
    /// What `.` is. Templates of one chart share it, and what one of them changes in it the next ones see.
    let scope: GoMap
    /// The folder of the chart's templates.
    let basePath: String
}

/// The templates of a chart and of all charts below it, each with the objects of its own chart.
struct TemplateScopes {
    private(set) var templates: [ScopedTemplate] = []
    private let release: GoValue
    private let capabilities: GoValue
    private let fileUse: FileUse?

    /// - Parameter fileUse: told of the use of the outermost chart's files.
    init(
        _ chart: Chart, values: GoMap, release: Release, capabilities: Capabilities, fileUse: FileUse? = nil
    ) {
        self.fileUse = fileUse
        self.release = .map(release.asMap)
        self.capabilities = .object(CapabilitiesObject(capabilities))
        _ = add(chart, values: values, below: nil)
    }

    /// Returns the chart's scope, for `.Subcharts` of the one above.
    private mutating func add(_ chart: Chart, values: GoMap, below parent: String?) -> GoMap {
        let path = chart.path(below: parent)
        let subcharts = GoMap()
        let scope = GoMap(
            [
                "Chart": .map(chart.metadata.asMap(isRoot: parent == nil)),
                "Files": .object(FilesObject(chart.files, use: parent == nil ? fileUse : nil)), "Release": release,
                "Capabilities": capabilities,
                // The values of a chart below are shared with its parent's, where they have the type of any other map.
                "Values": .map(GoMap(values, as: .values)),
                "Subcharts": .map(subcharts),
            ], type: .values)
        for dependency in chart.dependencies {
            let table = Tables.table([GoString(dependency.name)], in: values) ?? GoMap()
            let scope = add(dependency, values: table, below: path)
            subcharts[GoString(dependency.name)] = .map(GoMap(scope, as: .any))
        }
        for file in chart.templates where !chart.isLibrary || file.baseName.hasPrefix("_") {
            templates.append(
                ScopedTemplate(
                    path: "\(path)/\(file.name)", source: file.data, scope: scope, basePath: "\(path)/templates"))
        }
        return scope
    }

    /// The order in which Helm parses and renders: files in deeper folders first, and those of one depth backwards by name.
    /// So of two definitions of one name, that of the outer chart wins.
    var inOrder: [ScopedTemplate] {
        // By bytes: Swift takes texts for equal that only differ in how Unicode writes them.
        var byPath: [GoString: ScopedTemplate] = [:]
        for template in templates { byPath[GoString(template.path)] = template }
        return byPath.values.sorted { left, right in
            let depths = (FilePath.depth(left.path), FilePath.depth(right.path))
            if depths.0 != depths.1 { return depths.0 > depths.1 }
            return right.path.utf8.lexicographicallyPrecedes(left.path.utf8)
        }
    }
}
