package import Documents

/// One statement about an object, as in `status.conditions`.
package struct Condition: Sendable, Hashable {
    /// Kubernetes' three answers; what was not looked at is unknown.
    package enum Status: String, Sendable, Hashable {
        case `true` = "True"
        case `false` = "False"
        case unknown = "Unknown"
    }

    package var type: String
    package var status: Status
    /// One word in CamelCase, for programs.
    package var reason: String
    /// A sentence for people; at most `messageLimit` bytes.
    package private(set) var message: String
    /// The `metadata.generation` that was looked at; nil where none is known.
    package var observedGeneration: Int?
    /// When `status` last changed.
    package var lastTransitionTime: KubeTime

    /// The API allows 32 KiB. A condition is read in a terminal, and is stored with every version of its object.
    package static let messageLimit = 1_024

    package init(
        type: String, status: Status, reason: String, message: String, observedGeneration: Int?,
        lastTransitionTime: KubeTime
    ) {
        self.type = type
        self.status = status
        self.reason = reason
        self.message = message.shortened(to: Self.messageLimit)
        self.observedGeneration = observedGeneration
        self.lastTransitionTime = lastTransitionTime.wholeSeconds
    }
}

extension Condition {
    /// Nil where the value has no type or a status that does not exist. Other fields are taken as far as they are there:
    /// a condition that somebody else wrote is no reason to fail.
    package init?(_ value: Value) {
        guard let type = value["type"]?.string, let status = value["status"]?.string.flatMap(Status.init) else {
            return nil
        }
        self.init(
            type: type, status: status, reason: value["reason"]?.string ?? "",
            message: value["message"]?.string ?? "", observedGeneration: value["observedGeneration"]?.integer,
            lastTransitionTime: value["lastTransitionTime"]?.string.flatMap(KubeTime.init) ?? KubeTime(seconds: 0))
    }

    package var value: Value {
        var object: Object = ["type": .string(type), "status": .string(status.rawValue)]
        object["observedGeneration"] = observedGeneration.map(Value.integer)
        object["lastTransitionTime"] = .string(lastTransitionTime.description)
        object["reason"] = .string(reason)
        object["message"] = .string(message)
        return .object(object)
    }
}
