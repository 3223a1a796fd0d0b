import Documents
import SourceTrees

/// Makes objects of Helm charts that lie in the tree, or are fetched.
struct ChartGenerator {
    let loader: Loader

    func generate(_ arguments: ChartArguments) throws(KustomizeError) -> [Resource] {
        let title = "the chart '\(arguments.name)'"
        guard let inflater = loader.budget.inflater else {
            throw KustomizeError(.refused, "\(title) is rendered where charts are allowed only: --enable-helm")
        }
        guard !arguments.name.isEmpty else { throw KustomizeError(.invalid, "a chart has to have a name") }
        let chart = try find(arguments)
        let inflation = ChartInflation(
            tree: chart.tree, directory: chart.directory, place: chart.place, releaseName: arguments.releaseName,
            nameTemplate: arguments.nameTemplate, namespace: arguments.namespace,
            values: try values(arguments, of: chart), includesDefinitions: arguments.includesDefinitions,
            includesHooks: !arguments.skipsHooks, includesTests: !arguments.skipsTests,
            apiVersions: arguments.apiVersions, kubeVersion: arguments.kubeVersion)
        let printed = try inflater.inflate(inflation)
        do throws(KustomizeError) {
            let resources = try ResourceReader.read(printed, limits: loader.budget.options.bounds.document)
            for resource in resources { resource.origin = Resource.Place(file: chart.place) }
            return resources
        } catch {
            throw KustomizeError(
                .invalid, "\(title) renders to what is no object: \(error.message)", file: chart.place)
        }
    }

    private struct FoundChart {
        var tree: any SourceTree
        /// Relative to the tree's root.
        var directory: String
        /// Where the chart lies, or would if kustomize had fetched it; relative to the kustomization.
        var path: String
        /// The same, for messages.
        var place: String
        var isFetched = false
    }

    private func find(_ arguments: ChartArguments) throws(KustomizeError) -> FoundChart {
        let home = arguments.home.isEmpty ? ChartArguments.defaultHome : arguments.home
        // kustomize keeps what it fetches apart by version.
        let hasVersion = !arguments.version.isEmpty && !arguments.repository.isEmpty
        let folder = hasVersion ? "\(home)/\(arguments.name)-\(arguments.version)" : home
        let path = "\(folder)/\(arguments.name)"
        let place = loader.name(of: path)
        if let directory = try loader.directory(path) {
            return FoundChart(tree: loader.tree, directory: directory, path: path, place: place)
        }
        guard !arguments.repository.isEmpty else {
            throw KustomizeError(.notFound, "there is no chart in '\(place)', and no repo to fetch it from")
        }
        guard !arguments.repository.contains(where: { "@?#".contains($0) }) else {
            throw KustomizeError(
                .refused,
                "the repo of the chart '\(arguments.name)', \(RemoteDirectory.shown(arguments.repository)), has a user, a "
                    + "password or a query, and charts that kustomizations name are fetched without; commit it to '\(place)'"
            )
        }
        guard let remotes = loader.budget.remotes else {
            throw KustomizeError(
                .refused,
                "the chart '\(arguments.name)' would be fetched from \(arguments.repository), which is not allowed here; "
                    + "commit it to '\(place)', as `helm pull --untar` unpacks it, or allow it: --allow-remote-bases")
        }
        let chart = RemoteChart(
            repository: arguments.repository, name: arguments.name, version: arguments.version)
        return FoundChart(
            tree: try remotes.files(of: chart), directory: "", path: path, place: place, isFetched: true)
    }

    private func values(
        _ arguments: ChartArguments, of chart: FoundChart
    ) throws(KustomizeError) -> [ChartInflation.ValuesFile] {
        let file = arguments.valuesFile.isEmpty ? "\(chart.path)/values.yaml" : arguments.valuesFile
        var files: [ChartInflation.ValuesFile] = []
        if let inline = arguments.inlineValues {
            let merged = try merged(inline, arguments.valuesMerge, file, of: chart)
            files.append(ChartInflation.ValuesFile(name: "valuesInline", content: merged.jsonBytes()))
        } else {
            files.append(ChartInflation.ValuesFile(name: loader.name(of: file), content: try read(file, of: chart)))
        }
        for path in arguments.additionalValuesFiles {
            files.append(ChartInflation.ValuesFile(name: loader.name(of: path), content: try loader.read(path)))
        }
        return files
    }

    /// A file of the kustomization's, or of a fetched chart: it is named by where kustomize would have unpacked it.
    private func read(_ path: String, of chart: FoundChart) throws(KustomizeError) -> [UInt8] {
        guard chart.isFetched, let whole = try? TreePath.normalise(path),
            let folder = try? TreePath.normalise(chart.path), whole.hasPrefix("\(folder)/")
        else { return try loader.read(path) }
        return try loader.budget.read(String(whole.dropFirst(folder.count + 1)), from: chart.tree)
    }

    private func merged(
        _ inline: Value, _ order: ChartArguments.ValuesMerge, _ file: String, of chart: FoundChart
    ) throws(KustomizeError) -> Value {
        guard order != .replace else { return inline }
        let bytes = try read(file, of: chart)
        let inFile: Value
        do throws(DocumentError) {
            let parts = try ManifestReader.read(bytes, limits: loader.budget.options.bounds.document)
            inFile = parts.first?.value ?? [:]
        } catch {
            var error = KustomizeError(error)
            error.file = loader.name(of: file)
            throw error
        }
        let merge = StrategicMerge(schema: loader.budget.schema.schema())
        let merged = order == .override ? try merge.apply(inline, to: inFile) : try merge.apply(inFile, to: inline)
        return Lexical.json(merged ?? [:])
    }
}
