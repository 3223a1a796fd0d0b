internal import Documents

extension ImpactRule {
    /// What has Pods started anew, stopped, or reached in another way.
    static let workloadRules = [
        ImpactRule("service-moved", .high, "the selector or the type of a Service changes") { object in
            guard object.action == .update, object.isKind("Service", of: "") else { return [] }
            func type(_ service: Value?) -> String { service?.at("spec", "type")?.string ?? "ClusterIP" }
            let (before, after) = (type(object.live), type(object.predicted))
            return (object.differs("spec", "selector") ? ["changes the selector of a Service"] : [])
                + (before == after ? [] : ["changes the type of a Service: \(before) → \(after)"])
        },
        ImpactRule("scaled-to-zero", .high, "`spec.replicas` becomes 0") { object in
            guard object.action == .update, object.predicted?.at("spec", "replicas")?.integer == 0 else { return [] }
            let before = object.live?.at("spec", "replicas")?.integer ?? 1
            return before == 0 ? [] : ["replicas \(before) → 0"]
        },
        ImpactRule("image", .medium, "a container gets another image, also another digest under one tag") { object in
            changedContainers(object) { name, before, after in
                let (old, new) = (before["image"]?.string ?? "", after["image"]?.string ?? "")
                return old == new ? nil : "image of \(name): \(old) → \(new)"
            }
        },
        ImpactRule("resources", .medium, "requests or limits of a container change") { object in
            changedContainers(object) { name, before, after in
                let isSame = Differences.agree(before["resources"], after["resources"], at: ["resources"])
                return isSame ? nil : "changes the resources of the container \(name)"
            }
        },
        ImpactRule("probes", .medium, "a probe of a container changes") { object in
            changedContainers(object) { name, before, after in
                let probes = ["livenessProbe", "readinessProbe", "startupProbe"].filter {
                    !Differences.agree(before[$0], after[$0], at: [$0])
                }
                return probes.isEmpty ? nil : "changes \(probes.joined(separator: ", ")) of the container \(name)"
            }
        },
        ImpactRule("pod-template", .medium, "anything else of a Pod or of a template of Pods changes") { object in
            guard object.action == .update, KindGroups.isWorkload(object.id) else { return [] }
            let (before, after) = (PodShape(object.live), PodShape(object.predicted))
            let isSame =
                Differences.agree(before.template?["metadata"], after.template?["metadata"])
                && Differences.agree(withoutOtherRules(before.spec), withoutOtherRules(after.spec), at: ["spec"])
            return isSame ? [] : ["changes the template of its Pods"]
        },
        ImpactRule("autoscaling", .medium, "the range of a HorizontalPodAutoscaler changes") { object in
            guard object.action == .update, object.isKind("HorizontalPodAutoscaler", of: "autoscaling") else {
                return []
            }
            return ["minReplicas", "maxReplicas"].compactMap { field in
                func text(_ object: Value?) -> String { object?.at("spec", field).map { ValueText.of($0) } ?? "none" }
                let (before, after) = (text(object.live), text(object.predicted))
                return before == after ? nil : "\(field) \(before) → \(after)"
            }
        },
        ImpactRule("network-policy", .medium, "a NetworkPolicy is made or changed") { object in
            guard !object.goes, ["networking.k8s.io", "extensions"].contains(object.id.group),
                object.id.kind == "NetworkPolicy"
            else {
                return []
            }
            return ["\(object.action.word)s a NetworkPolicy"]
        },
    ]

    /// What the rules before this one do not look at.
    private static func withoutOtherRules(_ spec: Value?) -> Value? {
        var rest = spec
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            guard let containers = spec?[list]?.array else { continue }
            rest?[list] = .array(
                containers.map { container in
                    var container = container
                    guard container.object != nil, container["name"]?.string != nil else { return container }
                    for field in ["image", "resources", "livenessProbe", "readinessProbe", "startupProbe"] {
                        container[field] = nil
                    }
                    return container
                })
        }
        return rest
    }

    /// What `words` says of containers that are in both.
    private static func changedContainers(
        _ object: ChangedObject, _ words: (String, Value, Value) -> String?
    ) -> [String] {
        guard object.action == .update else { return [] }
        let before = Dictionary(PodShape(object.live).containers, uniquingKeysWith: { first, _ in first })
        return PodShape(object.predicted).containers.compactMap { name, after in
            before[name].flatMap { words(name, $0, after) }
        }
    }
}
