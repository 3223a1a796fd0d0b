internal import Documents
internal import KubeModel

extension ImpactRule {
    /// What cannot be brought back, and what others lean on.
    static let removalRules = [
        ImpactRule("namespace-removed", .critical, "a Namespace is deleted or replaced, with all that is in it") {
            removed($0, $0.isKind("Namespace", of: ""))
        },
        ImpactRule(
            "definition-removed", .critical, "a CustomResourceDefinition is deleted or replaced, with its objects"
        ) {
            removed($0, $0.isKind("CustomResourceDefinition", of: KindGroups.definitions))
        },
        ImpactRule("volume-removed", .critical, "a PersistentVolume or PersistentVolumeClaim is deleted or replaced") {
            removed($0, $0.isKind("PersistentVolume", of: "") || $0.isKind("PersistentVolumeClaim", of: ""))
        },
        ImpactRule("stateful-removed", .critical, "a StatefulSet with claims is deleted or replaced") {
            removed($0, $0.isKind("StatefulSet", of: KindGroups.apps) && hasClaims($0.live), with: " with claims")
        },
        ImpactRule("storage-shrunk", .critical, "a claim, a volume or a template of claims asks for less storage") {
            shrunkStorage($0)
        },
        ImpactRule(
            "serving-removed", .high, "a workload, Service, Ingress, object of the Gateway API or Secret is deleted"
        ) { removed($0, $0.action == .delete && KindGroups.isServing($0.id)) },
        ImpactRule("replaced", .high, "an object is replaced, because a field of it cannot be changed") {
            removed($0, $0.action == .replace)
        },
        ImpactRule("unknown-removed", .high, "an object of a kind that is not Kubernetes' own is deleted") {
            removed($0, $0.action == .delete && !KindGroups.isBuiltIn($0.id.group) && !KindGroups.isServing($0.id))
        },
        ImpactRule("removed", .medium, "an object of any other kind is deleted") { removed($0, $0.action == .delete) },
    ]

    private static func removed(_ object: ChangedObject, _ holds: Bool, with addition: String = "") -> [String] {
        guard holds, object.goes else { return [] }
        let name = "\(object.kindWithArticle)\(addition)"
        return [object.action == .replace ? "deletes \(name) and makes it again" : "deletes \(name)"]
    }

    /// What is not known counts as there.
    private static func hasClaims(_ live: Value?) -> Bool {
        guard let live else { return true }
        return live.at("spec", "volumeClaimTemplates")?.array?.isEmpty == false
    }

    private static func shrunkStorage(_ object: ChangedObject) -> [String] {
        guard let live = object.live, let predicted = object.predicted else { return [] }
        let (before, after) = (storage(live), storage(predicted))
        return before.compactMap { name, old in
            guard let new = after.first(where: { $0.0 == name })?.1, let less = Quantity(new), let more = Quantity(old),
                less < more
            else { return nil }
            let place = name.isEmpty ? "" : " of \(name)"
            return "shrinks the storage\(place): \(ValueText.of(old)) → \(ValueText.of(new))"
        }
    }

    /// How much storage it asks for or has, by the name of a template.
    private static func storage(_ object: Value) -> [(String, Value)] {
        if object.kind == "PersistentVolume" {
            return object.at("spec", "capacity", "storage").map { [("", $0)] } ?? []
        }
        let claims =
            switch object.kind {
            case "PersistentVolumeClaim": [("", object)]
            case "StatefulSet": (object.at("spec", "volumeClaimTemplates")?.array ?? []).map { ($0.name ?? "", $0) }
            default: [(String, Value)]()
            }
        return claims.compactMap { name, claim in
            claim.at("spec", "resources", "requests", "storage").map { (name, $0) }
        }
    }
}
