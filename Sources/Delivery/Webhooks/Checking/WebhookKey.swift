internal import Cryptography
internal import FoundationEssentials

/// A secret that a sender shares with us. It never comes out again, and has no description.
package struct WebhookKey: Sendable, CustomStringConvertible, CustomReflectable {
    private static let prefix = "whsec_"

    private let text: [UInt8]
    /// What signatures are made with: of `whsec_…` what stands behind that in base64, as Standard Webhooks has it.
    private let signing: [UInt8]

    package init(_ secret: String) {
        text = Array(secret.utf8)
        let rest = secret.hasPrefix(Self.prefix) ? String(secret.dropFirst(Self.prefix.count)) : nil
        signing = rest.flatMap { Data(base64Encoded: $0) }.map(Array.init) ?? text
    }

    package var description: String { "(a secret)" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Whether somebody has named the secret itself.
    func isNamed(by candidate: String) -> Bool { areEqualSecretly(text, Array(candidate.utf8)) }

    /// Whether that is the HMAC-SHA256 of the pieces, one behind the other.
    func hasSigned(_ pieces: [[UInt8]], _ signature: [UInt8]) -> Bool {
        var hash = KeyedHash(key: signing)
        for piece in pieces { hash.add(piece) }
        return areEqualSecretly(hash.finish(), signature)
    }
}
