import GoValues

extension ChartMetadata {
    /// Takes over what the mapping has; what it lacks stays as it is. That is how `requirements.yaml` adds its
    /// dependencies to what `Chart.yaml` says.
    mutating func read(_ map: GoMap) throws(HelmError) {
        let reader = MetadataReader(map, type: "Metadata")
        try readTexts(reader)
        if reader.value("sources") != nil { sources = try reader.texts("sources") }
        if reader.value("keywords") != nil { keywords = try reader.texts("keywords") }
        if reader.value("annotations") != nil { annotations = try reader.textMap("annotations") }
        if reader.value("deprecated") != nil { deprecated = try reader.flag("deprecated") }
        if let maintainers = try reader.readers("maintainers", type: "Maintainer", pointer: "*v2.Maintainer") {
            self.maintainers = []
            for maintainer in maintainers {
                guard let maintainer else {
                    throw Self.invalid("maintainers must not contain empty or null nodes")
                }
                self.maintainers.append(try Maintainer(maintainer))
            }
        }
        if let dependencies = try reader.readers("dependencies", type: "Dependency", pointer: "*v2.Dependency") {
            self.dependencies = try ChartDependency.list(dependencies)
        }
    }

    private mutating func readTexts(_ reader: MetadataReader) throws(HelmError) {
        let texts: [(String, WritableKeyPath<ChartMetadata, String>)] = [
            ("name", \.name), ("home", \.home), ("version", \.version), ("description", \.description),
            ("icon", \.icon), ("apiVersion", \.apiVersion), ("condition", \.condition), ("tags", \.tags),
            ("appVersion", \.appVersion), ("kubeVersion", \.kubeVersion), ("type", \.type),
        ]
        for (name, path) in texts where reader.value(name) != nil { self[keyPath: path] = try reader.text(name) }
    }
}

extension ChartMetadata.Maintainer {
    fileprivate init(_ reader: MetadataReader) throws(HelmError) {
        self.init(name: try reader.text("name"), email: try reader.text("email"), url: try reader.text("url"))
    }
}

extension ChartDependency {
    /// The dependencies that a list declares, in `Chart.yaml` or `Chart.lock`.
    static func list(_ readers: [MetadataReader?]) throws(HelmError) -> [ChartDependency] {
        guard readers.count <= ChartLimits.charts else {
            throw HelmError(.limit, "there are more than \(ChartLimits.charts) dependencies")
        }
        var dependencies: [ChartDependency] = []
        for reader in readers {
            guard let reader else { throw ChartMetadata.invalid("dependencies must not contain empty or null nodes") }
            dependencies.append(try ChartDependency(reader))
        }
        return dependencies
    }

    private init(_ reader: MetadataReader) throws(HelmError) {
        name = try reader.text("name")
        version = try reader.text("version")
        repository = try reader.text("repository")
        condition = try reader.text("condition")
        tags = try reader.texts("tags")
        isEnabled = try reader.flag("enabled")
        importValues = try reader.list("import-values", of: "interface {}") ?? []
        alias = try reader.text("alias")
    }
}
