internal import GoValues

/// Addresses and networks.
enum NetworkFunctions {
    static let global: [String: Function] = [
        "ip": ofText("ip") { (text) throws(Fault) in .extended(.address(try InternetAddress(text))) },
        "isIP": ofText("isIP") { (text) throws(Fault) in .bool((try? InternetAddress(text)) != nil) },
        "ip.isCanonical": ofText("ip.isCanonical") { (text) throws(Fault) in
            .bool(try InternetAddress(text).text == text)
        },
        "cidr": ofText("cidr") { (text) throws(Fault) in .extended(.network(try InternetNetwork(text))) },
        "isCIDR": ofText("isCIDR") { (text) throws(Fault) in .bool((try? InternetNetwork(text)) != nil) },
    ]

    static let member: [String: Function] = [
        "family": ofAddress("family") { .int($0.isVersion4 ? 4 : 6) },
        "isUnspecified": ofAddress("isUnspecified") { .bool($0.isUnspecified) },
        "isLoopback": ofAddress("isLoopback") { .bool($0.isLoopback) },
        "isLinkLocalMulticast": ofAddress("isLinkLocalMulticast") { .bool($0.isLinkLocalMulticast) },
        "isLinkLocalUnicast": ofAddress("isLinkLocalUnicast") { .bool($0.isLinkLocalUnicast) },
        "isGlobalUnicast": ofAddress("isGlobalUnicast") { .bool($0.isGlobalUnicast) },
        "ip": ofNetwork("ip") { .extended(.address($0.address)) },
        "masked": ofNetwork("masked") { .extended(.network($0.masked)) },
        "prefixLength": ofNetwork("prefixLength") { .int(Int64($0.prefixLength)) },
        "containsIP": Function(2, containsIP),
        "containsCIDR": Function(2, containsCIDR),
    ]

    /// What reading a text costs apart from its bytes.
    static let costOfReading = 20

    /// A function that reads one text, which costs as much as that has bytes, and some.
    static func ofText(
        _ name: String, _ body: @escaping @Sendable (String) throws(Fault) -> CELValue
    ) -> Function {
        Function(1) { (meter, values) throws(Fault) in
            guard case .string(let text) = values[0] else { throw Fault.noOverload(name, values) }
            try meter.charge(text.count + costOfReading)
            return try body(text.string)
        }
    }

    private static func ofAddress(
        _ name: String, _ body: @escaping @Sendable (InternetAddress) -> CELValue
    ) -> Function {
        Function(name) { value in
            guard case .extended(.address(let address)) = value else { return nil }
            return body(address)
        }
    }

    private static func ofNetwork(
        _ name: String, _ body: @escaping @Sendable (InternetNetwork) -> CELValue
    ) -> Function {
        Function(name) { value in
            guard case .extended(.network(let network)) = value else { return nil }
            return body(network)
        }
    }

    private static func containsIP(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch (values[0], values[1]) {
        case (.extended(.network(let network)), .extended(.address(let address))):
            return .bool(network.contains(address))
        case (.extended(.network(let network)), .string(let text)):
            try meter.charge(text.count + costOfReading)
            return .bool(network.contains(try InternetAddress(text.string)))
        default: throw Fault.noOverload("containsIP", values)
        }
    }

    private static func containsCIDR(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        switch (values[0], values[1]) {
        case (.extended(.network(let network)), .extended(.network(let other))):
            return .bool(network.contains(other))
        case (.extended(.network(let network)), .string(let text)):
            try meter.charge(text.count + costOfReading)
            return .bool(network.contains(try InternetNetwork(text.string)))
        default: throw Fault.noOverload("containsCIDR", values)
        }
    }
}
