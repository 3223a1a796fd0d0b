internal import GoValues

/// Addresses of the web.
enum URLFunctions {
    static let global: [String: Function] = [
        "url": ofText("url") { (text) throws(Fault) in .extended(.url(try KubeURL(text))) },
        "isURL": ofText("isURL") { (text) throws(Fault) in .bool((try? KubeURL(text)) != nil) },
    ]

    static let member: [String: Function] = [
        "getScheme": part("getScheme") { $0.scheme },
        "getHost": part("getHost") { $0.host },
        "getHostname": part("getHostname") { $0.hostname },
        "getPort": part("getPort") { $0.port },
        "getEscapedPath": part("getEscapedPath") { $0.path },
        "getQuery": Function(1) { (meter, values) throws(Fault) in
            guard case .extended(.url(let url)) = values[0] else { throw Fault.noOverload("getQuery", values) }
            try meter.charge(url.text.count)
            return .map(try url.parameters())
        },
    ]

    /// Each byte is looked at many times.
    private static func ofText(
        _ name: String, _ body: @escaping @Sendable (GoString) throws(Fault) -> CELValue
    ) -> Function {
        Function(1) { (meter, values) throws(Fault) in
            guard case .string(let text) = values[0] else { throw Fault.noOverload(name, values) }
            try meter.charge(text.count)
            return try body(text)
        }
    }

    /// Parts are texts also where escapes in them stand for bytes that are no UTF-8.
    private static func part(_ name: String, _ part: @escaping @Sendable (KubeURL) -> GoString) -> Function {
        Function(1) { (meter, values) throws(Fault) in
            guard case .extended(.url(let url)) = values[0] else { throw Fault.noOverload(name, values) }
            try meter.charge(bytes: url.text.count)
            return .text(part(url).string)
        }
    }
}
