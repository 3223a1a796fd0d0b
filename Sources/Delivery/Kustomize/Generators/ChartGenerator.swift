import Documents

/// Makes objects of Helm charts that lie in the tree.
struct ChartGenerator {
    let loader: Loader

    func generate(_ arguments: ChartArguments) throws(KustomizeError) -> [Resource] {
        let title = "the chart '\(arguments.name)'"
        guard let inflater = loader.budget.inflater else {
            throw KustomizeError(.refused, "\(title) is rendered where charts are allowed only: --enable-helm")
        }
        guard !arguments.name.isEmpty else { throw KustomizeError(.invalid, "a chart has to have a name") }
        let (directory, path) = try find(arguments)
        let inflation = ChartInflation(
            directory: directory, releaseName: arguments.releaseName, nameTemplate: arguments.nameTemplate,
            namespace: arguments.namespace, values: try values(arguments, chart: path),
            includesDefinitions: arguments.includesDefinitions, includesHooks: !arguments.skipsHooks,
            includesTests: !arguments.skipsTests, apiVersions: arguments.apiVersions,
            kubeVersion: arguments.kubeVersion)
        let printed = try inflater.inflate(inflation)
        do throws(KustomizeError) {
            let resources = try ResourceReader.read(printed, limits: loader.budget.options.bounds.document)
            for resource in resources { resource.origin = Resource.Place(file: directory) }
            return resources
        } catch {
            throw KustomizeError(.invalid, "\(title) renders to what is no object: \(error.message)", file: directory)
        }
    }

    /// The chart's directory, relative to the tree's root and to the kustomization.
    private func find(_ arguments: ChartArguments) throws(KustomizeError) -> (directory: String, path: String) {
        let home = arguments.home.isEmpty ? ChartArguments.defaultHome : arguments.home
        // kustomize keeps what it fetches apart by version.
        let isFetched = !arguments.version.isEmpty && !arguments.repository.isEmpty
        let folder = isFetched ? "\(home)/\(arguments.name)-\(arguments.version)" : home
        let path = "\(folder)/\(arguments.name)"
        if let directory = try loader.directory(path) { return (directory, path) }
        let place = loader.name(of: path)
        guard !arguments.repository.isEmpty else {
            throw KustomizeError(.notFound, "there is no chart in '\(place)', and no repo to fetch it from")
        }
        throw KustomizeError(
            .refused,
            "the chart '\(arguments.name)' would be fetched from \(arguments.repository), and nothing is fetched here; "
                + "commit it to '\(place)', as `helm pull --untar` unpacks it")
    }

    private func values(
        _ arguments: ChartArguments, chart path: String
    ) throws(KustomizeError) -> [ChartInflation.ValuesFile] {
        let file = arguments.valuesFile.isEmpty ? "\(path)/values.yaml" : arguments.valuesFile
        var files: [ChartInflation.ValuesFile] = []
        if let inline = arguments.inlineValues {
            let merged = try merged(inline, arguments.valuesMerge, file)
            files.append(ChartInflation.ValuesFile(name: "valuesInline", content: merged.jsonBytes()))
        } else {
            files.append(ChartInflation.ValuesFile(name: loader.name(of: file), content: try loader.read(file)))
        }
        for path in arguments.additionalValuesFiles {
            files.append(ChartInflation.ValuesFile(name: loader.name(of: path), content: try loader.read(path)))
        }
        return files
    }

    private func merged(
        _ inline: Value, _ order: ChartArguments.ValuesMerge, _ file: String
    ) throws(KustomizeError) -> Value {
        guard order != .replace else { return inline }
        let bytes = try loader.read(file)
        let inFile: Value
        do throws(DocumentError) {
            let parts = try ManifestReader.read(bytes, limits: loader.budget.options.bounds.document)
            inFile = parts.first?.value ?? [:]
        } catch {
            var error = KustomizeError(error)
            error.file = loader.name(of: file)
            throw error
        }
        let merge = StrategicMerge(schema: loader.budget.schema.schema)
        let merged = order == .override ? try merge.apply(inline, to: inFile) : try merge.apply(inFile, to: inline)
        return Lexical.json(merged ?? [:])
    }
}
