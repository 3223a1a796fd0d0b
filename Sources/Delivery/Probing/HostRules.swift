internal import Transport

/// Which hosts may be asked. Nothing may, unless it is said.
package struct HostRules: Sendable, Hashable {
    package var patterns: [HostPattern]

    package init(_ patterns: [HostPattern]) { self.patterns = patterns }

    /// Why a URL is not asked; nil where it may be.
    package func objection(to url: String) -> String? {
        guard let address = HTTPAddress(url), !address.hasUser else { return "is no address that can be asked" }
        guard !patterns.contains(where: { $0.matches(address.host) }) else { return nil }
        return "has the host \(address.host), which this controller does not ask; --check-hosts allows it"
    }
}

/// One host, or all below a domain.
package struct HostPattern: Sendable, Hashable {
    private let text: String

    /// `shop.example.org`, `*.example.org` for all below, or `*`; nil where the text is no such thing.
    package init?(_ text: String) {
        let text = text.lowercased()
        let name = text.hasPrefix("*.") ? text.dropFirst(2) : text == "*" ? "x" : text[...]
        let allowed = "abcdefghijklmnopqrstuvwxyz0123456789-._:[]"
        guard !name.isEmpty, name.utf8.count <= 253, name.allSatisfy(allowed.contains), name.first != "." else {
            return nil
        }
        self.text = text
    }

    func matches(_ host: String) -> Bool {
        // A name may end with the dot of the root.
        let host = host.hasSuffix(".") ? String(host.dropLast()) : host
        if text == "*" { return true }
        return text.hasPrefix("*.") ? host.hasSuffix(text.dropFirst()) && host.count >= text.count : host == text
    }
}
