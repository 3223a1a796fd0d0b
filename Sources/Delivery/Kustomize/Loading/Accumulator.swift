/// What has come together of a kustomization and of those that it uses: objects, and what is done to them later.
struct Accumulator {
    var set = ResourceSet()
    var configuration = TransformerConfiguration()
    var variables = VariableSet()

    mutating func merge(_ other: Accumulator) throws(KustomizeError) {
        try set.append(contentsOf: other.set.resources)
        try configuration.merge(other.configuration)
        try variables.merge(other.variables)
    }
}
