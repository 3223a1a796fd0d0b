internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Rendering

/// What decides how a chart renders, besides its files.
extension ApplicationRenderer {
    /// - Parameter rendered: told what the cluster could not be asked for.
    func chartOptions(
        _ resolved: ResolvedSource, noting rendered: inout RenderedSources
    ) async throws(KubeError) -> ChartOptions {
        let helm = resolved.source.helm
        var options = ChartOptions(
            releaseName: helm.releaseName.isEmpty ? owner.application.name : helm.releaseName,
            namespace: subject.destination.namespace(from: owner.application.namespace))
        options.valueFiles = helm.valueFiles
        options.ignoreMissingValueFiles = helm.ignoreMissingValueFiles
        options.valuesFrom = resolved.values
        options.values = helm.values
        options.parameters = helm.parameters.map {
            ChartOptions.Parameter(name: $0.name, value: $0.value, forceString: $0.forceString)
        }
        options.fileParameters = helm.fileParameters.map { ChartOptions.FileParameter(name: $0.name, path: $0.path) }
        options.skipCRDs = helm.skipCRDs
        options.skipTests = helm.skipTests
        options.skipSchemaValidation = helm.skipSchemaValidation
        options.cluster = try await cluster(helm, noting: &rendered)
        options.randomness = randomness(resolved.source)
        options.owner = "\(owner.application) \(owner.uid)"
        return options
    }

    /// For the charts that a kustomization names, which says all the rest itself.
    func overlayChartOptions(_ source: GitOpsApplication.Source) -> ChartOptions {
        var options = ChartOptions()
        options.randomness = randomness(source)
        options.owner = "\(owner.application) \(owner.uid)"
        return options
    }

    private func cluster(
        _ helm: GitOpsApplication.Helm, noting rendered: inout RenderedSources
    ) async throws(KubeError) -> ChartOptions.Cluster {
        guard helm.kubeVersion.isEmpty || helm.apiVersions.isEmpty else {
            return ChartOptions.Cluster(kubeVersion: helm.kubeVersion, apiVersions: helm.apiVersions)
        }
        let served = try await sources.cluster.versions.current()
        if !served.isWhole, helm.apiVersions.isEmpty {
            rendered.unaskedVersions = served.unasked
            rendered.wake.within(Pauses.lookup)
        }
        return ChartOptions.Cluster(
            kubeVersion: helm.kubeVersion.isEmpty ? served.server.gitVersion : helm.kubeVersion,
            apiVersions: helm.apiVersions.isEmpty ? served.names : helm.apiVersions,
            isWhole: helm.apiVersions.isEmpty)
    }

    /// Two sources of one application draw different bytes, whatever their charts.
    private func randomness(_ source: GitOpsApplication.Source) -> Randomness {
        switch source.helm.randomness {
        case .stable:
            .keyed(
                sources.options.randomness,
                scope: source.name.isEmpty ? "\(owner.application)" : "\(owner.application) \(source.name)")
        case .native: .native
        case .refuse: .refused
        }
    }
}
