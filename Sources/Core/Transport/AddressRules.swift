/// Which addresses may be connected to. Names mean whatever their owners say at the moment, so that it is decided at the
/// socket.
package struct AddressRules: Sendable, Hashable {
    /// Of this machine; in a Pod these are the controller's own ports and those of the containers beside it.
    package var allowsLoopback: Bool
    /// Of the network segment, where clouds hand out the credentials of their machines to whoever asks.
    package var allowsLinkLocal: Bool

    /// Which private addresses, loopback included, may be connected to; nil where the two above decide alone. Public addresses
    /// may be always.
    package var networks: [AddressRange]?
    /// What is refused whatever else is allowed.
    package var refused: [SocketAddress] = []

    package init(allowsLoopback: Bool, allowsLinkLocal: Bool) {
        self.allowsLoopback = allowsLoopback
        self.allowsLinkLocal = allowsLinkLocal
    }

    package static let everything = AddressRules(allowsLoopback: true, allowsLinkLocal: true)

    /// Public addresses, and of private ones those in these ranges.
    ///
    /// - Parameter refused: what is refused though it may lie in them.
    package static func only(_ networks: [AddressRange], refusing refused: [SocketAddress]) -> AddressRules {
        var rules = AddressRules(allowsLoopback: true, allowsLinkLocal: false)
        rules.networks = networks
        rules.refused = refused
        return rules
    }

    /// Why an address is refused; nil where it is not.
    ///
    /// - Parameters:
    ///   - bytes: 4 of IPv4 or 16 of IPv6, as they are sent.
    ///   - port: where one is connected to.
    package func objection(to bytes: [UInt8], port: Int = 0) -> String? {
        let address = AddressRules.embedded(in: bytes) ?? bytes
        if !allowsLinkLocal, AddressRules.isLinkLocal(address) {
            return
                "is at a link-local address or one of a cloud's metadata, which is refused"
                + (networks == nil ? "; --allow-link-local allows it" : "")
        }
        if refused.contains(SocketAddress(bytes: address, port: port)) {
            return "is at the address of the API server, which is refused"
        }
        if let networks {
            guard AddressRules.isLoopback(address) || AddressRange.private.contains(where: { $0.contains(address) }),
                !networks.contains(where: { $0.contains(address) })
            else { return nil }
            return "is at a private address, which is refused; --check-networks allows ranges of them"
        }
        if !allowsLoopback, AddressRules.isLoopback(address) {
            return "is at an address of the controller's own machine, which is refused; --allow-loopback allows it"
        }
        return nil
    }

    /// An address of IPv4 that is written as one of IPv6: mapped, compatible, by NAT64 (RFC 6052) or 6to4 (RFC 3056).
    private static func embedded(in bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count == 16 else { return nil }
        let last = Array(bytes[12...])
        if bytes.starts(with: [0x20, 0x02]) { return Array(bytes[2..<6]) }
        if bytes.starts(with: [0, 0x64, 0xFF, 0x9B]) { return last }
        guard bytes[..<10].allSatisfy({ $0 == 0 }) else { return nil }
        if bytes[10] == 0xFF, bytes[11] == 0xFF { return last }
        let isCompatible = bytes[10] == 0 && bytes[11] == 0 && bytes[12] != 0
        return isCompatible ? last : nil
    }

    /// The address of all interfaces leads here, too.
    private static func isLoopback(_ bytes: [UInt8]) -> Bool {
        if bytes.count == 4 { return bytes[0] == 127 || bytes[0] == 0 }
        return bytes.dropLast().allSatisfy { $0 == 0 } && (bytes.last ?? 0) <= 1
    }

    private static func isLinkLocal(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [169, 254]) && bytes.count == 4 { return true }
        if bytes.count == 16, bytes[0] == 0xFE, bytes[1] & 0xC0 == 0x80 { return true }
        return metadata.contains { bytes.starts(with: $0) }
    }

    /// Where clouds keep metadata outside of the range: Alibaba, Azure, Oracle; Amazon (`fd00:ec2::/32`) and Google
    /// (`fd20:ce::/32`).
    private static let metadata: [[UInt8]] = [
        [100, 100, 100, 200], [168, 63, 129, 16], [192, 0, 0, 192], [0xFD, 0, 0x0E, 0xC2], [0xFD, 0x20, 0, 0xCE],
    ]
}
