internal import Costs
internal import Documents

/// What previews tell of cost and risk.
enum CostAndRisk {
    /// Of objects that are in no sum; more are counted.
    private static let mostObjects = 10

    /// Sentences in plain text; none where there is nothing to tell.
    static func lines(of preview: Preview) -> [String] {
        var lines: [String] = []
        if !preview.cost.isNone {
            lines.append("Cost: \(preview.cost.words).")
            let unpriced = preview.cost.resources.unpriced
            lines += unpriced.prefix(mostObjects).map { "  \($0.id.description.visible) \($0.why.rawValue)" }
            if unpriced.count > mostObjects { lines.append("  … and \(unpriced.count - mostObjects) more") }
        }
        if let risk = preview.risk { lines.append("Risk: \(risk.words).") }
        return lines
    }

    static func value(of cost: CostChange, _ resource: (ObjectID) -> Value) -> Value {
        var value = amounts(cost.resources.usual, cost.perMonth)
        if cost.isScaled { value["scaled_up"] = amounts(cost.resources.scaledUp, cost.perMonthScaledUp) }
        if !cost.resources.perNode.isNone { value["per_node"] = amounts(cost.resources.perNode, nil) }
        value["currency"] = cost.currency.map { .string($0) }
        value["problem"] = cost.problem.map { .string($0) }
        value["unpriced"] = .array(
            cost.resources.unpriced.map { ["resource": resource($0.id), "message": .string($0.why.rawValue)] })
        return value
    }

    private static func amounts(_ amounts: ResourceAmounts, _ money: Money?) -> Value {
        var value: Value = [:]
        for measure in amounts.measures { value[measure.rawValue] = .string(amounts.text(measure)) }
        value["per_month"] = money.map { .string($0.signedText) }
        return value
    }

    static func value(of risk: FailureEstimate) -> Value {
        [
            "rate": .integer(risk.rate), "failed": .integer(risk.failed), "samples": .integer(risk.samples),
            "basis": .string(risk.basis.rawValue),
        ]
    }
}
