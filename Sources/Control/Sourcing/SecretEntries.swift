package import Documents
internal import FoundationEssentials

/// The entries of a Secret as texts, for credentials. Whoever reads one says what is wrong with it, and never what it holds.
package struct SecretEntries: Sendable {
    /// What is wrong with a Secret, in words that hold none of its values.
    package struct Invalid: Error {
        package var message: String

        package init(message: String) { self.message = message }
    }

    private static let blocks: Set = [
        "ssh-privatekey", "identity", "known_hosts", "ca.crt", "caFile", "tls.crt", "tls.key", "certFile", "keyFile",
        ".dockerconfigjson",
    ]

    private let entries: [String: String]

    /// - Parameter secret: the whole Secret.
    package init(_ secret: Value) throws(Invalid) {
        var entries: [String: String] = [:]
        for (key, value) in secret["data"]?.object ?? Object() {
            guard let bytes = value.string.flatMap({ Data(base64Encoded: $0) }),
                let text = String(validating: bytes, as: UTF8.self)
            else { throw Invalid(message: "its key '\(key)' holds no text") }
            // A trailing newline that editors leave is not part of a password.
            entries[key] = SecretEntries.blocks.contains(key) ? text : text.trimmingTrailingNewlines
        }
        self.entries = entries
    }

    /// The text under a key; nil where there is none.
    package subscript(key: String) -> String? { entries[key] }

    /// Certificates of the authorities to trust in the place of the system's.
    package var authority: [UInt8]? { (self["ca.crt"] ?? self["caFile"]).map { Array($0.utf8) } }
}

extension String {
    fileprivate var trimmingTrailingNewlines: String {
        var text = Substring(self)
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
