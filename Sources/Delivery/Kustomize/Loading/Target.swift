import Documents

/// The build of one kustomization, and through it of those that it names.
struct Target {
    let file: KustomizationFile
    let loader: Loader
    /// Which of the origins that `buildMetadata` asks for are recorded; that of the outermost kustomization counts.
    let origin: Origin?

    init(_ loader: Loader, origin: Origin?) throws(KustomizeError) {
        try self.init(loader, file: try KustomizationFile.load(loader), origin: origin)
    }

    private init(_ loader: Loader, file: KustomizationFile, origin: Origin?) throws(KustomizeError) {
        self.loader = loader
        self.file = file
        self.origin = origin
        do throws(KustomizeError) { try loader.budget.schema.choose(file.openAPI, loader) } catch {
            throw error.at(loader.title, field: "openapi")
        }
    }

    /// The outermost kustomization records origins if it says so.
    init(outermost loader: Loader) throws(KustomizeError) {
        let file =
            loader.budget.options.generatesMissing
            ? try KustomizationFile.loadOrGenerate(loader) : try KustomizationFile.load(loader)
        try self.init(loader, file: file, origin: file.buildMetadata.isEmpty ? nil : Origin())
    }

    /// One that has the outermost kustomization as its only resource. Paths in it are relative to that one's directory.
    init(_ overlay: KustomizationOverlay, over base: Target) throws(KustomizeError) {
        let loader = base.loader.called(overlay.name)
        let file: KustomizationFile
        do throws(KustomizeError) { file = try KustomizationFile(overlay.fields, name: overlay.name) } catch {
            throw error.at(overlay.name)
        }
        try self.init(loader, file: file, origin: nil)
    }

    /// Everything of this kustomization, added to what a component finds, or to nothing.
    func accumulate(onto accumulated: Accumulator = Accumulator()) throws(KustomizeError) -> Accumulator {
        var result = accumulated
        try named("resources") { () throws(KustomizeError) in try addResources(file.resources, to: &result) }
        try result.configuration.merge(try configuration())
        try named("configurations") { () throws(KustomizeError) in try result.configuration.check() }
        try generate(into: &result)
        try named("components") { () throws(KustomizeError) in try addComponents(to: &result) }
        try transform(&result)
        try validate(result)
        try named("vars") { () throws(KustomizeError) in
            try result.variables.add(file.variables, from: result.set, loader.budget)
        }
        return result
    }

    /// Errors of `body` are about a field of this kustomization, unless they know better.
    func named<Result>(
        _ field: String, _ body: () throws(KustomizeError) -> Result
    ) throws(KustomizeError) -> Result {
        do throws(KustomizeError) { return try body() } catch { throw error.at(loader.title, field: field) }
    }

    // MARK: Resources and components

    func addResources(_ paths: [String], to result: inout Accumulator) throws(KustomizeError) {
        for path in paths {
            try loader.budget.checkCancellation()
            if loader.isFile(path) {
                let resources = try objects(inFile: path)
                try loader.budget.count(resources)
                try result.set.append(contentsOf: resources)
            } else {
                let target = try Target(try loader.enter(path), origin: origin?.appending(path))
                guard target.file.kind != KustomizationFile.componentKind else {
                    throw KustomizeError(
                        .invalid, "'\(RemoteDirectory.shown(path))' is a Component; name it under components",
                        kustomization: loader.title)
                }
                try result.merge(try target.accumulate())
            }
            try loader.budget.check(objects: result.set.count)
        }
    }

    private func objects(inFile path: String) throws(KustomizeError) -> [Resource] {
        let resources: [Resource]
        do throws(KustomizeError) {
            resources = try ResourceReader.read(
                try loader.read(path), limits: loader.budget.options.bounds.document)
        } catch {
            var error = error
            error.file = error.file ?? loader.name(of: path)
            throw error
        }
        loader.budget.schema.note(resources)
        for resource in resources { resource.origin.file = loader.name(of: path) }
        loader.budget.recorder?.add(resources)
        if let origin = origin?.appending(path) {
            for resource in resources { resource.body.setAnnotation(BuildAnnotations.origin, origin.text) }
        }
        return resources
    }

    private func addComponents(to result: inout Accumulator) throws(KustomizeError) {
        for path in file.components {
            let target = try Target(try loader.enter(path), origin: origin?.appending(path))
            guard target.file.kind == KustomizationFile.componentKind else {
                throw KustomizeError(
                    .invalid,
                    "'\(RemoteDirectory.shown(path))' is a \(target.file.kind) and no Component; name it under resources",
                    kustomization: loader.title)
            }
            result = try target.accumulate(onto: result)
        }
    }

    // MARK: Configuration

    private func configuration() throws(KustomizeError) -> TransformerConfiguration {
        var configuration = TransformerConfiguration.standard
        for path in file.configurations {
            try named("configurations") { () throws(KustomizeError) in
                let bytes = try loader.read(path)
                let more = try TransformerConfiguration(bytes, limits: loader.budget.options.bounds.document)
                try more.check()
                try configuration.merge(more)
            }
        }
        for path in file.customResources {
            try named("crds") { () throws(KustomizeError) in
                let more = try CustomResourceDefinitions.configuration(
                    try loader.read(path), limits: loader.budget.options.bounds.document)
                try more.check()
                try configuration.merge(more)
            }
        }
        return configuration
    }

    // MARK: Generators

    private func generate(into result: inout Accumulator) throws(KustomizeError) {
        try generate(file.configMaps, isSecret: false, into: &result)
        try generate(file.secrets, isSecret: true, into: &result)
        try inflateCharts(into: &result)
        try named("generators") { () throws(KustomizeError) in
            for plugin in try plugins(file.generators) {
                for resource in try plugin.generated(with: loader) {
                    try absorb(resource, origin: plugin.origin, by: "generators", into: &result)
                }
            }
        }
    }

    private func inflateCharts(into result: inout Accumulator) throws(KustomizeError) {
        for (index, chart) in file.charts.enumerated() {
            let field = "helmCharts[\(index)]"
            try named(field) { () throws(KustomizeError) in
                for resource in try ChartGenerator(loader: loader).generate(chart) {
                    let origin = origin?.configured(in: file.name, by: "HelmChartInflationGenerator")
                    try absorb(resource, origin: origin, by: field, into: &result)
                }
            }
        }
    }

    private func generate(
        _ list: [GeneratorArguments], isSecret: Bool, into result: inout Accumulator
    ) throws(KustomizeError) {
        let kind = isSecret ? "SecretGenerator" : "ConfigMapGenerator"
        let generator = Generator(loader: loader, isSecret: isSecret)
        for (index, arguments) in list.enumerated() {
            let field = "\(isSecret ? "secret" : "configMap")Generator[\(index)]"
            try named(field) { () throws(KustomizeError) in
                let options = GeneratorOptions.merged(arguments.options, with: file.generatorOptions)
                let resource = try generator.generate(arguments, options: options)
                try absorb(resource, origin: origin?.configured(in: file.name, by: kind), by: field, into: &result)
            }
        }
    }

    /// - Parameter field: of this kustomization, which asks for the object.
    private func absorb(
        _ resource: Resource, origin: Origin?, by field: String, into result: inout Accumulator
    ) throws(KustomizeError) {
        if let origin, resource.annotation(BuildAnnotations.origin) == nil {
            resource.body.setAnnotation(BuildAnnotations.origin, origin.text)
        }
        if resource.origin.file.isEmpty { resource.origin.file = loader.name(of: file.name) }
        let isMerged = resource.behavior == .merge
        let old = try result.set.absorb(resource)
        loader.budget.recorder?.add(resource, maker: recorded(field), mergedWith: isMerged ? old : nil)
        try loader.budget.count(resource)
        try loader.budget.check(objects: result.set.count)
    }
}
