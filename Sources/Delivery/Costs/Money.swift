/// An amount of money in hundredths of its unit, or how much more or less.
package struct Money: Sendable, Hashable, Comparable {
    package var hundredths: Int128

    package init(hundredths: Int128) { self.hundredths = hundredths }

    package static func < (left: Money, right: Money) -> Bool { left.hundredths < right.hundredths }

    /// `12.40`, `-3.00`
    package var text: String {
        let (units, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(hundredths < 0 ? "-" : "")\(units).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// The same, with a sign also where it is more than none.
    package var signedText: String { hundredths > 0 ? "+\(text)" : text }
}
