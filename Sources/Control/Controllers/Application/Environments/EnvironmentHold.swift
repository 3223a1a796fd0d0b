internal import GitOpsAPI
internal import KubeModel
internal import Operating
internal import Sourcing

/// Why environments do not let pass what is new.
struct EnvironmentHold: Sendable, Hashable {
    var finding: Finding
    /// How the deployment's record tells it.
    var state: DeploymentMark.State
    /// When it changes by itself; nil where that is not known.
    var until: KubeTime?
    /// Which environments hold it.
    var environments: [String] = []
    /// Whether nothing passes before somebody changes something.
    var isFinal = false
}

extension Gates {
    static let environmentGate = "Environment"

    /// An environment asks for something before anything new is applied: what was applied last is kept in repair.
    static func environments(_ request: GateRequest) -> GateVerdict? {
        request.environments.map { GateVerdict($0) }
    }

    /// What is deployed is not the newest revision, because that has not passed an earlier environment yet.
    static func promotion(_ request: GateRequest) -> GateVerdict? {
        guard request.environments == nil, let finding = request.promotion else { return nil }
        return GateVerdict(
            gate: "Promotion", allows: .everything, verdict: .waits(finding), leavesReasonToComparison: true)
    }
}

extension GateVerdict {
    init(_ hold: EnvironmentHold) {
        self.init(
            gate: Gates.environmentGate, allows: .repairs,
            verdict: hold.isFinal ? .stalls(hold.finding) : .waits(hold.finding), until: hold.until)
    }
}
