import GoValues
import YAML

/// Numbers and points in time of a TOML text.
struct TOMLNumber {
    private let scanner: TOMLScanner

    init(_ scanner: TOMLScanner) { self.scanner = scanner }

    /// Nil where the text is none of them.
    func value(_ text: String) throws(GoError) -> GoValue? {
        switch text {
        case "inf", "+inf": return .float(.infinity)
        case "-inf": return .float(-.infinity)
        case "nan", "+nan", "-nan": return .float(.nan)
        default: break
        }
        let bytes = Array(text.utf8)
        let isTimeLike =
            bytes.count > 4 && bytes[0...1].allSatisfy { (0x30...0x39).contains($0) }
            && (bytes[2] == UInt8(ascii: ":") || bytes[4] == UInt8(ascii: "-"))
        if isTimeLike {
            guard let time = TOMLTime(bytes) else {
                throw scanner.failure("invalid datetime: \(GoQuote.quote(GoString(text)).string)")
            }
            return .object(time.value)
        }
        let unsigned = text.hasPrefix("+") || text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard let first = unsigned.utf8.first, (0x30...0x39).contains(first) else { return nil }
        let isPrefixed = ["0x", "0o", "0b"].contains { unsigned.hasPrefix($0) }
        let isFloat =
            !isPrefixed && unsigned.utf8.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
        return isFloat ? try float(text) : try integer(text)
    }

    private func integer(_ text: String) throws(GoError) -> GoValue? {
        try check(text, digits: [text[...]], kind: "integer")
        do {
            return .int64(try GoNumber.parseInt(GoString(text), base: 0))
        } catch {
            guard error.message.hasSuffix("out of range") else { return nil }
            throw scanner.failure("\(text) is out of range for int64")
        }
    }

    private func float(_ text: String) throws(GoError) -> GoValue? {
        try check(text, digits: text.split { ".eE".contains($0) }, kind: "float")
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).dropFirst()
        guard parts.allSatisfy({ $0.first?.isWholeNumber ?? false }) else {
            throw failure(text, kind: "float", "'.' must be followed by one or more digits")
        }
        let plain = text.replacing("_", with: "")
        guard let value = Double(plain) else {
            throw scanner.failure("Invalid float value: \(GoQuote.quote(GoString(text)).string)")
        }
        guard value.isFinite else { throw scanner.failure("\(text) is out of range for float64") }
        return .float(value)
    }

    private func check(_ text: String, digits: [Substring], kind: String) throws(GoError) {
        for part in digits {
            var wasDigit = false
            for character in part {
                if character == "_", !wasDigit { throw underscores(text, kind) }
                wasDigit = character.isHexDigit
            }
            guard wasDigit else { throw underscores(text, kind) }
        }
        let first = digits.first?.drop { $0 == "+" || $0 == "-" } ?? ""
        let isPrefixed = ["0x", "0o", "0b"].contains { first.hasPrefix($0) }
        if first.count > 1, first.hasPrefix("0"), !isPrefixed {
            throw failure(text, kind: kind, "cannot have leading zeroes")
        }
    }

    private func underscores(_ text: String, _ kind: String) -> GoError {
        failure(text, kind: kind, "underscores must be surrounded by digits")
    }

    private func failure(_ text: String, kind: String, _ reason: String) -> GoError {
        scanner.failure("Invalid \(kind) \(GoQuote.quote(GoString(text)).string): \(reason)")
    }
}

/// A date, a time, or both, of TOML.
private struct TOMLTime {
    private var date = (year: 0, month: 1, day: 1)
    private var clock = (hour: 0, minute: 0, second: 0)
    private var fraction = ""
    /// As it was written; nil where there is none.
    private var zone: String?
    private var hasDate = false
    private var hasClock = false

    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        if bytes.count > 4, bytes[4] == UInt8(ascii: "-") {
            guard let year = TOMLTime.number(&rest, 4), TOMLTime.take("-", &rest),
                let month = TOMLTime.number(&rest, 2),
                TOMLTime.take("-", &rest), let day = TOMLTime.number(&rest, 2),
                Timestamp.isOne(Array(bytes.prefix(10)))
            else { return nil }
            date = (year, month, day)
            hasDate = true
            guard let separator = rest.popFirst() else { return }
            guard separator == 0x20 || separator | 0x20 == UInt8(ascii: "t") else { return nil }
        }
        guard let hour = TOMLTime.number(&rest, 2), hour < 24, TOMLTime.take(":", &rest),
            let minute = TOMLTime.number(&rest, 2), minute < 60
        else { return nil }
        var second = 0
        if TOMLTime.take(":", &rest) {
            guard let number = TOMLTime.number(&rest, 2), number < 60 else { return nil }
            second = number
        }
        clock = (hour, minute, second)
        hasClock = true
        if TOMLTime.take(".", &rest) {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return nil }
            fraction = String(decoding: digits.prefix(9), as: UTF8.self)
            while fraction.hasSuffix("0") { fraction.removeLast() }
            rest = rest.dropFirst(digits.count)
        }
        guard !rest.isEmpty else { return }
        let mark = String(decoding: rest, as: UTF8.self).uppercased()
        let isOffset =
            mark.utf8.count == 6 && (mark.hasPrefix("+") || mark.hasPrefix("-")) && mark.dropFirst(3).hasPrefix(":")
        guard hasDate, mark == "Z" || isOffset else { return nil }
        zone = mark
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, _ count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func take(_ character: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// As Go prints and encodes it, on a machine whose own zone is UTC.
    var value: GoTOMLTime {
        func padded(_ number: Int, _ count: Int = 2) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(count - text.count, 0)) + text
        }
        let day = "\(padded(date.year, 4))-\(padded(date.month))-\(padded(date.day))"
        let time = "\(padded(clock.hour)):\(padded(clock.minute)):\(padded(clock.second))"
        let part = fraction.isEmpty ? "" : ".\(fraction)"
        let isUTC = zone == nil || zone == "Z" || zone == "+00:00" || zone == "-00:00"
        let offset = isUTC ? "+0000" : (zone ?? "").replacing(":", with: "")
        let local = hasDate ? (hasClock ? "datetime-local" : "date-local") : "time-local"
        let name = zone == nil ? local : isUTC ? "UTC" : offset
        return GoTOMLTime(
            text: "\(day) \(time)\(part) \(offset) \(name)",
            timestamp: "\(day)T\(time)\(part)\(isUTC ? "Z" : zone ?? "Z")")
    }
}
