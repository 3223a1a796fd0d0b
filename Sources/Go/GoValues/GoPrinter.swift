/// Writes values by one verb with its flags: `fmt`'s `pp` and `fmt` types.
struct GoPrinter {
    struct Flags {
        var width: Int?
        var precision: Int?
        var minus = false
        var plus = false
        var sharp = false
        var space = false
        var zero = false
        /// `%+v`
        var plusV = false
        /// `%#v`
        var sharpV = false

        /// Whether a decimal number is its digits, and nothing else.
        var leaveDecimalsAlone: Bool { width == nil && precision == nil && !plus && !space }
    }

    private(set) var output: [UInt8] = []
    var flags = Flags()
    /// While a value of a wrong type is printed, its `String` method is not called.
    private var isErroring = false

    mutating func append(_ byte: UInt8) { output.append(byte) }
    mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }
    mutating func append(_ bytes: some Collection<UInt8>) { output.append(contentsOf: bytes) }

    /// Writes an operand.
    mutating func write(_ value: GoValue, verb: UInt32) throws(GoError) {
        switch (value, Character(verb)) {
        case (.null, "T"), (.null, "v"): pad("<nil>".utf8)
        case (.null, _): try writeBadVerb(value, verb)
        case (_, "T"): write(text: GoString(value.typeName))
        case (_, "p"): try writePointer(value, verb)
        case (.bytes(let bytes), _): try write(bytes: bytes, of: value, typeName: "[]byte", verb, depth: 0)
        default: try write(value, verb, depth: 0)
        }
    }

    /// `%!d(string=hi)`
    mutating func writeBadVerb(_ value: GoValue, _ verb: UInt32) throws(GoError) {
        append("%!")
        GoRune.append(verb, to: &output)
        append("(")
        isErroring = true
        if case .null = value {
            append("<nil>")
        } else {
            append("\(value.typeName)=")
            try write(value, verb: UInt32(UInt8(ascii: "v")))
        }
        isErroring = false
        append(")")
    }

    func checkLength() throws(GoError) {
        guard output.count <= GoBounds.bytes else { throw .limit("a value is too large to be printed") }
    }

    private func Character(_ verb: UInt32) -> Unicode.Scalar { Unicode.Scalar(verb) ?? "\u{FFFD}" }

    private mutating func write(_ value: GoValue, _ verb: UInt32, depth: Int) throws(GoError) {
        guard depth < GoBounds.depth else { throw .limit("a value nests too deep to be printed") }
        try checkLength()
        switch value {
        case .null: append(flags.sharpV ? "interface {}(nil)" : "<nil>")
        case .bool(let bool): try write(bool, of: value, verb)
        case .int(let int): try write(integer: UInt64(int.magnitude), int < 0, of: value, verb)
        case .int64(let int): try write(integer: int.magnitude, int < 0, of: value, verb)
        case .uint64(let int): try write(integer: int, nil, of: value, verb)
        case .float(let float): try write(float, of: value, verb)
        case .string(let text): try write(text, of: value, verb)
        case .bytes(let bytes): try write(bytes: bytes, of: value, typeName: "[]uint8", verb, depth: depth)
        case .list(let list): try write(list, typeName: list.type.name, verb, depth: depth)
        case .map(let map): try write(map, typeName: map.type.name, verb, depth: depth)
        case .object(let object): try write(object, verb, depth: depth)
        }
    }

    private mutating func write(_ object: any GoObject, _ verb: UInt32, depth: Int) throws(GoError) {
        let value = GoValue.object(object)
        let isTextual = ["v", "s", "x", "X", "q"].contains(Character(verb))
        if !isErroring, !flags.sharpV, isTextual, let text = object.text { return try write(text, of: value, verb) }
        if let complex = object as? GoComplex { return try write(complex, of: value, verb) }
        if object.kindName == "ptr", depth > 0 || object.fields.isEmpty && object.underlying == nil {
            return try writePointer(value, verb)
        }
        if object.kindName == "func" { return try writePointer(value, verb) }
        let typeName = object.kindName == "ptr" ? String(object.typeName.dropFirst()) : object.typeName
        if object.kindName == "ptr" { append("&") }
        switch object.underlying {
        case nil: try writeFields(of: object, typeName: typeName, verb, depth: depth)
        case .list(let list): try write(list, typeName: typeName, verb, depth: depth)
        case .map(let map): try write(map, typeName: typeName, verb, depth: depth)
        case .bool(let bool): try write(bool, of: value, verb)
        case .int(let int): try write(integer: UInt64(int.magnitude), int < 0, of: value, verb)
        case .int64(let int): try write(integer: int.magnitude, int < 0, of: value, verb)
        case .uint64(let int): try write(integer: int, nil, of: value, verb)
        case .float(let float): try write(float, of: value, verb)
        case .string(let text): try write(text, of: value, verb)
        case .bytes(let bytes): try write(bytes: bytes, of: value, typeName: typeName, verb, depth: depth)
        case .some(let beneath): try write(beneath, verb, depth: depth + 1)
        }
    }

    private mutating func write(_ list: GoList, typeName: String, _ verb: UInt32, depth: Int) throws(GoError) {
        if flags.sharpV, list.isNil { return append("\(typeName)(nil)") }
        append(flags.sharpV ? "\(typeName){" : "[")
        for (index, element) in list.elements.enumerated() {
            if index > 0 { append(flags.sharpV ? ", " : " ") }
            try write(element, verb, depth: depth + 1)
        }
        append(flags.sharpV ? "}" : "]")
    }

    private mutating func write(_ map: GoMap, typeName: String, _ verb: UInt32, depth: Int) throws(GoError) {
        if flags.sharpV, map.isNil { return append("\(typeName)(nil)") }
        append(flags.sharpV ? "\(typeName){" : "map[")
        for (index, key) in map.sortedKeys.enumerated() {
            if index > 0 { append(flags.sharpV ? ", " : " ") }
            try write(key, of: .string(key), verb)
            append(":")
            try write(map[key] ?? .null, verb, depth: depth + 1)
        }
        append(flags.sharpV ? "}" : "]")
    }

    private mutating func writeFields(
        of object: any GoObject, typeName: String, _ verb: UInt32, depth: Int
    ) throws(GoError) {
        append(flags.sharpV ? "\(typeName){" : "{")
        for (index, field) in object.fields.enumerated() {
            if index > 0 { append(flags.sharpV ? ", " : " ") }
            if flags.plusV || flags.sharpV { append("\(field.name):") }
            try write(field.value, verb, depth: depth + 1)
        }
        append("}")
    }

    private mutating func write(
        bytes: [UInt8], of value: GoValue, typeName: String, _ verb: UInt32, depth: Int
    ) throws(GoError) {
        switch Character(verb) {
        case "s", "q", "x", "X": return try write(GoString(bytes: bytes), of: value, verb)
        default: break
        }
        let isDecimal = (verb == UInt32(UInt8(ascii: "v")) && !flags.sharpV) || verb == UInt32(UInt8(ascii: "d"))
        if isDecimal, flags.leaveDecimalsAlone { return try writeDecimals(of: bytes) }
        append(flags.sharpV ? "\(typeName){" : "[")
        for (index, byte) in bytes.enumerated() {
            if index > 0 { append(flags.sharpV ? ", " : " ") }
            try write(integer: UInt64(byte), nil, of: .object(GoByte(byte)), verb)
            try checkLength()
        }
        append(flags.sharpV ? "}" : "]")
    }

    /// `[104 105]`. Charts print whole files in this way.
    private mutating func writeDecimals(of bytes: [UInt8]) throws(GoError) {
        append(UInt8(ascii: "["))
        for (index, byte) in bytes.enumerated() {
            if index > 0 { append(UInt8(ascii: " ")) }
            if byte >= 100 { append(UInt8(ascii: "0") + byte / 100) }
            if byte >= 10 { append(UInt8(ascii: "0") + byte / 10 % 10) }
            append(UInt8(ascii: "0") + byte % 10)
            try checkLength()
        }
        append(UInt8(ascii: "]"))
    }

    /// Go prints an address; there is none here, and no chart may depend on it.
    private mutating func writePointer(_ value: GoValue, _ verb: UInt32) throws(GoError) {
        guard ["slice", "map", "ptr", "func"].contains(value.kindName) else { return try writeBadVerb(value, verb) }
        append("0xc000000000")
    }
}
