import Documents

/// Follows the names of objects that were renamed to where other objects name them.
struct ReferenceTransformer: Transformer {
    var references: [NameReference]

    func transform(
        _ set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        let candidates = Candidates(set.resources)
        for (index, referrer) in set.resources.enumerated() {
            var fixer = try ReferenceFixer(index, referrer.body, in: candidates, budget)
            for reference in references {
                for spec in reference.referrers where fixer.concerns(spec) {
                    try fixer.fix(&referrer.body, spec, to: reference)
                }
            }
            try budget.count(referrer)
        }
    }
}
