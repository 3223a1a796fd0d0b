internal import GoValues
internal import TemplateFunctions

/// Functions that are named as types.
enum Conversions {
    static let functions: [String: Function] = [
        "bool": Function("bool", bool),
        "int": Function(1, int),
        "uint": Function(1, uint),
        "double": Function(1, double),
        "string": Function(1, string),
        "bytes": Function(1, bytes),
        "timestamp": Function(1, timestamp),
        "duration": Function(1, duration),
        "type": Function("type") { .type($0.typeName) },
        "dyn": Function("dyn") { $0 },
    ]

    private static func bool(_ value: CELValue) -> CELValue? {
        switch value {
        case .bool: return value
        case .string(let text) where ["1", "t", "true", "TRUE", "True"].contains(text.string): return .bool(true)
        case .string(let text) where ["0", "f", "false", "FALSE", "False"].contains(text.string): return .bool(false)
        default: return nil
        }
    }

    private static func outOfRange(_ type: String) -> Fault {
        Fault.evaluation("the number is out of the range of \(type)")
    }

    private static func unreadable(_ text: GoString, as type: String) -> Fault {
        Fault.evaluation("\(text.string.quotedBriefly) is not to be read as \(type)")
    }

    private static func int(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch values[0] {
        case .int: return values[0]
        case .uint(let value):
            guard let value = Int64(exactly: value) else { throw outOfRange("int") }
            return .int(value)
        case .double(let value):
            // The least integer is left out, as it is in Kubernetes.
            guard value > -0x1p63, value < 0x1p63 else { throw outOfRange("int") }
            return .int(Int64(value))
        case .string(let text):
            try meter.charge(bytes: text.count)
            guard let value = try? GoNumber.parseInt(text, base: 10) else { throw unreadable(text, as: "int") }
            return .int(value)
        case .timestamp(let time): return .int(time.seconds)
        case .duration(let duration): return .int(duration.nanoseconds)
        default: throw Fault.noOverload("int", values)
        }
    }

    private static func uint(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch values[0] {
        case .uint: return values[0]
        case .int(let value):
            guard let value = UInt64(exactly: value) else { throw outOfRange("uint") }
            return .uint(value)
        case .double(let value):
            guard value >= 0, value < 0x1p64 else { throw outOfRange("uint") }
            return .uint(UInt64(value))
        case .string(let text):
            try meter.charge(bytes: text.count)
            guard let value = try? GoNumber.parseUint(text, base: 10) else { throw unreadable(text, as: "uint") }
            return .uint(value)
        default: throw Fault.noOverload("uint", values)
        }
    }

    private static func double(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch values[0] {
        case .double: return values[0]
        case .int(let value): return .double(Double(value))
        case .uint(let value): return .double(Double(value))
        case .string(let text):
            try meter.charge(bytes: text.count)
            guard let value = try? GoNumber.parseFloat(text) else { throw unreadable(text, as: "double") }
            return .double(value)
        default: throw Fault.noOverload("double", values)
        }
    }

    private static func string(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch values[0] {
        case .string: return values[0]
        case .bool(let value): return .text(String(value))
        case .int(let value): return .text(String(value))
        case .uint(let value): return .text(String(value))
        case .double(let value): return .string(GoString(bytes: GoNumber.format(value)))
        case .bytes(let bytes):
            try meter.charge(bytes: bytes.count)
            guard String(validating: bytes, as: UTF8.self) != nil else {
                throw Fault.evaluation("the bytes are invalid UTF-8")
            }
            return .string(GoString(bytes: bytes))
        case .timestamp(let time): return .text(time.text)
        case .duration(let duration): return .text(duration.text)
        case .extended(.address(let address)): return .text(address.text)
        case .extended(.network(let network)): return .text(network.text)
        default: throw Fault.noOverload("string", values)
        }
    }

    private static func bytes(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch values[0] {
        case .bytes: return values[0]
        case .string(let text): return .bytes(text.bytes)
        default: throw Fault.noOverload("bytes", values)
        }
    }

    private static func timestamp(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch values[0] {
        case .timestamp: return values[0]
        case .int(let seconds): return .timestamp(try CELTimestamp(seconds: seconds, nanoseconds: 0))
        case .string(let text):
            try meter.charge(bytes: text.count)
            return .timestamp(try CELTimestamp(text.string))
        default: throw Fault.noOverload("timestamp", values)
        }
    }

    private static func duration(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch values[0] {
        case .duration: return values[0]
        case .int(let nanoseconds): return .duration(CELDuration(nanoseconds: nanoseconds))
        case .string(let text):
            try meter.charge(bytes: text.count)
            guard let duration = try? GoDuration(text) else {
                throw Fault.evaluation("\(text.string.quotedBriefly) is no duration such as 1h30m, or out of range")
            }
            return .duration(CELDuration(nanoseconds: duration.nanoseconds))
        default: throw Fault.noOverload("duration", values)
        }
    }
}
