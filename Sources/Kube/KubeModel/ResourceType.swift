package import Documents

/// A kind as a server serves it: where its objects are found, and what can be done with them.
///
/// It is kept for each object that is known, so all copies of one are a single thing in memory.
package struct ResourceType: Sendable {
    private final class Storage: Sendable {
        let gvk: GroupVersionKind
        let plural: String
        let namespaced: Bool
        let verbs: Set<String>
        let isServed: Bool

        init(gvk: GroupVersionKind, plural: String, namespaced: Bool, verbs: Set<String>, isServed: Bool) {
            self.gvk = gvk
            self.plural = plural
            self.namespaced = namespaced
            self.verbs = verbs
            self.isServed = isServed
        }
    }

    private let storage: Storage

    package init(
        gvk: GroupVersionKind, plural: String, namespaced: Bool, verbs: Set<String>, isServed: Bool = true
    ) {
        storage = Storage(gvk: gvk, plural: plural, namespaced: namespaced, verbs: verbs, isServed: isServed)
    }

    package var gvk: GroupVersionKind { storage.gvk }
    /// As in paths and in RBAC rules, for instance `deployments`.
    package var plural: String { storage.plural }
    package var namespaced: Bool { storage.namespaced }
    /// The verbs that the server's discovery names, for instance `patch`.
    package var verbs: Set<String> { storage.verbs }
    /// False where the server does not serve the kind yet and only a definition that is to be applied tells of it: good
    /// for planning, and for no request.
    package var isServed: Bool { storage.isServed }

    /// What the CustomResourceDefinition of the kind is called, if it has one.
    package var definition: String { "\(plural).\(gvk.group)" }

    /// Whether the server keeps objects of this kind, as far as it says. Of others it only takes requests, such as a Binding or
    /// a SubjectAccessReview.
    package var isKept: Bool { verbs.isEmpty || verbs.contains("list") }

    /// The path of an object, or of a collection where `name` is nil. The namespace is left out for cluster-scoped kinds.
    ///
    /// Throws `.invalid` where a part would lead elsewhere, and `.unknownKind` where the server does not serve the kind.
    package func path(namespace: String?, name: String?, subresource: String?) throws(KubeError) -> String {
        guard isServed else {
            throw KubeError(.unknownKind, "the server does not serve \(gvk.kind) in \(gvk.apiVersion) yet")
        }
        guard hasValidNames else {
            throw KubeError(.invalid, "the names of the kind \(gvk.kind) in \(gvk.apiVersion) are not valid")
        }
        var path = gvk.group.isEmpty ? "/api/\(gvk.version)" : "/apis/\(gvk.group)/\(gvk.version)"
        if namespaced, let namespace { path += "/namespaces/\(try segment(namespace))" }
        path += "/\(plural)"
        if let name { path += "/\(try segment(name))" }
        if let subresource { path += "/\(try segment(subresource))" }
        return path
    }

    private func segment(_ text: String) throws(KubeError) -> String {
        guard Self.isPathSegment(text) else {
            throw KubeError(.invalid, "\(gvk.kind): \"\(text.prefix(253))\" cannot be part of a path")
        }
        return text.percentEncoded(keeping: ":@")
    }

    /// Whether a text may stand as one segment of a path, by the rule for names: what has one can be asked for.
    package static func isPathSegment(_ text: String) -> Bool { ObjectNames.fault(ofName: text) == nil }
}

extension ResourceType: Hashable {
    package static func == (left: ResourceType, right: ResourceType) -> Bool {
        left.storage === right.storage
            || left.gvk == right.gvk && left.plural == right.plural && left.namespaced == right.namespaced
                && left.verbs == right.verbs && left.isServed == right.isServed
    }

    /// Kinds that differ in the rest alone are few.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(gvk)
        hasher.combine(plural)
    }
}

extension ResourceType {
    /// Whether group, version, plural and kind are as servers demand them of definitions; built-in kinds keep to it too.
    /// Nothing else gets into a path, a metric or a message.
    package var hasValidNames: Bool {
        (gvk.group.isEmpty || Self.isSubdomain(gvk.group)) && Self.isLabel(gvk.version) && Self.isLabel(plural)
            && gvk.kind.utf8.allSatisfy { $0 < 0x80 } && Self.isLabel(gvk.kind.lowercased())
    }

    /// A DNS label that begins with a letter, as of RFC 1035.
    package static func isLabel(_ text: String) -> Bool {
        guard (1...63).contains(text.utf8.count), let first = text.utf8.first, let last = text.utf8.last else {
            return false
        }
        return isLetter(first) && last != UInt8(ascii: "-")
            && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// A DNS name in lower case, as of RFC 1123.
    package static func isSubdomain(_ text: String) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            part.utf8.first != UInt8(ascii: "-") && part.utf8.last != UInt8(ascii: "-") && !part.isEmpty
                && part.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
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
