internal import Documents
internal import KubeModel

/// What one object asks for with all its replicas.
struct Demand: Hashable {
    /// With as few replicas as there may be.
    var usual = ResourceAmounts.none
    /// With as many.
    var scaledUp = ResourceAmounts.none
    /// On each node.
    var perNode = ResourceAmounts.none
    /// What one Pod asks for and is in no sum, so that it is seen whether it changes.
    private var apart: PodRequests?
    private var replicas: ReplicaRange?
    var flaw: Flaw?

    static let none = Demand()
    private init() {}

    private static let replicated: Set<GroupKind> = [
        GroupKind(group: "apps", kind: "Deployment"), GroupKind(group: "apps", kind: "ReplicaSet"),
        GroupKind(group: "apps", kind: "StatefulSet"), GroupKind(group: "extensions", kind: "Deployment"),
        GroupKind(group: "extensions", kind: "ReplicaSet"), GroupKind(group: "", kind: "ReplicationController"),
        GroupKind(group: "argoproj.io", kind: "Rollout"),
    ]

    /// Whether objects of a kind ask for anything, or say how many of those there are that do.
    static func mayConcern(_ id: ObjectID) -> Bool {
        if replicated.contains(id.groupKind) || Autoscalers.isScaler(id) { return true }
        switch (id.group, id.kind) {
        case ("", "Pod"), ("", "PersistentVolumeClaim"), ("batch", "Job"), ("batch", "CronJob"), ("apps", "DaemonSet"),
            ("extensions", "DaemonSet"):
            return true
        default: return false
        }
    }

    /// - Parameter nodes: on how many nodes a DaemonSet runs; nil where that is not known.
    init(of document: Value, _ id: ObjectID, _ scalers: Autoscalers, nodes: Int?) {
        self.init()
        switch (id.group, id.kind) {
        case ("", "Pod"): add(document["spec"], ReplicaRange(1, 1), nil)
        case ("", "PersistentVolumeClaim"): addClaims([document], ReplicaRange(1, 1))
        case ("batch", "Job"): setApart(document.at("spec", "template", "spec"), .forATime)
        case ("batch", "CronJob"): setApart(document.at("spec", "jobTemplate", "spec", "template", "spec"), .forATime)
        case ("apps", "DaemonSet"), ("extensions", "DaemonSet"): addPerNode(document, nodes)
        case _ where Demand.replicated.contains(id.groupKind): addReplicated(document, scalers.range(of: id))
        default: break
        }
        guard [usual, scaledUp, perNode].allSatisfy(\.isReckonable) else {
            (usual, scaledUp, perNode, flaw) = (.none, .none, .none, .unreadable)
            return
        }
    }

    /// - Parameter scaled: what an autoscaler says.
    private mutating func addReplicated(_ document: Value, _ scaled: ReplicaRange?) {
        guard let count = ReplicaRange.count(document.at("spec", "replicas"), default: 1) else {
            flaw = .unreadable
            return
        }
        // Where somebody asks for none, an autoscaler of Kubernetes leaves it so, and KEDA's begins with none by itself.
        let isOff = document.at("spec", "replicas")?.integer == 0 && scaled?.least != 0
        let range = isOff ? ReplicaRange(0, 0) : scaled ?? ReplicaRange(count, count)
        add(document.at("spec", "template", "spec"), range, nil)
        addClaims(document.at("spec", "volumeClaimTemplates")?.array ?? [], range)
    }

    private mutating func addPerNode(_ document: Value, _ nodes: Int?) {
        let spec = document.at("spec", "template", "spec")
        if let nodes { return add(spec, ReplicaRange(nodes, nodes), nil) }
        let pod = PodRequests(spec ?? [:])
        perNode = pod.amounts
        flaw = pod.flaw ?? .perNode
        apart = pod
    }

    private mutating func setApart(_ spec: Value?, _ why: Flaw) {
        apart = PodRequests(spec ?? [:])
        flaw = why
    }

    private mutating func add(_ spec: Value?, _ range: ReplicaRange, _ why: Flaw?) {
        guard let spec, spec["containers"]?.array?.isEmpty == false else {
            flaw = .unseen
            return
        }
        let pod = PodRequests(spec)
        replicas = range
        (usual, scaledUp) = (usual + pod.amounts * range.least, scaledUp + pod.amounts * range.most)
        flaw = flaw ?? pod.flaw
        if pod.flaw != nil { apart = pod }
    }

    private mutating func addClaims(_ claims: [Value], _ range: ReplicaRange) {
        for claim in claims {
            guard let size = PodRequests.storage(of: claim), size >= .zero else {
                flaw = .unreadable
                continue
            }
            usual[.storage] = usual[.storage] + size * range.least
            scaledUp[.storage] = scaledUp[.storage] + size * range.most
        }
    }

    /// With the claims that stay where a StatefulSet shrinks or goes, as they do unless it says otherwise.
    func keepingClaims(of before: Demand) -> Demand {
        var demand = self
        demand.usual[.storage] = max(usual[.storage], before.usual[.storage])
        demand.scaledUp[.storage] = max(scaledUp[.storage], before.scaledUp[.storage])
        return demand
    }
}
