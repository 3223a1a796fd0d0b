internal import Documents
internal import KubeModel

/// What one Pod asks for, as the scheduler reckons it: the most that its containers ask for at once, and its overhead.
///
/// Source: <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers>
struct PodRequests: Hashable {
    var amounts = ResourceAmounts.none
    /// Devices that are not reckoned, by their names.
    var devices: [String: Quantity] = [:]
    var flaw: Flaw?

    /// - Parameter spec: of a Pod, or of a template of Pods.
    init(_ spec: Value) {
        let containers = Self.containers(spec["containers"])
        let initial = Self.containers(spec["initContainers"])
        let whole = ContainerRequests(spec["resources"])
        for measure in Measure.allCases where measure != .storage {
            let amount = whole[measure] ?? Self.most(of: measure, initial, containers)
            amounts[measure] = amount + (ContainerRequests(requests: spec["overhead"])[measure] ?? .zero)
        }
        for volume in spec["volumes"]?.array ?? [] {
            guard let claim = volume.at("ephemeral", "volumeClaimTemplate") else { continue }
            guard let size = Self.storage(of: claim) else {
                flaw = .unreadable
                continue
            }
            amounts[.storage] = amounts[.storage] + size
        }
        let lasting = containers + initial.filter(\.isSidecar)
        for container in lasting {
            devices.merge(container.requests.devices) { $0 + $1 }
            if Set([.cpu, .memory]).contains(where: { whole[$0] == nil && container.requests[$0] == nil }) {
                flaw = flaw ?? .requestless
            }
        }
        if !devices.isEmpty { flaw = .otherDevices }
        if ([whole] + (containers + initial).map(\.requests)).contains(where: \.isUnreadable) { flaw = .unreadable }
    }

    /// How much a claim, or a template of claims, asks for; nil where that cannot be read.
    static func storage(of claim: Value) -> Quantity? {
        claim.at("spec", "resources", "requests", "storage").flatMap { Quantity($0) }
    }

    private struct Container {
        var requests: ContainerRequests
        /// Whether it is an initial container that goes on while others run.
        var isSidecar: Bool
    }

    private static func containers(_ list: Value?) -> [Container] {
        (list?.array ?? []).map { container in
            Container(
                requests: ContainerRequests(container["resources"]),
                isSidecar: container["restartPolicy"]?.string == "Always")
        }
    }

    /// Initial containers run one after the other, beside the sidecars that were started before.
    private static func most(of measure: Measure, _ initial: [Container], _ containers: [Container]) -> Quantity {
        var (sidecars, peak) = (Quantity.zero, Quantity.zero)
        for container in initial {
            let amount = container.requests[measure] ?? .zero
            peak = max(peak, sidecars + amount)
            if container.isSidecar { sidecars = sidecars + amount }
        }
        return max(peak, containers.reduce(sidecars) { $0 + ($1.requests[measure] ?? .zero) })
    }
}

/// What one container asks for.
private struct ContainerRequests {
    private var amounts: [Measure: Quantity] = [:]
    var devices: [String: Quantity] = [:]
    var isUnreadable = false

    subscript(measure: Measure) -> Quantity? { amounts[measure] }

    /// - Parameter resources: requests and limits. A server puts a limit in the place of a request that is missing.
    init(_ resources: Value?) {
        var requests = resources?["limits"]?.object ?? [:]
        for (name, amount) in resources?["requests"]?.object ?? [:] { requests[name] = amount }
        self.init(requests: .object(requests))
    }

    init(requests: Value?) {
        for (name, value) in requests?.object ?? [:] {
            guard let amount = Quantity(value), amount >= .zero else {
                isUnreadable = true
                continue
            }
            switch name {
            case "cpu": amounts[.cpu] = amount
            case "memory": amounts[.memory] = amount
            case _ where name.contains("/") && name.lowercased().contains("gpu"):
                amounts[.gpu] = (amounts[.gpu] ?? .zero) + amount
            case _ where name.contains("/"): if amount > .zero { devices[name] = amount }
            // Space on the node's own disk, and huge pages of its memory, are paid for with the node.
            default: break
            }
        }
    }
}
