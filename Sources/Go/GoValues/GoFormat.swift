/// Go's package `fmt`, for the values that templates have.
///
/// All functions fail where a text passes `GoBounds`: a value may refer to itself.
package enum GoFormat {
    /// `fmt.Sprint`: a space between two operands of which neither is a string.
    package static func sprint(_ values: [GoValue]) throws(GoError) -> [UInt8] {
        var printer = GoPrinter()
        var afterText = true
        for value in values {
            let isText = value.kindName == "string"
            if !isText, !afterText { printer.append(UInt8(ascii: " ")) }
            try printer.write(value, verb: UInt32(UInt8(ascii: "v")))
            afterText = isText
        }
        return printer.output
    }

    /// `fmt.Sprintln`.
    package static func sprintln(_ values: [GoValue]) throws(GoError) -> [UInt8] {
        var printer = GoPrinter()
        for (index, value) in values.enumerated() {
            if index > 0 { printer.append(UInt8(ascii: " ")) }
            try printer.write(value, verb: UInt32(UInt8(ascii: "v")))
        }
        printer.append(UInt8(ascii: "\n"))
        return printer.output
    }

    /// One value as `%v` prints it.
    package static func text(_ value: GoValue) throws(GoError) -> [UInt8] {
        var printer = GoPrinter()
        try printer.write(value, verb: UInt32(UInt8(ascii: "v")))
        return printer.output
    }

    /// Appends one value as a template's action prints it: as `%v` does, but a pointer as what it points to.
    package static func append(_ value: GoValue, to output: inout [UInt8]) throws(GoError) {
        switch value {
        case .string(let text): output.append(contentsOf: text.bytes)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .int(let value): output.append(contentsOf: String(value).utf8)
        case .int64(let value): output.append(contentsOf: String(value).utf8)
        case .float(let value): output.append(contentsOf: GoNumber.format(value))
        default:
            var printer = GoPrinter()
            try printer.write(value, verb: UInt32(UInt8(ascii: "v")))
            let isPointer = value.kindName == "ptr" && printer.output.first == UInt8(ascii: "&")
            output.append(contentsOf: isPointer ? printer.output.dropFirst() : printer.output[...])
        }
    }

    /// `fmt.Sprintf`, errors of the format included in the text as Go does.
    package static func sprintf(_ format: GoString, _ values: [GoValue]) throws(GoError) -> [UInt8] {
        var formatter = GoFormatter(format: format.bytes, values: values)
        return try formatter.run()
    }
}
