/// Numbers as Go's `strconv` writes and reads them.
package enum GoNumber {
    /// The shortest form that reads back as the same number, as `%v` prints it: with an exponent below -4 and from 6 on.
    package static func format(_ value: Double) -> [UInt8] { format(value, verb: UInt8(ascii: "g"), precision: -1) }

    /// `strconv.FormatFloat` for 64 bits.
    ///
    /// - Parameters:
    ///   - verb: one of `b e E f g G x X`.
    ///   - precision: digits after the point (`g`: digits in all); -1 for as many as are needed to read the number back.
    package static func format(_ value: Double, verb: UInt8, precision: Int) -> [UInt8] {
        if value.isNaN { return Array("NaN".utf8) }
        if value.isInfinite { return Array((value < 0 ? "-Inf" : "+Inf").utf8) }
        var output: [UInt8] = value.sign == .minus ? [UInt8(ascii: "-")] : []
        let magnitude = value.magnitude
        switch verb {
        case UInt8(ascii: "b"): appendBinary(magnitude, to: &output)
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            appendHexadecimal(magnitude, verb: verb, precision: precision, to: &output)
        default: appendDecimal(magnitude, verb: verb, precision: precision, to: &output)
        }
        return output
    }

    private static func appendDecimal(_ value: Double, verb: UInt8, precision: Int, to output: inout [UInt8]) {
        var precision = precision
        let isShortest = precision < 0
        var decimal = isShortest ? GoDecimal(shortest: value) : GoDecimal(exact: value)
        switch verb {
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
            if isShortest { precision = max(decimal.digits.count - 1, 0) }
            decimal.round(to: precision + 1)
            appendExponential(decimal, verb: verb, precision: precision, to: &output)
        case UInt8(ascii: "f"):
            if isShortest { precision = max(decimal.digits.count - decimal.point, 0) }
            decimal.round(to: decimal.point + precision)
            appendFixed(decimal, precision: precision, to: &output)
        default:
            precision = isShortest ? decimal.digits.count : max(precision, 1)
            decimal.round(to: precision)
            appendGeneral(decimal, verb: verb, precision: precision, isShortest: isShortest, to: &output)
        }
    }

    private static func appendGeneral(
        _ decimal: GoDecimal, verb: UInt8, precision: Int, isShortest: Bool, to output: inout [UInt8]
    ) {
        let count = decimal.digits.count
        let bound = isShortest ? 6 : precision > count && count >= decimal.point ? count : precision
        let exponent = decimal.point - 1
        if exponent < -4 || exponent >= bound {
            let letter = verb &+ UInt8(ascii: "e") &- UInt8(ascii: "g")
            appendExponential(decimal, verb: letter, precision: min(precision, count) - 1, to: &output)
        } else {
            appendFixed(decimal, precision: max(count - decimal.point, 0), to: &output)
        }
    }

    private static func appendExponential(
        _ decimal: GoDecimal, verb: UInt8, precision: Int, to output: inout [UInt8]
    ) {
        output.append(decimal.digit(0))
        if precision > 0 {
            output.append(UInt8(ascii: "."))
            for index in 1...precision { output.append(decimal.digit(index)) }
        }
        output.append(verb)
        let exponent = decimal.digits.isEmpty ? 0 : decimal.point - 1
        appendExponent(exponent, to: &output)
    }

    private static func appendFixed(_ decimal: GoDecimal, precision: Int, to output: inout [UInt8]) {
        if decimal.point > 0 {
            for index in 0..<decimal.point { output.append(decimal.digit(index)) }
        } else {
            output.append(UInt8(ascii: "0"))
        }
        guard precision > 0 else { return }
        output.append(UInt8(ascii: "."))
        for index in 0..<precision { output.append(decimal.digit(decimal.point + index)) }
    }

    /// A sign and at least two digits.
    static func appendExponent(_ exponent: Int, to output: inout [UInt8]) {
        output.append(UInt8(ascii: exponent < 0 ? "-" : "+"))
        if exponent.magnitude < 10 { output.append(UInt8(ascii: "0")) }
        output.append(contentsOf: String(exponent.magnitude).utf8)
    }
}
