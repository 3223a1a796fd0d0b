internal import CEL
package import Documents

/// How the objects of one kind are judged in place of its own rule: by expressions in CEL over an object's own fields.
package struct HealthCheck: Sendable, Hashable {
    /// Empty for the core group.
    package var group: String
    /// Nil for all kinds of the group.
    package var kind: String?
    /// Whether an object is as it should be.
    package var current: String
    /// Whether it is on its way; empty for no such expression.
    package var inProgress: String
    /// Whether it has failed; empty for no such expression.
    package var failed: String

    package init(group: String, kind: String?, current: String, inProgress: String, failed: String) {
        self.group = group
        self.kind = kind
        self.current = current
        self.inProgress = inProgress
        self.failed = failed
    }

    /// Whether it is about objects of this kind.
    package func applies(to groupKind: GroupKind) -> Bool {
        group == groupKind.group && (kind == nil || kind == groupKind.kind)
    }
}

/// The checks of one application, read. Of those that apply to a kind the first counts.
package struct HealthChecks: Sendable {
    /// What they were read from.
    package let checks: [HealthCheck]
    private let expressions: [Expressions]

    /// In the order in which they are asked.
    private typealias Expressions = [(name: String, status: HealthStatus, expression: Result<CELExpression, CELError>)]

    package init(_ checks: [HealthCheck]) {
        self.checks = checks
        expressions = checks.map { check in
            [
                ("inProgress", HealthStatus.progressing, check.inProgress), ("failed", .degraded, check.failed),
                ("current", .healthy, check.current),
            ].filter { !$0.2.isEmpty }.map { name, status, source in
                let expression = Result { () throws(CELError) in
                    try CELExpression(source, variables: nil, limits: .check)
                }
                return (name, status, expression)
            }
        }
    }

    /// Nil where none of them applies.
    func health(of object: Value) -> ObjectHealth? {
        guard let kind = object.groupVersionKind?.groupKind, let fields = object.object,
            let index = checks.firstIndex(where: { $0.applies(to: kind) })
        else { return nil }
        if let waiting = unobserved(object) { return waiting }
        let variables = CELVariables(fieldsOf: fields)
        var trouble: String?
        for (name, status, expression) in expressions[index] {
            let isTrue = Result { () throws(CELError) in try expression.get().bool(variables) }
            switch isTrue {
            case .success(true):
                return ObjectHealth(status, status == .healthy ? "" : "its health check '\(name)' holds")
            case .success(false): continue
            // Fields that are not there yet are the most common cause.
            case .failure(let error): trouble = trouble ?? "its health check '\(name)': \(error)"
            }
        }
        return ObjectHealth(.progressing, trouble ?? "its health check 'current' does not hold")
    }
}
