internal import Planning
internal import Sourcing

extension Gates {
    /// Status has to have room for all that is about to be applied. What it has already is repaired all the same.
    static func inventorySize(_ request: GateRequest) -> GateVerdict? {
        guard let (plan, premises) = request.planned.map({ ($0.plan, $0.premises) }), !plan.isEmpty,
            let shortage = plan.inventoryDuring.union(premises.outside).shortage
        else { return nil }
        let message = "\(shortage), so nothing new is applied; divide the objects over several applications"
        return GateVerdict(
            gate: "InventorySize", allows: .repairs,
            verdict: .stalls(Finding(reason: "TooManyObjects", message: message)))
    }
}
