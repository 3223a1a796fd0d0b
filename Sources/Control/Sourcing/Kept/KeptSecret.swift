internal import Digests
package import Documents
internal import FoundationEssentials
package import GitOpsAPI
internal import KubeModel
internal import Rendering

/// What the renders of one application have made once, as the Secret that holds it: a part for each of its sources.
package struct KeptSecret: Sendable {
    /// Names the installation: whose Secrets these are.
    static let label = "\(APIGroup.name)/kept"
    static let applicationAnnotation = "\(APIGroup.name)/kept-for"
    static let uidAnnotation = "\(APIGroup.name)/kept-for-uid"
    static let namePrefix = "martlet-kept-"
    private static let entry = "kept.json"
    /// A server takes a Secret of a megabyte, of which base64 takes its part. Room for a hundred certificates.
    private static let byteLimit = 512 << 10

    /// One life of an application: what is kept for one that is gone is not given to the next of its name.
    package struct Owner: Sendable, Hashable {
        package var application: ObjectKey
        /// Another life of an application begins with nothing.
        package var uid: String

        package init(application: ObjectKey, uid: String) {
            self.application = application
            self.uid = uid
        }
    }

    struct Malformed: Error {
        var message: String
    }

    let owner: Owner
    /// By the source's name.
    var parts: [String: KeptState] = [:]
    /// Of the object that was read; nil where there is none.
    var version: Version?

    /// Tells a Secret from another of its name, and from what it was before.
    package struct Version: Sendable, Hashable {
        package var uid: String
        package var resourceVersion: String
    }

    init(_ owner: Owner) { self.owner = owner }

    static func name(for owner: Owner) -> String {
        "\(namePrefix)\(Digest.of("\(owner.application) \(owner.uid)").hex.prefix(40))"
    }

    var isEmpty: Bool { parts.values.allSatisfy(\.isEmpty) }
}

// MARK: - As an object

extension KeptSecret {
    /// Whose a Secret is; nil where it is none of these.
    package static func owner(of object: Value) -> Owner? {
        guard let text = object.at("metadata", "annotations", applicationAnnotation)?.string,
            let application = ObjectKey(text), let uid = object.at("metadata", "annotations", uidAnnotation)?.string
        else { return nil }
        return Owner(application: application, uid: uid)
    }

    /// Says whose a Secret is.
    package static func annotations(_ owner: Owner) -> Object {
        [applicationAnnotation: .string(owner.application.description), uidAnnotation: .string(owner.uid)]
    }

    /// Nil where a server has not given it one.
    package static func version(of object: Value) -> Version? {
        guard let uid = object.at("metadata", "uid")?.string,
            let resourceVersion = object.at("metadata", "resourceVersion")?.string
        else { return nil }
        return Version(uid: uid, resourceVersion: resourceVersion)
    }

    /// What a Secret counts for: what it holds, and something for being there.
    static func entry(of object: Value, for owner: Owner) -> KeptRoom.Entry {
        let bytes = object.at("data", entry)?.string?.utf8.count ?? 0
        return KeptRoom.Entry(namespace: owner.application.namespace, bytes: bytes + overhead)
    }

    private static let overhead = 1 << 10

    init(_ object: Value, of owner: Owner) throws(Malformed) {
        self.init(owner)
        guard KeptSecret.owner(of: object) == owner, let version = KeptSecret.version(of: object),
            let text = object.at("data", KeptSecret.entry)?.string, let bytes = Data(base64Encoded: text),
            let parts = (try? JSON.parse(Array(bytes), limits: .file))?.object
        else { throw Malformed(message: "is not what this program has written") }
        self.version = version
        for (source, part) in parts {
            guard let state = KeptState(part) else { throw Malformed(message: "is not what this program has written") }
            self.parts[source] = state
        }
    }

    /// With the version that was read, so that a server refuses to replace another one.
    func object(in home: String, installation: String) throws(Malformed) -> Value {
        let content = parts.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { ($0.key, $0.value.value) }
        let bytes = Value.object(Object(content)).jsonBytes()
        guard bytes.count <= KeptSecret.byteLimit else {
            throw Malformed(
                message:
                    "would take \(bytes.count) bytes, of at most \(KeptSecret.byteLimit); let the chart make "
                    + "fewer keys and certificates, or give them to it by its values")
        }
        var metadata: Object = [
            "name": .string(KeptSecret.name(for: owner)), "namespace": .string(home),
            "labels": [KeptSecret.label: .string(installation)],
            "annotations": .object(KeptSecret.annotations(owner)),
        ]
        metadata["resourceVersion"] = (version?.resourceVersion).map(Value.string)
        return [
            "apiVersion": "v1", "kind": "Secret", "metadata": .object(metadata),
            "data": [KeptSecret.entry: .string(Data(bytes).base64EncodedString())],
        ]
    }
}

extension KeptSecret.Owner {
    package init(_ metadata: ResourceMetadata) { self.init(application: metadata.key, uid: metadata.uid) }
}
