extension Value {
    /// JSON in one line, keys in their own order. What is not a number in JSON (infinities, not-a-number) becomes null.
    public func json() -> String { String(decoding: jsonBytes(), as: UTF8.self) }

    /// As `json()`; with `sortedKeys` two equal values give the same bytes, which is what digests need.
    public func jsonBytes(sortedKeys: Bool = false) -> [UInt8] {
        var writer = JSONWriter(sortedKeys: sortedKeys)
        writer.write(self)
        return writer.output
    }
}

struct JSONWriter {
    private(set) var output: [UInt8] = []
    private let sortedKeys: Bool

    init(sortedKeys: Bool) {
        self.sortedKeys = sortedKeys
        output.reserveCapacity(512)
    }

    mutating func write(_ value: Value) {
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): output.append(contentsOf: String(value).utf8)
        case .double(let value): write(value)
        case .string(let value): write(value)
        case .array(let elements): write(elements)
        case .object(let object):
            if sortedKeys { write(members: object.sortedByKey()) } else { write(members: object) }
        }
    }

    private mutating func write(_ double: Double) {
        guard double.isFinite else { return output.append(contentsOf: "null".utf8) }
        if let integer = Int(exactly: double), integer.magnitude < 1 << 53 {
            output.append(contentsOf: String(integer).utf8)
        } else {
            output.append(contentsOf: "\(double)".utf8)
        }
    }

    private mutating func write(_ elements: [Value]) {
        output.append(UInt8(ascii: "["))
        for (offset, element) in elements.enumerated() {
            if offset > 0 { output.append(UInt8(ascii: ",")) }
            write(element)
        }
        output.append(UInt8(ascii: "]"))
    }

    private mutating func write(members: some Sequence<(key: String, value: Value)>) {
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        for (key, value) in members {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            write(key)
            output.append(UInt8(ascii: ":"))
            write(value)
        }
        output.append(UInt8(ascii: "}"))
    }

    private mutating func write(_ string: String) {
        output.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): output.append(contentsOf: #"\\"#.utf8)
            case 0x0A: output.append(contentsOf: #"\n"#.utf8)
            case 0x0D: output.append(contentsOf: #"\r"#.utf8)
            case 0x09: output.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                output.append(contentsOf: (digits.utf8.count == 1 ? "\\u000" : "\\u00").utf8)
                output.append(contentsOf: digits.utf8)
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
