internal import GitOpsAPI
internal import Rendering

extension GitOpsApplication.Source {
    /// Refuses what does nothing on what the files have turned out to be. Where the specification alone decides that, it was
    /// refused before.
    func requireEffects(as kind: RenderRequest.Kind) throws(RenderError) {
        guard let problem = idleField(as: Kind(kind)) else { return }
        throw RenderError(.invalid, name.isEmpty ? "spec.source.\(problem)" : problem)
    }
}

extension GitOpsApplication.Source.Kind {
    fileprivate init(_ kind: RenderRequest.Kind) {
        self =
            switch kind {
            case .manifests: .files
            case .chart: .chart
            case .overlay: .kustomization
            }
    }
}
