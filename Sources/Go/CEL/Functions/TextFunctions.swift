internal import GoRegexp
internal import GoValues
internal import TemplateFunctions

/// Functions of texts. They count in code points.
enum TextFunctions {
    static let global: [String: Function] = [
        "size": Function(1, size),
        "matches": Function(2, pattern: true, matches),
        "strings.quote": Function(1, quote),
    ]

    static let member: [String: Function] = [
        "size": Function(1, size),
        "matches": Function(2, pattern: true, matches),
        "contains": search("contains") { $0.firstIndex(of: $1) != nil },
        "startsWith": search("startsWith") { $0.hasPrefix($1) },
        "endsWith": search("endsWith") { $0.hasSuffix($1) },
        "find": Function(2, pattern: true, find),
        "findAll": Function(2...3, pattern: true, findAll),
        "charAt": Function(2, charAt),
        "substring": Function(2...3, substring),
        "lowerAscii": mapped("lowerAscii") { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 },
        "upperAscii": mapped("upperAscii") { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 },
        "trim": Function(1, trim),
        "replace": Function(3...4, replace),
        "split": Function(2...3, split),
        "format": Function(2, TextFormat.format),
        "indexOf": .ofText(Function(2...3, indexOf), orList: Function(2, ListFunctions.indexOf)),
        "lastIndexOf": .ofText(Function(2...3, lastIndexOf), orList: Function(2, ListFunctions.lastIndexOf)),
        "reverse": .ofText(Function(1, reverse), orList: Function(1, ListFunctions.reverse)),
    ]

    static func size(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch values[0] {
        case .string(let text):
            try meter.charge(bytes: text.count)
            return .int(Int64(GoRune.count(text.bytes)))
        case .bytes(let bytes): return .int(Int64(bytes.count))
        case .list(let list): return .int(Int64(list.count))
        case .map(let map): return .int(Int64(map.count))
        default: throw Fault.noOverload("size", values)
        }
    }

    private static func search(
        _ name: String, _ isFound: @escaping @Sendable (GoString, GoString) -> Bool
    ) -> Function {
        Function(2) { (meter, values) throws(Fault) in
            guard case .string(let text) = values[0], case .string(let sought) = values[1] else {
                throw Fault.noOverload(name, values)
            }
            try meter.charge(bytes: text.count + sought.count)
            return .bool(isFound(text, sought))
        }
    }

    private static func mapped(_ name: String, _ change: @escaping @Sendable (UInt8) -> UInt8) -> Function {
        Function(1) { (meter, values) throws(Fault) in
            guard case .string(let text) = values[0] else { throw Fault.noOverload(name, values) }
            try meter.charge(bytes: text.count)
            return .string(GoString(bytes: text.bytes.map(change)))
        }
    }

    // MARK: Regular expressions

    private static func matches(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .string(let text) = values[0], case .string(let source) = values[1] else {
            throw Fault.noOverload("matches", values)
        }
        let pattern = try meter.pattern(source)
        try meter.charge(searchOf: text.count, pattern: source.count)
        return .bool(pattern.matches(text))
    }

    private static func find(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .string(let text) = values[0], case .string(let source) = values[1] else {
            throw Fault.noOverload("find", values)
        }
        let pattern = try meter.pattern(source)
        try meter.charge(searchOf: text.count, pattern: source.count)
        return .string(pattern.find(in: text))
    }

    private static func findAll(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .string(let text) = values[0], case .string(let source) = values[1],
            let limit = limit(values, at: 2)
        else { throw Fault.noOverload("findAll", values) }
        let pattern = try meter.pattern(source)
        do {
            let found = try pattern.findAll(in: text, limit: limit) { rest in
                try meter.charge(searchOf: rest, pattern: source.count)
            }
            return .list(CELList(found.map { CELValue.string($0) }))
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault.evaluation("\(error)")
        }
    }

    /// How many at most: all where that is negative or not said; nil where it is no integer.
    private static func limit(_ values: [CELValue], at index: Int) -> Int? {
        guard index < values.count else { return -1 }
        guard case .int(let limit) = values[index] else { return nil }
        return Int(clamping: limit)
    }

    // MARK: Parts

    private static func outOfRange(_ index: Int64) -> Fault { Fault.evaluation("index out of range: \(index)") }

    private static func charAt(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .string(let text) = values[0], case .int(let index) = values[1] else {
            throw Fault.noOverload("charAt", values)
        }
        try meter.charge(bytes: text.count)
        let runes = text.runes
        guard index >= 0, index <= runes.count else { throw outOfRange(index) }
        return .string(GoString(runes: index < runes.count ? [runes[Int(index)]] : []))
    }

    private static func substring(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .string(let text) = values[0], case .int(let start) = values[1] else {
            throw Fault.noOverload("substring", values)
        }
        try meter.charge(bytes: text.count)
        let runes = text.runes
        var end = Int64(runes.count)
        if values.count > 2 {
            guard case .int(let given) = values[2] else { throw Fault.noOverload("substring", values) }
            guard start <= given else {
                throw Fault.evaluation("invalid substring range: start \(start), end \(given)")
            }
            end = given
        }
        guard start >= 0, start <= runes.count else { throw outOfRange(start) }
        guard end <= runes.count else { throw outOfRange(end) }
        return .string(GoString(runes: runes[Int(start)..<Int(end)]))
    }

    private static func trim(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .string(let text) = values[0] else { throw Fault.noOverload("trim", values) }
        try meter.charge(bytes: text.count)
        func isSpace(_ rune: UInt32) -> Bool { Unicode.Scalar(rune)?.properties.isWhitespace ?? false }
        var runes = text.runes[...]
        runes = runes.drop(while: isSpace)
        while let last = runes.last, isSpace(last) { runes.removeLast() }
        return .string(GoString(runes: runes))
    }

    private static func reverse(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .string(let text) = values[0] else { throw Fault.noOverload("reverse", values) }
        try meter.charge(bytes: text.count)
        return .string(GoString(runes: text.runes.reversed()))
    }

    private static func quote(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .string(let text) = values[0] else { throw Fault.noOverload("strings.quote", values) }
        try meter.charge(bytes: text.count * 2)
        let escapes: [UInt8: Unicode.Scalar] = [
            7: "a", 8: "b", 12: "f", 10: "n", 13: "r", 9: "t", 11: "v", UInt8(ascii: "\\"): "\\",
            UInt8(ascii: "\""): "\"",
        ]
        var output = [UInt8(ascii: "\"")]
        for byte in text.bytes {
            if let letter = escapes[byte] {
                output += [UInt8(ascii: "\\"), UInt8(ascii: letter)]
            } else {
                output.append(byte)
            }
        }
        return .string(GoString(bytes: output + [UInt8(ascii: "\"")]))
    }

    // MARK: Search

    /// The text, what is sought, and where to begin; nil where these are not of the right types.
    private static func sought(_ values: [CELValue]) -> (text: GoString, needle: GoString, offset: Int64?)? {
        guard case .string(let text) = values[0], case .string(let needle) = values[1] else { return nil }
        guard values.count > 2 else { return (text, needle, nil) }
        guard case .int(let offset) = values[2] else { return nil }
        return (text, needle, offset)
    }

    private static func indexOf(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard let (text, needle, offset) = sought(values) else { throw Fault.noOverload("indexOf", values) }
        try meter.charge(bytes: text.count + needle.count)
        let start = offset ?? 0
        let runes = text.runes
        guard start >= 0, start <= runes.count else { throw outOfRange(start) }
        let skipped = GoString(runes: runes[..<Int(start)]).count
        guard let found = text.firstIndex(of: needle, from: skipped) else { return .int(-1) }
        return .int(start + Int64(GoRune.count(Array(text.bytes[skipped..<found]))))
    }

    private static func lastIndexOf(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard let (text, needle, offset) = sought(values) else { throw Fault.noOverload("lastIndexOf", values) }
        try meter.charge(bytes: text.count + needle.count)
        let (runes, soughtRunes) = (text.runes, needle.runes)
        let most = Int64(runes.count)
        if let offset, offset < 0 || offset > most { throw outOfRange(offset) }
        let last = min(offset ?? most, most - Int64(soughtRunes.count))
        guard last >= 0 else { return .int(-1) }
        try meter.charge(product: Int(last) / 16 + 1, soughtRunes.count)
        for index in (0...Int(last)).reversed()
        where runes[index..<(index + soughtRunes.count)].elementsEqual(soughtRunes) {
            return .int(Int64(index))
        }
        return .int(-1)
    }

    private static func split(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .string(let text) = values[0], case .string(let separator) = values[1],
            let limit = limit(values, at: 2)
        else { throw Fault.noOverload("split", values) }
        // Each part is an element of its own, and there may be as many as there are bytes.
        try meter.charge(text.count + 1)
        return .list(CELList((text.split(separator, limit: limit) ?? []).map { CELValue.string($0) }))
    }

    private static func replace(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .string(let text) = values[0], case .string(let old) = values[1],
            case .string(let new) = values[2], let limit = limit(values, at: 3)
        else { throw Fault.noOverload("replace", values) }
        try meter.charge(bytes: text.count)
        var output: [UInt8] = []
        var (start, count) = (0, 0)
        while limit < 0 || count < limit {
            // What is empty stands before each code point, and at the end.
            let isAtEnd = start == text.count
            let width = count == 0 || isAtEnd ? 0 : GoRune.decode(text.bytes, at: start).size
            if old.isEmpty, isAtEnd, count > 0 { break }
            guard let found = old.isEmpty ? start + width : text.firstIndex(of: old, from: start) else { break }
            try meter.charge(bytes: found - start + new.count)
            output += text.bytes[start..<found]
            output += new.bytes
            start = found + old.count
            count += 1
        }
        output += text.bytes[start...]
        return .string(GoString(bytes: output))
    }
}

extension GoString {
    /// A text of these code points.
    init(runes: some Sequence<UInt32>) {
        var bytes: [UInt8] = []
        for rune in runes { GoRune.append(rune, to: &bytes) }
        self.init(bytes: bytes)
    }
}
