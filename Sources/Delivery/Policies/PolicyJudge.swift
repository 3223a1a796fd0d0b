internal import CEL
package import Documents
internal import KubeModel
package import Previewing

/// Judges the objects of one application by policies.
package struct PolicyJudge: Sendable {
    /// An object as it is to be.
    package struct Subject: Sendable {
        /// With the namespace in which it is to be.
        package var id: ObjectID
        /// `shop/web.yaml:12`; empty where that is not known.
        package var place: String
        package var object: Value

        package init(id: ObjectID, place: String, object: Value) {
            self.id = id
            self.place = place
            self.object = object
        }
    }

    /// The object that there is now under that name.
    package enum Predecessor: Sendable {
        case none
        case object(Value)
        /// It could not be read, and why.
        case unknown(String)
    }

    /// What is left of the cost that all evaluations for one application may have together.
    package struct Allowance: Sendable {
        package fileprivate(set) var left: Int

        /// Some thousands of objects under some dozens of rules; seconds of work at the worst.
        package static let application = Allowance(left: 50_000_000)

        package init(left: Int) { self.left = left }
    }

    private let application: CELValue
    private let mask: Mask

    /// - Parameters:
    ///   - application: what expressions see of the application.
    ///   - mask: hides what Secrets hold: expressions never see it.
    package init(application: Value, mask: Mask) {
        self.application = CELValue(application)
        self.mask = mask
    }

    /// What policies say of an object that they are about.
    ///
    /// - Parameter environments: those that bind it.
    package func findings(
        on subject: Subject, by policies: [Policy], after old: Predecessor, in environments: [String] = [],
        _ allowance: inout Allowance
    ) -> [PolicyFinding] {
        var values = ["object": CELValue(shown(subject.object, subject.id)), "application": application]
        var lack: String?
        switch old {
        case .none: values["oldObject"] = .null
        case .object(let object): values["oldObject"] = CELValue(shown(object, subject.id))
        case .unknown(let why): lack = "the object as it is cannot be read: \(why)"
        }
        var findings: [PolicyFinding] = []
        for policy in policies {
            for environment in policy.environments(among: environments) {
                values["environment"] = CELValue(.string(environment))
                var evaluation = Evaluation(subject: subject, policy: policy, values: values, lack: lack)
                findings += evaluation.run(&allowance)
            }
        }
        return findings
    }

    private func shown(_ object: Value, _ id: ObjectID) -> Value {
        var shown = object.withoutNulls
        if object.namespace == nil, !id.namespace.isEmpty { shown["metadata"]?["namespace"] = .string(id.namespace) }
        shown["metadata"]?["managedFields"] = nil
        return id.isSecret ? mask.hiding(shown, of: id).value : shown
    }
}

/// One policy over one object.
private struct Evaluation {
    let subject: PolicyJudge.Subject
    let policy: Policy
    var values: [String: CELValue]
    /// Why there is no `oldObject`; nil where there is.
    let lack: String?
    /// Why variables have no value.
    private var failures: [(name: String, why: String)] = []

    /// Of what is said of an object.
    private static let longestMessage = 512

    init(subject: PolicyJudge.Subject, policy: Policy, values: [String: CELValue], lack: String?) {
        self.subject = subject
        self.policy = policy
        self.values = values
        self.lack = lack
    }

    mutating func run(_ allowance: inout PolicyJudge.Allowance) -> [PolicyFinding] {
        guard !policy.isHolding else {
            let why = "cannot be read, and nothing that it is about is applied before: \(policy.problems[0])"
            return [finding(nil, .deny, why)]
        }
        for variable in policy.variables {
            do throws(CELError) {
                values[variable.name] = try variable.expression.evaluate(CELVariables(values), within: &allowance.left)
            } catch {
                failures.append((variable.name, why(error, in: variable.expression, allowance)))
            }
        }
        return policy.rules.compactMap { judge($0, &allowance) }
    }

    /// Nil where the rule holds.
    private func judge(_ rule: Policy.Rule, _ allowance: inout PolicyJudge.Allowance) -> PolicyFinding? {
        let variables = CELVariables(values)
        do throws(CELError) {
            guard try !rule.expression.bool(variables, within: &allowance.left) else { return nil }
            return finding(rule.name, rule.action, message(of: rule, variables, &allowance))
        } catch {
            // Who denies has to know; what is only to be told of is.
            return finding(
                rule.name, rule.action == .deny ? .deny : .warn,
                "cannot be evaluated: \(why(error, in: rule.expression, allowance))")
        }
    }

    private func message(
        of rule: Policy.Rule, _ variables: CELVariables, _ allowance: inout PolicyJudge.Allowance
    ) -> String {
        if let text = try? rule.messageExpression?.string(variables, within: &allowance.left), !text.isEmpty {
            return text
        }
        return rule.message.isEmpty ? "does not hold: \(rule.expression.source)" : rule.message
    }

    /// The words of an error name types and keys, and no values.
    private func why(
        _ error: CELError, in expression: CELExpression, _ allowance: PolicyJudge.Allowance
    ) -> String {
        if let lack, expression.source.contains("oldObject") { return lack }
        if error.code == .limit, allowance.left <= 0 {
            return "all policies together cost too much for this application; split it"
        }
        let failure = failures.first { expression.source.contains($0.name) }
        return failure.map { "\($0.name): \($0.why)" } ?? error.description
    }

    private func finding(_ rule: String?, _ action: PolicyAction, _ message: String) -> PolicyFinding {
        PolicyFinding(
            object: subject.id, place: subject.place, policy: policy.name, rule: rule, action: action,
            message: message.visible.cut(to: Self.longestMessage))
    }
}
