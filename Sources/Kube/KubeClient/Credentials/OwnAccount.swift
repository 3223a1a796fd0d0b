package import Documents
package import KubeModel
import Transport

extension KubeClient {
    /// The service account whose token this client presents; nil where it presents something else.
    ///
    /// As the token says, which is not verified: whoever makes tokens for a controller is trusted with more.
    package func ownAccount() async throws(KubeError) -> ObjectKey? {
        guard let authorization = try await connection.credentials.login().authorization else { return nil }
        return ServiceAccountToken.account(bearer: authorization.exposed)
    }
}

/// What a service account's token says about itself.
enum ServiceAccountToken {
    static func account(bearer: String) -> ObjectKey? {
        let parts = bearer.split(separator: ".", omittingEmptySubsequences: false)
        guard bearer.hasPrefix("Bearer "), parts.count == 3 else { return nil }
        let claims = parts[1].replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - claims.utf8.count % 4) % 4)
        guard let bytes = Base64.decode(claims + padding),
            let subject = (try? JSON.parse(bytes, limits: .file))?["sub"]?.string
        else {
            return nil
        }
        let words = subject.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 4, words[0] == "system", words[1] == "serviceaccount" else { return nil }
        return ObjectKey(namespace: words[2], name: words[3])
    }
}
