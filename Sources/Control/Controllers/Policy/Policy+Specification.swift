internal import Documents
package import GitOpsAPI
package import Policies
internal import Previewing

extension Policy {
    /// Reads a resource. What is wrong with it is in `problems`.
    package init(_ resource: GitOpsPolicy) {
        let name = resource.metadata.key.name
        switch resource.spec {
        case .failure(let error): self.init(unreadable: name, why: error.description)
        case .success(let spec):
            self.init(PolicyText(spec, name: name), besides: spec.validate().map(\.description))
        }
    }
}

extension PolicyText {
    fileprivate init(_ spec: GitOpsPolicy.Spec, name: String) {
        self.init(name: name)
        kinds = spec.match.kinds.map { Kind(group: $0.group, kind: $0.kind) }
        namespaces = spec.match.namespaces.names
        namespaceSelector = spec.match.namespaces.selector
        environments = spec.match.environments
        applicationLabels = spec.match.applications.matchLabels
        variables = spec.variables.map { Variable(name: $0.name, expression: $0.expression) }
        rules = spec.rules.map {
            Rule(
                name: $0.name, expression: $0.expression, message: $0.message, messageExpression: $0.messageExpression,
                action: PolicyAction($0))
        }
    }
}

extension PolicyAction {
    /// Where an impact is missing, which is a problem of the policy, it is the gravest.
    fileprivate init(_ rule: GitOpsPolicy.Rule) {
        self =
            switch rule.action {
            case .deny: .deny
            case .warn: .warn
            case .raiseImpact: .raise(rule.impact.flatMap { Impact(rawValue: $0.rawValue) } ?? .critical)
            }
    }
}
