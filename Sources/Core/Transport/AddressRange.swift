import Glibc

/// Addresses of IP that begin alike.
package struct AddressRange: Sendable, Hashable {
    private let bytes: [UInt8]
    private let length: Int

    private init(_ bytes: [UInt8], _ length: Int) {
        self.bytes = bytes
        self.length = length
    }

    /// `10.0.0.0/8` or `fd00::/8`; nil where the text is no such thing.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bytes = AddressRange.bytes(String(parts[0])), let length = Int(parts[1]),
            (0...bytes.count * 8).contains(length)
        else { return nil }
        self.init(bytes, length)
    }

    /// Whether an address is one of them.
    package func contains(_ address: [UInt8]) -> Bool {
        guard address.count == bytes.count else { return false }
        let whole = length / 8
        guard address[..<whole] == bytes[..<whole] else { return false }
        let rest = length % 8
        return rest == 0 || (address[whole] ^ bytes[whole]) >> UInt8(8 - rest) == 0
    }

    /// What is not routed on the Internet: within organisations (RFC 1918, RFC 4193), behind carriers (RFC 6598), for protocols
    /// and benchmarks (RFC 6890, RFC 2544), for many and for what is to come.
    static let `private`: [AddressRange] = [
        AddressRange([10, 0, 0, 0], 8), AddressRange([172, 16, 0, 0], 12), AddressRange([192, 168, 0, 0], 16),
        AddressRange([100, 64, 0, 0], 10), AddressRange([192, 0, 0, 0], 24), AddressRange([198, 18, 0, 0], 15),
        AddressRange([224, 0, 0, 0], 3), AddressRange([0xFC] + [UInt8](repeating: 0, count: 15), 7),
        AddressRange([0xFE, 0xC0] + [UInt8](repeating: 0, count: 14), 10),
        AddressRange([0xFF] + [UInt8](repeating: 0, count: 15), 8),
    ]

    /// The bytes of an address in digits, in brackets or without; nil where the text is none.
    package static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        var v4 = in_addr()
        // SAFETY: for both, the system writes into a value of the size that the family has, which is copied out.
        if unsafe inet_pton(AF_INET, digits, &v4) == 1 { return unsafe withUnsafeBytes(of: &v4) { unsafe Array($0) } }
        var v6 = in6_addr()
        if unsafe inet_pton(AF_INET6, digits, &v6) == 1 { return unsafe withUnsafeBytes(of: &v6) { unsafe Array($0) } }
        return nil
    }
}

/// An address and a port.
package struct SocketAddress: Sendable, Hashable {
    package var bytes: [UInt8]
    package var port: Int

    package init(bytes: [UInt8], port: Int) {
        self.bytes = bytes
        self.port = port
    }
}
