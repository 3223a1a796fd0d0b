internal import Documents

extension ImpactRule {
    /// What no other rule holds for.
    static let remainingRules = [
        ImpactRule("mounted", .medium, "a ConfigMap changes that a workload reads, or may read") { object in
            guard object.action == .update, object.isKind("ConfigMap", of: ""), object.isMounted != false else {
                return []
            }
            return changesMetadataOnly(object) ? [] : ["changes a ConfigMap that workloads read"]
        },
        ImpactRule("unmounted", .low, "a ConfigMap changes that no workload of the application reads") { object in
            guard object.action == .update, object.isKind("ConfigMap", of: ""), object.isMounted == false else {
                return []
            }
            return changesMetadataOnly(object) ? [] : ["changes a ConfigMap that no workload of the application reads"]
        },
        ImpactRule("changed", .medium, "anything else of an object changes") { object in
            guard object.action == .update, !object.isKind("ConfigMap", of: ""), !changesMetadataOnly(object) else {
                return []
            }
            return ["changes \(object.kindWithArticle)"]
        },
        ImpactRule("metadata", .low, "labels and annotations change, and nothing else") { object in
            guard object.action == .update, changesMetadataOnly(object), object.differs() else { return [] }
            return ["changes labels or annotations"]
        },
        ImpactRule("created", .low, "an object is made, and no other rule holds") { object in
            object.action == .create ? ["makes \(object.kindWithArticle)"] : []
        },
    ]

    private static func changesMetadataOnly(_ object: ChangedObject) -> Bool {
        func rest(_ document: Value?) -> Value? {
            var rest = document
            rest?["metadata"] = nil
            return rest
        }
        return Differences.agree(rest(object.live), rest(object.predicted), kind: object.id.kind)
    }
}
