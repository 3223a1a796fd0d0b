package import Documents

/// A kind as a server serves it: where its objects are found, and what can be done with them.
package struct ResourceType: Sendable, Hashable {
    package var gvk: GroupVersionKind
    /// As in paths and in RBAC rules, for instance `deployments`.
    package var plural: String
    package var namespaced: Bool
    /// The verbs that the server's discovery names, for instance `patch`.
    package var verbs: Set<String>

    package init(gvk: GroupVersionKind, plural: String, namespaced: Bool, verbs: Set<String>) {
        self.gvk = gvk
        self.plural = plural
        self.namespaced = namespaced
        self.verbs = verbs
    }

    /// The path of an object, or of a collection where `name` is nil. The namespace is left out for cluster-scoped kinds.
    ///
    /// Assumes that the names are valid (`isPathSegment`): an empty name would name the whole collection.
    package func path(namespace: String?, name: String?, subresource: String?) -> String {
        var path = gvk.group.isEmpty ? "/api/\(gvk.version)" : "/apis/\(gvk.group)/\(gvk.version)"
        if namespaced, let namespace { path += "/namespaces/\(Self.escaped(namespace))" }
        path += "/\(plural)"
        if let name { path += "/\(Self.escaped(name))" }
        if let subresource { path += "/\(subresource)" }
        return path
    }

    /// Whether a text may stand as one segment of a path. Servers unescape paths before they split them, so escaping a
    /// slash does not protect: such names are refused.
    package static func isPathSegment(_ text: String) -> Bool {
        guard !text.isEmpty, text != ".", text != ".." else { return false }
        return text.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "%") && $0 > 0x20 && $0 != 0x7F }
    }

    private static func escaped(_ segment: String) -> String { segment.percentEncoded(keeping: ":@") }
}

extension String {
    /// Every byte but RFC 3986's unreserved characters, and those of `extra`, as `%XX`.
    package func percentEncoded(keeping extra: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        for byte in utf8 {
            if Self.isUnreserved(byte) || extra.utf8.contains(byte) {
                bytes.append(byte)
            } else {
                bytes.append(contentsOf: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
