import Documents

/// Follows the names of objects that were renamed to where other objects name them.
struct ReferenceTransformer: Transformer {
    var references: [NameReference]

    func transform(_ set: inout ResourceSet) throws(KustomizeError) {
        let candidates = Candidates(set.resources)
        for (index, referrer) in set.resources.enumerated() {
            let fixer = try ReferenceFixer(index, referrer.body, in: candidates)
            var found: [Int] = []
            for reference in references {
                for spec in reference.referrers where fixer.concerns(spec) {
                    found += try fixer.fix(&referrer.body, spec, to: reference)
                }
            }
            for index in found { set.resources[index].addReferrer(fixer.id) }
        }
    }
}
