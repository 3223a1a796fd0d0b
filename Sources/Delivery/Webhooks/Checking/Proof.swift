internal import FoundationEssentials

/// Who has sent a delivery: by a signature over the bytes as they came, or by the secret itself where the sender can do no better.
/// Nothing of the body is read for it.
package enum Proof {
    /// How far a signed time may be from ours, as Standard Webhooks has it.
    static let tolerance = Duration.seconds(300)

    /// Whether one of the keys stands behind it. All forms that a type has are tried, none of them weaker than the type's: where a sender
    /// signs, that it also names the secret counts for nothing.
    ///
    /// - Parameter now: in seconds since 1970.
    package static func holds(_ delivery: Delivery, from sender: Sender, keys: [WebhookKey], now: Double) -> Bool {
        switch sender {
        case .gitHub, .ghcr: isSigned(delivery, ["x-hub-signature-256"], keys)
        case .gitea:
            isSigned(
                delivery, ["x-forgejo-signature", "x-gitea-signature", "x-gogs-signature", "x-hub-signature-256"], keys)
        case .bitbucket, .bitbucketServer: isSigned(delivery, ["x-hub-signature"], keys)
        case .gitLab:
            delivery.headers["webhook-signature"] != nil
                ? isSignedToStandard(delivery, keys, now)
                : isNamed(keys, by: [delivery.headers["x-gitlab-token"]])
        case .generic:
            delivery.headers["webhook-signature"] != nil
                ? isSignedToStandard(delivery, keys, now)
                : isSigned(delivery, ["x-signature", "x-hub-signature-256"], keys)
        case .azureDevOps, .harbor: isNamed(keys, by: authorization(delivery))
        case .cloudEvents: isNamed(keys, by: authorization(delivery) + [delivery.queryValue("access_token")])
        case .dockerHub, .quay: isNamed(keys, by: [delivery.queryValue("token")])
        }
    }

    /// What tells this delivery from all others of the sender, where it says; nil where two with the same content are two.
    package static func identity(of delivery: Delivery, from sender: Sender) -> String? {
        let headers: [String] =
            switch sender {
            case .gitHub, .ghcr: ["x-github-delivery"]
            case .gitLab: ["webhook-id", "idempotency-key", "x-gitlab-event-uuid"]
            case .gitea: ["x-forgejo-delivery", "x-gitea-delivery", "x-gogs-delivery"]
            case .bitbucket: ["x-request-uuid"]
            case .bitbucketServer: ["x-request-id"]
            case .generic: ["webhook-id"]
            case .cloudEvents: ["ce-id"]
            case .azureDevOps, .harbor, .dockerHub, .quay: []
            }
        return headers.lazy.compactMap { delivery.headers[$0] }.first
    }

    /// `sha256=` and 64 digits, or the digits alone. Older hashes do not count.
    private static func isSigned(_ delivery: Delivery, _ headers: [String], _ keys: [WebhookKey]) -> Bool {
        guard let text = headers.lazy.compactMap({ delivery.headers[$0] }).first else { return false }
        let digits = text.hasPrefix("sha256=") ? text.dropFirst("sha256=".count) : text[...]
        guard let signature = bytes(hexadecimal: digits) else { return false }
        return any(keys) { $0.hasSigned([delivery.body], signature) }
    }

    /// `v1,` and the signature of the id, the time and the body in base64; several stand one behind the other.
    private static func isSignedToStandard(_ delivery: Delivery, _ keys: [WebhookKey], _ now: Double) -> Bool {
        guard let id = delivery.headers["webhook-id"], let time = delivery.headers["webhook-timestamp"],
            let seconds = Int(time), abs(Double(seconds) - now) <= tolerance / .seconds(1),
            let signatures = delivery.headers["webhook-signature"]
        else { return false }
        let head = Array("\(id).\(time).".utf8)
        return signatures.split(separator: " ").prefix(8).contains { entry in
            guard entry.hasPrefix("v1,"), let signature = Data(base64Encoded: String(entry.dropFirst(3))) else {
                return false
            }
            return any(keys) { $0.hasSigned([head, delivery.body], Array(signature)) }
        }
    }

    private static func isNamed(_ keys: [WebhookKey], by candidates: [String?]) -> Bool {
        candidates.compactMap(\.self).contains { candidate in any(keys) { $0.isNamed(by: candidate) } }
    }

    /// What `Authorization` may name the secret as: all of it, a bearer's token, or a password.
    private static func authorization(_ delivery: Delivery) -> [String?] {
        guard let whole = delivery.headers["authorization"] else { return [] }
        let parts = whole.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return [whole] }
        switch parts[0].lowercased() {
        case "bearer": return [whole, String(parts[1])]
        case "basic":
            let pair = Data(base64Encoded: String(parts[1])).flatMap { String(validating: $0, as: UTF8.self) }
            let password = pair?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
            return [whole, password.map(String.init)]
        default: return [whole]
        }
    }

    /// Asks all keys, so that the time does not tell which it was.
    private static func any(_ keys: [WebhookKey], _ holds: (WebhookKey) -> Bool) -> Bool {
        keys.reduce(false) { found, key in holds(key) || found }
    }

    private static func bytes(hexadecimal text: Substring) -> [UInt8]? {
        let digits = text.utf8.map(FormFields.digit)
        guard digits.count == 64 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).reduce(into: [UInt8]()) { bytes, index in
            if let high = digits[index], let low = digits[index + 1] { bytes.append(high << 4 | low) }
        }
    }
}
