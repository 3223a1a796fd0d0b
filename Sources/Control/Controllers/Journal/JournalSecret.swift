internal import Archives
package import Documents
internal import FoundationEssentials
package import KubeModel
package import Planning
package import Sourcing

/// The Secret that holds what is about to be applied: of each application what its status does not speak of yet.
///
/// Its `journal` is `{"intents": [{"application": "<namespace>/<name>", "uid": "…", "inventory": {…}}]}` as JSON, compressed with
/// gzip. To read it: `kubectl get secret NAME -o jsonpath='{.data.journal}' | base64 -d | gunzip`.
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
    static func text(of inventory: Inventory, for owner: KeptSecret.Owner) -> String {
        let value: Value = [
            "application": .string(owner.application.description), "uid": .string(owner.uid),
            "inventory": inventory.value,
        ]
        return value.json()
    }

    /// Throws rather than leaving out what it cannot read: an intent lost is an object that is never deleted.
    package static func intents(in object: Value, _ key: ObjectKey) throws(KubeError) -> [KeptSecret.Owner: Inventory] {
        let malformed = KubeError(
            .configuration, "the Secret \(key) holds no journal of this program; delete it, and a new one is made")
        guard let text = object.at("data", entry)?.string, let packed = Data(base64Encoded: text),
            let json = try? Gzip.decompress(Array(packed), limit: unpackedBytes),
            let intents = (try? JSON.parse(json, limits: .file))?["intents"]?.array
        else { throw malformed }
        var read: [KeptSecret.Owner: Inventory] = [:]
        for intent in intents {
            guard let application = intent["application"]?.string.flatMap({ ObjectKey($0) }),
                let uid = intent["uid"]?.string, let inventory = try? Inventory(intent["inventory"])
            else { throw malformed }
            let owner = KeptSecret.Owner(application: application, uid: uid)
            read[owner] = read[owner]?.union(inventory) ?? inventory
        }
        return read
    }
}
