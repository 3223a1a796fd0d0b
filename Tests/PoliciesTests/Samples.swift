import Documents
import Policies
import Previewing
import Rendering
import YAML

/// A policy of one rule.
func policy(
    _ expression: String, name: String = "p", message: String = "must not be", messageExpression: String = "",
    action: PolicyAction = .deny, _ change: (inout PolicyText) -> Void = { _ in }
) -> Policy {
    var text = PolicyText(name: name)
    text.rules = [
        PolicyText.Rule(
            name: "r", expression: expression, message: message, messageExpression: messageExpression, action: action)
    ]
    change(&text)
    return Policy(text)
}

func object(_ yaml: String) throws -> Value {
    guard let value = try YAML.parse(yaml).first?.value else { throw Missing() }
    return value
}

struct Missing: Error {}

let map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: m, namespace: shop}, data: {k: v}}"

/// What policies say of an object.
func judged(
    _ yaml: String, _ policies: Policy..., old: PolicyJudge.Predecessor = .none,
    application: Value = ["metadata": ["name": "a"]],
    allowance: PolicyJudge.Allowance = .application, labels: [[String: String]] = []
) throws -> [PolicyFinding] {
    let object = try object(yaml)
    let id = try object.objectID ?? { throw Missing() }()
    let judge = PolicyJudge(
        application: application, mask: Mask(key: [1], texts: SecretTexts()))
    var allowance = allowance
    return judge.findings(
        on: PolicyJudge.Subject(id: id, place: "a.yaml:3", object: object),
        by: PolicySet(policies).about(id, namespaceLabels: labels), after: old, &allowance)
}
