package import KubeModel
package import Previewing

/// A policy as people write it.
package struct PolicyText: Sendable, Hashable {
    /// Globs for a group and a kind.
    package struct Kind: Sendable, Hashable {
        package var group: String
        package var kind: String

        package init(group: String, kind: String) {
            self.group = group
            self.kind = kind
        }
    }

    /// A name for the value of an expression.
    package struct Variable: Sendable, Hashable {
        package var name: String
        package var expression: String

        package init(name: String, expression: String) {
            self.name = name
            self.expression = expression
        }
    }

    /// Something that has to be true of each object.
    package struct Rule: Sendable, Hashable {
        package var name: String
        package var expression: String
        package var message: String
        /// Empty for none.
        package var messageExpression: String
        package var action: PolicyAction

        package init(
            name: String, expression: String, message: String, messageExpression: String, action: PolicyAction
        ) {
            self.name = name
            self.expression = expression
            self.message = message
            self.messageExpression = messageExpression
            self.action = action
        }
    }

    package var name: String
    /// Empty for all kinds.
    package var kinds: [Kind] = []
    /// Globs; empty for all namespaces.
    package var namespaces: [String] = []
    package var namespaceSelector = LabelSelector()
    /// Names; empty for all, and for what no environment binds.
    package var environments: [String] = []
    package var applicationLabels: [String: String] = [:]
    package var variables: [Variable] = []
    package var rules: [Rule] = []

    package init(name: String) { self.name = name }
}

/// What comes of a rule that does not hold.
package enum PolicyAction: Sendable, Hashable {
    /// Nothing of the application is applied.
    case deny
    /// It is said.
    case warn
    /// The change of the object is at least so grave.
    case raise(Impact)
}
