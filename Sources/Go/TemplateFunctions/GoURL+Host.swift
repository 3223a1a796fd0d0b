package import GoValues

extension GoURL {
    /// A host with an optional port, unescaped.
    static func readHost(_ host: GoString, scheme: GoString) throws(GoError) -> GoString {
        if let bracket = host.bytes.lastIndex(of: UInt8(ascii: "[")) {
            guard bracket == 0 else { throw GoError("invalid IP-literal") }
            return try readLiteral(host)
        }
        if var colon = host.firstIndex(of: ":") {
            if scheme != "http", scheme != "https" {
                colon = host.bytes.lastIndex(of: UInt8(ascii: ":")) ?? colon
            }
            try checkPort(host[colon..<host.count])
        }
        return try URLEscaping.host.unescape(host)
    }

    private static func checkPort(_ port: GoString) throws(GoError) {
        guard isPort(port) else { throw GoError("invalid port \(GoQuote.quote(port)) after host") }
    }

    /// An address of IPv6 in brackets, with an optional zone after `%25`.
    private static func readLiteral(_ host: GoString) throws(GoError) -> GoString {
        guard let end = host.bytes.lastIndex(of: UInt8(ascii: "]")) else { throw GoError("missing ']' in host") }
        let port = host[(end + 1)..<host.count]
        try checkPort(port)
        let name = host[1..<end]
        var plain: GoString
        if let zone = name.firstIndex(of: "%25") {
            plain = try URLEscaping.host.unescape(name[0..<zone])
            plain += try URLEscaping.zone.unescape(name[zone..<name.count])
        } else {
            plain = try URLEscaping.host.unescape(name)
        }
        guard let address = NetworkAddress(plain.cut("%").before.string), !plain.isEmpty else {
            throw GoError("invalid host: ParseAddr(\(GoQuote.quote(plain))): unable to parse IP")
        }
        if address.bytes.count == 4 { throw GoError("invalid IP-literal") }
        return GoString("[") + plain + GoString("]") + (try URLEscaping.host.unescape(port))
    }
}

/// What may stand unescaped in the parts of an address.
package struct URLEscaping {
    private let plain: Set<UInt8>
    private let isHost: Bool
    private let isZone: Bool

    private static let always =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"

    package static let path = URLEscaping("$&+,/:;=@")
    static let user = URLEscaping("$&+,;=")
    static let fragment = URLEscaping("$&+,/:;=?@!()*")
    static let host = URLEscaping("!$&'()*+,;=:[]<>\"", isHost: true)
    static let zone = URLEscaping("!$&'()*+,;=:[]<>\"", isZone: true)

    private init(_ others: String, isHost: Bool = false, isZone: Bool = false) {
        plain = Set((Self.always + others).utf8)
        self.isHost = isHost
        self.isZone = isZone
    }

    static func isAllowedInUser(_ byte: UInt8) -> Bool {
        let isLetter = byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
        return isLetter || VersionReader.isDigit(byte) || "-._:~!$&'()*+,;=%@".utf8.contains(byte)
    }

    /// What may not stand there becomes `%XX`.
    package func escape(_ text: GoString) -> GoString {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        for byte in text.bytes {
            if plain.contains(byte) {
                output.append(byte)
            } else {
                output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return GoString(bytes: output)
    }

    /// - Throws: where a `%` is not followed by two digits, or by ones that may not be there.
    package func unescape(_ text: GoString) throws(GoError) -> GoString {
        var output: [UInt8] = []
        var index = 0
        while index < text.count {
            let byte = text.bytes[index]
            if byte == UInt8(ascii: "%") {
                output.append(try decode(text, at: index))
                index += 3
                continue
            }
            if isHost || isZone, byte < 0x80, !plain.contains(byte) {
                throw GoError("invalid character \(GoQuote.quote(GoString(bytes: [byte]))) in host name")
            }
            output.append(byte)
            index += 1
        }
        return GoString(bytes: output)
    }

    private func decode(_ text: GoString, at index: Int) throws(GoError) -> UInt8 {
        let escape = text[index..<min(index + 3, text.count)]
        let failure = GoError("invalid URL escape \(GoQuote.quote(escape))")
        let digits = String(decoding: escape.bytes.dropFirst(), as: UTF8.self)
        guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
            throw failure
        }
        let isPercent = value == UInt8(ascii: "%")
        if isHost, value < 0x80, !isPercent { throw failure }
        if isZone, !isPercent, value != UInt8(ascii: " "), !plain.contains(value) { throw failure }
        return value
    }
}
