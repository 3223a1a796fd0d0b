import GoTemplate
import GoValues

/// sprig's random texts and numbers.
enum RandomFunctions {
    static func add(to entries: inout FunctionEntries) {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        let digits = Array("0123456789".utf8)
        addText("randAlphaNum", of: letters + digits, to: &entries)
        addText("randAlpha", of: letters, to: &entries)
        addText("randNumeric", of: digits, to: &entries)
        addText("randAscii", of: Array(UInt8(ascii: " ")...UInt8(ascii: "~")), to: &entries)
        addNumbers(to: &entries)
        addShuffle(to: &entries)
    }

    private static func addText(_ name: String, of characters: [UInt8], to entries: inout FunctionEntries) {
        entries.addCalling(name, [.int]) { invocation, arguments in
            let count = arguments.int(0)
            guard count > 0 else { return .string("") }
            try FunctionBounds.check(elements: count, of: name)
            try invocation.session.charge(bytes: count)
            try invocation.session.charge(steps: count)
            var random = try invocation.random(name, arguments)
            var output: [UInt8] = []
            output.reserveCapacity(count)
            for _ in 0..<count { output.append(characters[Int(random.number(below: UInt64(characters.count)))]) }
            return .string(GoString(bytes: output))
        }
    }

    private static func addNumbers(to entries: inout FunctionEntries) {
        entries.addCalling("randInt", [.int, .int]) { invocation, arguments in
            let (distance, overflows) = arguments.int(1).subtractingReportingOverflow(arguments.int(0))
            guard distance > 0, !overflows else { throw GoError("invalid argument to Intn") }
            var random = try invocation.random("randInt", arguments)
            return .int(arguments.int(0) + Int(random.number(below: UInt64(distance))))
        }
        entries.addCalling("randBytes", [.int]) { invocation, arguments in
            let count = arguments.int(0)
            guard count >= 0 else { throw GoError("runtime error: makeslice: len out of range") }
            try FunctionBounds.check(elements: count, of: "randBytes")
            try invocation.session.charge(bytes: count * 2)
            var random = try invocation.random("randBytes", arguments)
            return .string(GoBase.base64.encode(random.bytes(count)))
        }
        entries.addCalling("uuidv4", []) { invocation, arguments in
            var random = try invocation.random("uuidv4", arguments)
            var bytes = random.bytes(16)
            bytes[6] = bytes[6] & 0x0F | 0x40
            bytes[8] = bytes[8] & 0x3F | 0x80
            let digits = HashFunctions.hexadecimal(bytes)
            let text = digits.enumerated().map { [8, 12, 16, 20].contains($0) ? "-\($1)" : "\($1)" }.joined()
            return .string(text)
        }
    }

    private static func addShuffle(to entries: inout FunctionEntries) {
        entries.addCalling("shuffle", [.string]) { invocation, arguments in
            var runes = arguments.text(0).runes
            guard runes.count > 1 else { return arguments[0] }
            try invocation.session.charge(steps: runes.count)
            var random = try invocation.random("shuffle", arguments)
            for index in (1..<runes.count).reversed() {
                runes.swapAt(index, Int(random.number(below: UInt64(index + 1))))
            }
            var output: [UInt8] = []
            for rune in runes { GoRune.append(rune, to: &output) }
            return .string(GoString(bytes: output))
        }
    }
}
