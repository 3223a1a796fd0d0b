package import Documents
package import KubeModel

/// What a server says in a watch, as it says it.
package enum RawWatchEvent: Sendable {
    case added(Value)
    case modified(Value)
    case deleted(Value)
    /// Nothing happened up to this version: a later watch can begin there.
    case bookmark(resourceVersion: String)
    /// The watch is over; `.gone` means that the kind has to be listed again.
    case error(KubeError)
}

extension RawWatchEvent {
    init(line: [UInt8]) throws(KubeError) {
        let event = try Connection.decode(line)
        guard let type = event["type"]?.string, let object = event["object"] else {
            throw KubeError(.decoding, "the server's watch event has no type or no object")
        }
        switch type {
        case "ADDED": self = .added(object)
        case "MODIFIED": self = .modified(object)
        case "DELETED": self = .deleted(object)
        case "BOOKMARK":
            guard let version = object.at("metadata", "resourceVersion")?.string else {
                throw KubeError(.decoding, "the server's watch bookmark has no resourceVersion")
            }
            self = .bookmark(resourceVersion: version)
        case "ERROR": self = .error(KubeError(status: 500, body: object))
        default: throw KubeError(.decoding, "the server's watch event has the unknown type \"\(type.prefix(40))\"")
        }
    }
}
