import Documents

/// One element of `status.conditions`, read as leniently as the many controllers write it.
struct ObjectCondition {
    enum Status { case isTrue, isFalse, unknown }

    var type: String
    var status: Status
    var reason: String
    var message: String
    var lastTransitionTime: String

    init?(_ value: Value) {
        guard let type = value["type"]?.string else { return nil }
        self.type = type
        switch value["status"]?.string {
        case "True": status = .isTrue
        case "False": status = .isFalse
        default: status = .unknown
        }
        reason = value["reason"]?.string ?? ""
        message = value["message"]?.string ?? ""
        lastTransitionTime = value["lastTransitionTime"]?.string ?? ""
    }

    /// The message, or the reason where there is none.
    var cause: String { message.isEmpty ? reason : message }
}

extension Value {
    var conditions: [ObjectCondition] { at("status", "conditions")?.array?.compactMap(ObjectCondition.init) ?? [] }

    func condition(_ type: String) -> ObjectCondition? { conditions.first { $0.type == type } }

    /// An integer of `status`, or 0: Kubernetes leaves zeros out.
    func count(_ key: String) -> Int { at("status", key)?.integer ?? 0 }

    var generation: Int { at("metadata", "generation")?.integer ?? 0 }

    /// Whether the controller has not seen the latest spec yet.
    var isObservedLate: Bool { generation > count("observedGeneration") }

    var isSuspended: Bool { at("spec", "suspend")?.bool == true }
}

extension String {
    /// The text and, where it says something, the cause behind it.
    package func because(_ cause: String?) -> String {
        guard let cause, !cause.isEmpty else { return self }
        return "\(self): \(cause)"
    }
}
