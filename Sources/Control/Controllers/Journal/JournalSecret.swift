internal import Archives
package import Documents
internal import FoundationEssentials
internal import GitOpsAPI
package import KubeModel
internal import Operating
internal import Planning
internal import Sourcing

/// The Secret that holds what is about to be applied: of each application what its status does not speak of yet.
///
/// Its `journal` is `{"intents": [{"application": "<namespace>/<name>", "uid": "…", "base": "…", "inventory": {…}, "deployment": {…}}]}` as JSON,
/// compressed with gzip. To read it: `kubectl get secret NAME -o jsonpath='{.data.journal}' | base64 -d | gunzip`.
package enum JournalSecret {
    private static let entry = "journal"
    /// Of the JSON that is read. A server takes a Secret of a megabyte, and what we write unpacks to a few times that.
    private static let unpackedBytes = 16 << 20

    /// - Parameters:
    ///   - intents: each as `text(of:for:)` made it.
    ///   - version: that it replaces; nil where there is none.
    static func object(_ key: ObjectKey, _ intents: some Sequence<String>, version: String?) throws(KubeError) -> Value
    {
        let json = Array("{\"intents\":[\(intents.joined(separator: ","))]}".utf8)
        let packed: [UInt8]
        do { packed = try Gzip.compress(json) } catch {
            throw KubeError(.invalid, "the journal of what is about to be applied \(error.message)")
        }
        var metadata: Object = ["name": .string(key.name), "namespace": .string(key.namespace)]
        metadata["resourceVersion"] = version.map(Value.string)
        return [
            "apiVersion": "v1", "kind": "Secret", "metadata": .object(metadata),
            "data": [entry: .string(Data(packed).base64EncodedString())],
        ]
    }

    /// As it stands in the journal.
    static func text(of intent: OpenIntent, for key: IntentKey) -> String {
        var object: Object = [
            "application": .string(key.owner.application.description), "uid": .string(key.owner.uid),
            "base": .string(key.base), "inventory": intent.inventory.value,
        ]
        object["deployment"] = intent.deployment?.value
        return Value.object(object).json()
    }

    /// Throws rather than leaving out what it cannot read: an intent lost is an object that is never deleted.
    package static func intents(in object: Value, _ key: ObjectKey) throws(KubeError) -> [IntentKey: OpenIntent] {
        let malformed = KubeError(
            .configuration, "the Secret \(key) holds no journal of this program; delete it, and a new one is made")
        guard let text = object.at("data", entry)?.string, let packed = Data(base64Encoded: text),
            let json = try? Gzip.decompress(Array(packed), limit: unpackedBytes),
            let intents = (try? JSON.parse(json, limits: .file))?["intents"]?.array
        else { throw malformed }
        var read: [IntentKey: OpenIntent] = [:]
        for intent in intents {
            guard let application = intent["application"]?.string.flatMap({ ObjectKey($0) }),
                let uid = intent["uid"]?.string, let base = intent["base"]?.string,
                let inventory = try? Inventory(intent["inventory"])
            else { throw malformed }
            let key = IntentKey(owner: KeptSecret.Owner(application: application, uid: uid), base: base)
            let deployment = DeploymentMark(intent["deployment"]) ?? read[key]?.deployment
            read[key] = OpenIntent(
                inventory: read[key]?.inventory.union(inventory) ?? inventory, deployment: deployment)
        }
        return read
    }
}
