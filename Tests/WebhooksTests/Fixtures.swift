import Cryptography
import Foundation
import Webhooks

/// Deliveries as senders make them.
enum Fixtures {
    static let secret = "It's a Secret to Everybody"
    static let now = 1_764_522_000.0
    static let commit = "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c"

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/webhooks")

    static func body(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: "\(name).json")))
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    static func signature(_ key: [UInt8], _ pieces: [UInt8]...) -> [UInt8] {
        var hash = KeyedHash(key: key)
        for piece in pieces { hash.add(piece) }
        return hash.finish()
    }

    static func hmac(_ body: [UInt8], _ secret: String = secret) -> String { hex(signature(Array(secret.utf8), body)) }

    /// As Standard Webhooks and GitLab's signing tokens have it.
    static func standard(
        _ body: [UInt8], id: String = "msg_1", time: Int = Int(now), key: [UInt8] = Array(secret.utf8)
    ) -> [String: String] {
        let signature = Data(signature(key, Array("\(id).\(time).".utf8), body)).base64EncodedString()
        return ["webhook-id": id, "webhook-timestamp": "\(time)", "webhook-signature": "v1,\(signature)"]
    }

    static func basic(_ password: String) -> String {
        "Basic " + Data("martlet:\(password)".utf8).base64EncodedString()
    }

    /// What proves the sender, for a body.
    static func proof(_ sender: Sender, _ body: [UInt8], _ secret: String = secret) -> [String: String] {
        switch sender {
        case .gitHub, .ghcr: ["x-hub-signature-256": "sha256=\(hmac(body, secret))"]
        case .gitLab: ["x-gitlab-token": secret]
        case .gitea: ["x-gitea-signature": hmac(body, secret)]
        case .bitbucket, .bitbucketServer: ["x-hub-signature": "sha256=\(hmac(body, secret))"]
        case .generic: ["x-signature": "sha256=\(hmac(body, secret))"]
        case .azureDevOps: ["authorization": basic(secret)]
        case .harbor: ["authorization": secret]
        case .cloudEvents: ["authorization": "Bearer \(secret)"]
        case .dockerHub, .quay: [:]
        }
    }

    static func delivery(
        _ sender: Sender, _ body: [UInt8], _ headers: [String: String] = [:], secret: String = secret
    ) -> Delivery {
        let coded = secret.utf8.map { "%" + hex([$0]) }.joined()
        return Delivery(
            headers: headers.merging(proof(sender, body, secret)) { $1 },
            query: sender == .dockerHub || sender == .quay ? "token=\(coded)" : "", body: body)
    }

    static func holds(_ delivery: Delivery, _ sender: Sender, _ secrets: String..., now: Double = now) -> Bool {
        Proof.holds(
            delivery, from: sender, keys: (secrets.isEmpty ? [secret] : secrets).map { WebhookKey($0) }, now: now)
    }
}
