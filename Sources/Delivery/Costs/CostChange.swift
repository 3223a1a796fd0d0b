/// What is known of prices.
package enum Prices: Sendable, Hashable {
    /// There is no table, or it is not known yet.
    case none
    case table(PriceTable)
    /// It cannot be used, for what reason.
    case broken(String)
}

/// How much more or less a plan costs: in resources, and in money where there are prices.
package struct CostChange: Sendable, Hashable {
    /// Of all that changes; at its `usual` the money is in `perMonth`, at its `scaledUp` that in `perMonthScaledUp`.
    package var resources: ResourceChange
    /// Nil without prices.
    package var currency: String?
    package var perMonth: Money?
    package var perMonthScaledUp: Money?
    /// Why there is no money, or not all of it, where somebody has set prices.
    package var problem: String?

    package static let none = CostChange(.none, at: .none)

    package init(_ resources: ResourceChange, at prices: Prices) {
        self.resources = resources
        switch prices {
        case .none: break
        case .broken(let why): problem = why
        case .table(let table):
            currency = table.currency
            perMonth = table.perMonth(resources.usual)
            perMonthScaledUp = table.perMonth(resources.scaledUp)
            let asked = Set(resources.usual.measures + resources.scaledUp.measures)
            let lacking = Measure.allCases.filter { asked.contains($0) && !table.hasPrice(of: $0) }
            if !lacking.isEmpty { problem = "there is no price of \(lacking.map(\.rawValue).joined(separator: ", "))" }
            if perMonth == nil || perMonthScaledUp == nil { problem = "it is more than can be reckoned with" }
        }
    }

    package var isNone: Bool { resources.isNone }

    /// The most that a month may cost more, however much is scaled up; nil where that is not known.
    package var mostPerMonth: Money? {
        guard let perMonth, let perMonthScaledUp else { return nil }
        return max(perMonth, perMonthScaledUp)
    }

    /// Whether it depends on autoscalers.
    package var isScaled: Bool { resources.usual != resources.scaledUp }
}

extension CostChange {
    /// `cpu +500m, memory +1Gi; +12.40 EUR per month; scaled up cpu +2, memory +4Gi, +49.60 EUR per month`; nothing of it is
    /// from objects.
    package var words: String {
        var parts = [Self.words(resources.usual, perMonth, currency)]
        if isScaled { parts.append("scaled up: \(Self.words(resources.scaledUp, perMonthScaledUp, currency))") }
        if !resources.perNode.isNone { parts.append("on each node: \(Self.words(resources.perNode, nil, nil))") }
        if !resources.unpriced.isEmpty {
            let count = resources.unpriced.count
            parts.append("without what \(count) object\(count == 1 ? " asks" : "s ask") for")
        }
        if let problem { parts.append(problem) }
        return parts.joined(separator: "; ")
    }

    private static func words(_ amounts: ResourceAmounts, _ money: Money?, _ currency: String?) -> String {
        var parts = amounts.measures.map { "\($0.rawValue) \(amounts.text($0))" }
        if parts.isEmpty { parts = ["no more and no less"] }
        if let money, let currency { parts.append("\(money.signedText) \(currency) per month") }
        return parts.joined(separator: ", ")
    }
}
