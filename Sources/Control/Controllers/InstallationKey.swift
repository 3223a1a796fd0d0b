internal import Documents
internal import FoundationEssentials
package import KubeClient
package import KubeModel
package import Observing
internal import Sourcing
internal import Surroundings

/// The key of an installation's digests, kept in a Secret in the controller's own namespace and made where it is missing.
///
/// Losing it makes work: digests of before no longer match, and every object is applied once more. And charts that draw
/// passwords draw other ones.
package enum InstallationKey {
    package static let secretName = OwnSecrets.installation
    private static let entry = "digest-key"
    private static let length = 32

    /// The key in the Secret of a namespace; makes one where there is none. Of two that make one at once, both get the same.
    package static func load(_ client: KubeClient, namespace: String) async throws(KubeError) -> DigestKey {
        let key = ObjectKey(namespace: namespace, name: secretName)
        do {
            return try read(try await client.get(.secrets, key), key)
        } catch let error where error.code == .notFound {
            return try await make(client, key)
        }
    }

    private static func make(_ client: KubeClient, _ key: ObjectKey) async throws(KubeError) -> DigestKey {
        var random = client.surroundings.generator
        let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let secret: Value = [
            "apiVersion": "v1", "kind": "Secret",
            "metadata": ["name": .string(key.name), "namespace": .string(key.namespace)],
            "data": [entry: .string(Data(bytes).base64EncodedString())],
        ]
        do {
            return try read(try await client.create(.secrets, namespace: key.namespace, body: secret), key)
        } catch let error where error.code == .alreadyExists {
            return try read(try await client.get(.secrets, key), key)
        }
    }

    private static func read(_ secret: Value, _ key: ObjectKey) throws(KubeError) -> DigestKey {
        guard let bytes = secret.at("data", entry)?.string.flatMap({ Data(base64Encoded: $0) }), bytes.count >= 16
        else {
            throw KubeError(
                .configuration, "the Secret \(key) holds no usable '\(entry)'; delete it, and a new one is made")
        }
        return DigestKey(Array(bytes))
    }
}
