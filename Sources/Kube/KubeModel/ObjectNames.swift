package import Documents

/// Which names and namespaces objects can have at all, whatever their kind: those that fit into the path of a request.
///
/// Of what cannot have its name nothing is ever there: it needs no request to know that. What a kind demands beyond this
/// the server says: names of RBAC, for one, may hold blanks and colons.
package enum ObjectNames {
    /// Servers and proxies bound the length of a path.
    private static let nameLimit = 1_024
    private static let namespaceLimit = 63

    /// Why no object can have this name and namespace; nil where one may.
    package static func fault(of id: ObjectID) -> String? {
        fault(ofName: id.name) ?? (id.namespace.isEmpty ? nil : fault(ofNamespace: id.namespace))
    }

    /// Servers unescape paths before they split them, so escaping would not protect a slash.
    package static func fault(ofName name: String) -> String? {
        if name.isEmpty { return "it has no name" }
        if name == "." || name == ".." { return "nothing can be named \"\(name)\"" }
        if name.utf8.count > nameLimit { return "its name is longer than \(nameLimit) bytes" }
        if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "its name holds control characters" }
        let forbidden = name.utf8.first { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") }
        return forbidden.map { "the name \"\(name)\" holds a \"\(Character(Unicode.Scalar($0)))\", which no name may" }
    }

    /// Why no namespace can have this name, as the end of a sentence; nil where one can.
    package static func fault(ofNamespace namespace: String) -> String? {
        if namespace.isEmpty { return "it has no namespace" }
        let bytes = namespace.utf8
        let fits =
            bytes.count <= namespaceLimit && bytes.allSatisfy { isLabelByte($0) || $0 == UInt8(ascii: "-") }
            && bytes.first.map(isLabelByte) == true && bytes.last.map(isLabelByte) == true
        guard !fits else { return nil }
        return "there can be no namespace \"\(namespace.shortened(to: 2 * namespaceLimit))\": its name may have "
            + "\(namespaceLimit) lower-case letters, digits and \"-\", with a letter or digit first and last"
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
