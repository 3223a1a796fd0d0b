internal import TemplateFunctions

/// An address of IPv4 (4 bytes) or IPv6 (16 bytes), as Kubernetes lets expressions have them: without a zone, and none of IPv4
/// within one of IPv6.
package struct InternetAddress: Sendable, Hashable {
    let bytes: [UInt8]

    init(_ text: String) throws(Fault) {
        guard !text.utf8.contains(UInt8(ascii: "%")) else {
            throw Fault.evaluation("IP address \(text.quotedBriefly) with a zone is not allowed")
        }
        // No address is longer than an IPv6 address with one of IPv4 at its end.
        guard text.utf8.count <= 45, let address = NetworkAddress(text) else {
            throw Fault.evaluation("\(text.quotedBriefly) is no IP address")
        }
        bytes = address.bytes
        guard bytes.count == 4 || !bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) else {
            throw Fault.evaluation("IPv4-mapped IPv6 address \(text.quotedBriefly) is not allowed")
        }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    var isVersion4: Bool { bytes.count == 4 }

    private var isAllZero: Bool { bytes.allSatisfy { $0 == 0 } }
    var isUnspecified: Bool { isAllZero }
    var isLoopback: Bool { isVersion4 ? bytes[0] == 127 : bytes.last == 1 && bytes.dropLast().allSatisfy { $0 == 0 } }
    private var isMulticast: Bool { isVersion4 ? bytes[0] & 0xF0 == 0xE0 : bytes[0] == 0xFF }

    var isLinkLocalMulticast: Bool {
        isVersion4 ? bytes.starts(with: [224, 0, 0]) : bytes[0] == 0xFF && bytes[1] & 0x0F == 2
    }

    var isLinkLocalUnicast: Bool {
        isVersion4 ? bytes.starts(with: [169, 254]) : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }

    var isGlobalUnicast: Bool {
        let isBroadcast = isVersion4 && bytes.allSatisfy { $0 == 255 }
        return !isBroadcast && !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
    }

    /// The canonical form, RFC 5952's: lower case, the longest run of zeros left out.
    var text: String {
        guard !isVersion4 else { return bytes.map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        while start < groups.count {
            let length = groups[start...].prefix { $0 == 0 }.count
            if length > longest.count, length > 1 { longest = start..<(start + length) }
            start += max(length, 1)
        }
        func written(_ part: ArraySlice<Int>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
        guard !longest.isEmpty else { return written(groups[...]) }
        return "\(written(groups[..<longest.lowerBound]))::\(written(groups[longest.upperBound...]))"
    }

    /// The address with all bits from one on zero.
    func masked(_ length: Int) -> InternetAddress {
        InternetAddress(
            bytes: bytes.enumerated().map { index, byte in
                let kept = min(max(length - index * 8, 0), 8)
                return kept == 0 ? 0 : byte & (0xFF << (8 - kept))
            })
    }
}

/// A range of addresses: those that begin with the same bits.
package struct InternetNetwork: Sendable, Hashable {
    let address: InternetAddress
    let prefixLength: Int

    init(_ text: String) throws(Fault) {
        let failure = Fault.evaluation("\(text.quotedBriefly) is no network in CIDR notation such as 10.0.0.0/8")
        guard let slash = text.lastIndex(of: "/") else { throw failure }
        address = try InternetAddress(String(text[..<slash]))
        let digits = text[text.index(after: slash)...].utf8
        guard (1...3).contains(digits.count), digits.allSatisfy(Lexer.isDigit),
            digits.count == 1 || digits.first != UInt8(ascii: "0"),
            let length = Int(String(digits) ?? ""), length <= address.bytes.count * 8
        else { throw failure }
        prefixLength = length
    }

    private init(address: InternetAddress, prefixLength: Int) {
        self.address = address
        self.prefixLength = prefixLength
    }

    var text: String { "\(address.text)/\(prefixLength)" }

    var masked: InternetNetwork {
        InternetNetwork(address: address.masked(prefixLength), prefixLength: prefixLength)
    }

    func contains(_ other: InternetAddress) -> Bool {
        address.isVersion4 == other.isVersion4 && address.masked(prefixLength) == other.masked(prefixLength)
    }

    func contains(_ other: InternetNetwork) -> Bool {
        other.prefixLength >= prefixLength && contains(other.address)
    }
}
