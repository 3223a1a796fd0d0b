import Documents

/// One element of `status.conditions`, read as leniently as the many controllers write it.
struct ObjectCondition {
    enum Status { case isTrue, isFalse, unknown }

    var type: String
    var status: Status
    var reason: String
    var message: String
    var lastTransitionTime: String
    /// How bad it is where it is not true, which only Cluster API's conditions say.
    var severity: String
    /// The generation of the object that it is about, where it says so.
    var observedGeneration: Int?

    init?(_ value: Value) {
        guard let type = value["type"]?.string else { return nil }
        self.type = type
        // The text should be capitalized, and is not with every controller; some write a truth value.
        switch value["status"] {
        case .string("True"), .string("true"), .bool(true): status = .isTrue
        case .string("False"), .string("false"), .bool(false): status = .isFalse
        default: status = .unknown
        }
        reason = value["reason"]?.string ?? ""
        message = value["message"]?.string ?? ""
        lastTransitionTime = value["lastTransitionTime"]?.string ?? ""
        severity = value["severity"]?.string ?? ""
        observedGeneration = value["observedGeneration"]?.integer
    }

    /// The conditions in a list; none where it is no list.
    static func list(_ value: Value?) -> [ObjectCondition] {
        value?.array?.prefix(longestList).compactMap(ObjectCondition.init) ?? []
    }

    /// The message, or the reason where there is none.
    var cause: String { message.isEmpty ? reason : message }

    /// As a person would say it, for instance `Ready is false`.
    var title: String {
        switch status {
        case .isTrue: "\(type) is true"
        case .isFalse: "\(type) is false"
        case .unknown: "\(type) is unknown"
        }
    }
}

/// No controller writes that many of anything in one status; an object that has more is not read to its end.
let longestList = 200

extension Value {
    var conditions: [ObjectCondition] { ObjectCondition.list(at("status", "conditions")) }

    func condition(_ type: String) -> ObjectCondition? { conditions.first { $0.type == type } }

    /// An integer of `status`, or 0: Kubernetes leaves zeros out. Bounded, so that sums and differences of some fit.
    func count(_ key: String) -> Int { bounded(at("status", key)?.integer ?? 0) }

    /// How many replicas are wanted; nil where it does not say.
    var wantedReplicas: Int? { (at("spec", "replicas")?.integer).map(bounded) }

    var generation: Int { at("metadata", "generation")?.integer ?? 0 }

    /// Whether the controller has not seen the latest spec yet.
    var isObservedLate: Bool { generation > count("observedGeneration") }

    var isSuspended: Bool { at("spec", "suspend")?.bool == true }
}

/// No count of anything in a cluster is outside of these.
private func bounded(_ count: Int) -> Int { min(max(count, 0), 1 << 48) }

extension String {
    /// The text and, where it says something, the cause behind it.
    package func because(_ cause: String?) -> String {
        guard let cause, !cause.isEmpty else { return self }
        return "\(self): \(cause)"
    }
}
