package import Documents

/// An `events.k8s.io/v1` Event: something that happened to an object, for `kubectl describe` and `kubectl events`.
package struct EventRecord: Sendable, Hashable {
    /// Whether somebody may have to do something about it.
    package enum Kind: String, Sendable, Hashable {
        case normal = "Normal"
        case warning = "Warning"
    }

    /// How often the same happened, where it was more than once.
    package struct Series: Sendable, Hashable {
        package var count: Int
        package var lastObservedTime: KubeTime

        package init(count: Int, lastObservedTime: KubeTime) {
            self.count = count
            self.lastObservedTime = lastObservedTime
        }

        package var value: Value {
            ["count": .integer(count), "lastObservedTime": .string(lastObservedTime.microDescription)]
        }
    }

    package var kind: Kind
    /// Why: one word in CamelCase, at most 128 bytes.
    package let reason: String
    /// What was done or tried: one word in CamelCase, at most 128 bytes.
    package let action: String
    /// A sentence for people, at most 1,024 bytes: the server refuses longer ones.
    package let note: String
    package var regarding: ObjectReference
    package var related: ObjectReference?
    package var eventTime: KubeTime
    package var series: Series?
    /// The controller's name, for instance `gitops.martlet.dev/martlet`.
    package var reportingController: String
    /// The controller's instance, for instance its pod's name; at most 128 bytes.
    package let reportingInstance: String

    package init(
        kind: Kind, reason: String, action: String, note: String, regarding: ObjectReference,
        related: ObjectReference?, eventTime: KubeTime, series: Series?, reportingController: String,
        reportingInstance: String
    ) {
        self.kind = kind
        self.reason = reason.shortened(to: 128)
        self.action = action.shortened(to: 128)
        self.note = note.shortened(to: 1_024)
        self.regarding = regarding
        self.related = related
        self.eventTime = eventTime
        self.series = series
        self.reportingController = reportingController
        self.reportingInstance = reportingInstance.shortened(to: 128)
    }

    /// Where events about cluster-scoped objects go, as the server demands.
    private static let clusterNamespace = "default"

    package var namespace: String { regarding.namespace.isEmpty ? Self.clusterNamespace : regarding.namespace }

    /// The whole object, under a name that the caller keeps for the updates of its series.
    package func object(name: String) -> Value {
        var event: Object = [
            "apiVersion": "events.k8s.io/v1", "kind": "Event",
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
            "eventTime": .string(eventTime.microDescription), "type": .string(kind.rawValue),
            "reason": .string(reason), "action": .string(action), "note": .string(note),
            "regarding": regarding.value, "reportingController": .string(reportingController),
            "reportingInstance": .string(reportingInstance),
        ]
        event["related"] = related?.value
        event["series"] = series?.value
        return .object(event)
    }
}
