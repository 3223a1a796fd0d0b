internal import CEL
internal import Digests
internal import Documents
internal import KubeModel

/// One policy, read once.
///
/// What of it cannot be read is in `problems`; then nothing that it is about is known to be right.
package struct Policy: Sendable {
    /// A rule that could be read.
    struct Rule: Sendable {
        let name: String
        let expression: CELExpression
        let message: String
        let messageExpression: CELExpression?
        let action: PolicyAction
    }

    /// A variable that could be read.
    struct Variable: Sendable {
        let name: String
        let expression: CELExpression
    }

    package let name: String
    let scope: PolicyScope
    let variables: [Variable]
    let rules: [Rule]
    /// What cannot be read, each with its place: `rules[name=images].expression: line 1, column 8: …`.
    package let problems: [String]
    /// Whether what it is about passes though something of it cannot be read: its rules only warn.
    let isLenient: Bool
    /// Whether expressions look at what is there now.
    package let looksAtOldObjects: Bool
    /// Whether it is about environments, or its expressions look at them.
    package let looksAtEnvironments: Bool
    /// Equal digests mean equal policies.
    let digest: Digest

    /// Of one expression.
    static let limits = CELLimits.kubernetes
    /// What expressions are over, besides `variables`.
    static let names: Set<String> = ["object", "oldObject", "application", "environment"]

    /// - Parameter others: what else is wrong with it.
    package init(_ text: PolicyText, besides others: [String] = []) {
        var problems = others
        scope = PolicyScope(text, problems: &problems)
        var known = Self.names
        func expression(_ source: String, at place: String) -> CELExpression? {
            do throws(CELError) {
                return try CELExpression(source, variables: known, limits: Self.limits)
            } catch {
                problems.append("\(place): \(error)")
                return nil
            }
        }
        variables = text.variables.compactMap { variable in
            let name = "variables.\(variable.name)"
            let read = expression(variable.expression, at: "variables[name=\(variable.name)].expression")
            known.insert(name)
            return read.map { Variable(name: name, expression: $0) }
        }
        rules = text.rules.compactMap { rule in
            let place = "rules[name=\(rule.name)]"
            let message =
                rule.messageExpression.isEmpty
                ? nil : expression(rule.messageExpression, at: "\(place).messageExpression")
            return expression(rule.expression, at: "\(place).expression").map {
                Rule(
                    name: rule.name, expression: $0, message: rule.message, messageExpression: message,
                    action: rule.action)
            }
        }
        name = text.name
        isLenient = others.isEmpty && text.rules.allSatisfy { $0.action == .warn }
        let sources = text.variables.map(\.expression) + text.rules.flatMap { [$0.expression, $0.messageExpression] }
        looksAtOldObjects = sources.contains { $0.contains("oldObject") }
        looksAtEnvironments = !scope.environments.isEmpty || sources.contains { $0.contains("environment") }
        self.problems = problems
        digest = text.digest(besides: others)
    }

    /// One of which nothing can be read: it is about everything.
    ///
    /// - Parameter why: what is wrong with it.
    package init(unreadable name: String, why: String) {
        self.name = name
        (scope, variables, rules) = (.everything, [], [])
        (problems, isLenient, looksAtOldObjects, looksAtEnvironments) = ([why], false, false, false)
        digest = .of("\(name) \(why)")
    }

    /// For which environments an object is judged that several bind: for each, where that makes a difference.
    func environments(among names: [String]) -> [String] {
        let all = names.isEmpty ? [""] : names
        let chosen = scope.environments.isEmpty ? all : all.filter(scope.environments.contains)
        return looksAtEnvironments ? chosen : Array(chosen.prefix(1))
    }

    /// Whether nothing that it is about is let through.
    package var isHolding: Bool { !problems.isEmpty && !isLenient }
}

extension PolicyText {
    fileprivate func digest(besides others: [String]) -> Digest {
        var plain = self
        (plain.applicationLabels, plain.namespaceSelector.labels) = ([:], [:])
        var builder = Digest.Builder()
        // The description of a value of plain texts has all of it, but mappings are in no order.
        builder.add("\(plain)")
        for labels in [applicationLabels, namespaceSelector.labels] {
            builder.add("\(labels.sorted { $0.key < $1.key }.map { [$0.key, $0.value] })")
        }
        for other in others { builder.add(other) }
        return builder.finish()
    }
}
