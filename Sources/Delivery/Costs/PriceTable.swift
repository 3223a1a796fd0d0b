package import Documents
internal import KubeModel

/// What is wrong with a price table.
package struct PriceTableError: Error, Sendable, Hashable {
    package let message: String

    package init(_ message: String) { self.message = message }
}

/// What a unit of each measure costs in an hour: a core, a GiB of memory or storage, a device.
package struct PriceTable: Sendable, Hashable {
    /// `EUR`
    package let currency: String
    /// In billionths of thousandths of the currency.
    private let prices: [Measure: Int128]

    /// In a month there are so many.
    package static let hours = 730
    private static let scale: Int128 = 1_000_000_000_000
    private static let digits = 12
    private static let mostPerHour: Int128 = 1_000_000

    /// - Parameter configMap: its `data` has `currency`, and any of `cpu`, `memory`, `storage` and `gpu`.
    package init(_ configMap: Value) throws(PriceTableError) {
        var (currency, prices) = ("", [Measure: Int128]())
        for (key, value) in configMap["data"]?.object ?? [:] {
            let text = value.string?.filter { !$0.isWhitespace } ?? ""
            if key == "currency" {
                guard text.utf8.count == 3, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
                    throw PriceTableError("'currency' takes three capital letters such as EUR")
                }
                currency = text
            } else if let measure = Measure(rawValue: key) {
                prices[measure] = try Self.price(text, of: measure)
            } else {
                throw PriceTableError(
                    "'\(key.visible.cut(to: 60))' is none of currency, cpu, memory, storage and gpu")
            }
        }
        guard !currency.isEmpty else {
            throw PriceTableError("'currency' is missing; it takes three letters such as EUR")
        }
        guard !prices.isEmpty else { throw PriceTableError("there is no price in it: of cpu, memory, storage or gpu") }
        self.currency = currency
        self.prices = prices
    }

    private static func price(_ text: String, of measure: Measure) throws(PriceTableError) -> Int128 {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard (1...2).contains(parts.count), !parts[0].isEmpty, fraction.utf8.count <= digits,
            (parts[0] + fraction).utf8.allSatisfy({ (0x30...0x39).contains($0) }), parts[0].utf8.count <= 7,
            let number = Int128(parts[0] + fraction + String(repeating: "0", count: digits - fraction.utf8.count)),
            number <= mostPerHour * scale
        else {
            throw PriceTableError(
                "'\(measure.rawValue)' takes what one costs in an hour, from 0 to \(mostPerHour), such as 0.031611, with at most "
                    + "\(digits) digits after the point")
        }
        return number
    }

    /// What it costs in a month, without what there is no price for; nil where that is more than can be reckoned with.
    func perMonth(_ amounts: ResourceAmounts) -> Money? {
        var total: Int128 = 0
        for (measure, price) in prices {
            let (units, unit): (Int128, Int128) =
                switch measure {
                case .cpu, .gpu: (amounts[measure].inBillionths, 1_000_000_000)
                case .memory, .storage: (amounts[measure].roundedAway, 1 << 30)
                }
            let (hourly, isTooMuch) = units.multipliedReportingOverflow(by: price * Int128(Self.hours))
            let (sum, isTooLarge) = total.addingReportingOverflow(hourly / unit)
            guard !isTooMuch, !isTooLarge else { return nil }
            total = sum
        }
        let hundredth = Self.scale / 100
        let (quotient, remainder) = total.quotientAndRemainder(dividingBy: hundredth)
        return Money(hundredths: quotient + (remainder.magnitude * 2 >= hundredth.magnitude ? remainder.signum() : 0))
    }

    func hasPrice(of measure: Measure) -> Bool { prices[measure] != nil }
}
