/// One step that changes the objects of a kustomization.
protocol Transformer {
    /// Counts each object that it has changed, so that a build ends in time and in bounds.
    func transform(_ set: inout ResourceSet, _ budget: BuildBudget) throws(KustomizeError)
}
