package import KubeModel

extension GitOpsPolicy {
    /// What is demanded, and of what.
    package struct Spec: Sendable, Hashable {
        package var match = Match()
        package var variables: [Variable] = []
        package var rules: [Rule] = []
    }

    /// Of which objects: all that it says has to hold.
    package struct Match: Sendable, Hashable {
        /// Empty for all.
        package var kinds: [Kind] = []
        package var namespaces = Namespaces()
        package var applications = Applications()
        /// Names of GitOpsEnvironments; empty for all.
        package var environments: [String] = []
    }

    /// Kinds of objects, as globs.
    package struct Kind: Sendable, Hashable {
        package var group = ""
        package var kind = ""
    }

    /// Where objects are to be.
    package struct Namespaces: Sendable, Hashable {
        /// Globs; empty for all.
        package var names: [String] = []
        package var selector = LabelSelector()
    }

    /// Whose objects they are.
    package struct Applications: Sendable, Hashable {
        package var matchLabels: [String: String] = [:]
    }

    /// A name for the value of an expression.
    package struct Variable: Sendable, Hashable {
        package var name = ""
        package var expression = ""
    }

    /// Something that has to be true.
    package struct Rule: Sendable, Hashable {
        /// What comes of it where it is not.
        package enum Action: String, Sendable, Hashable, CaseIterable, FieldChoice {
            case deny = "Deny"
            case warn = "Warn"
            case raiseImpact = "RaiseImpact"
        }

        package var name = ""
        package var expression = ""
        package var message = ""
        package var messageExpression = ""
        package var action = Action.deny
        /// With `raiseImpact` alone.
        package var impact: GitOpsApplication.PendingPlan.Impact?
    }

    static let longestExpression = 10_240
}

extension GitOpsPolicy.Spec: Recorded {
    static let record = Record(
        Self(), "What is demanded, and of what.",
        [
            .written("match", \.match),
            .optional(
                "variables", \.variables,
                "Names for the values of expressions, for each object: `variables.NAME` in those that come after, and in rules.",
                .keyed(by: "name"), .count(atMost: 50)),
            .required(
                "rules", \.rules, "What has to be true of each of these objects.", .keyed(by: "name"),
                .count(atMost: 100)),
        ])
}

extension GitOpsPolicy.Match: Recorded {
    static let record = Record(
        Self(), "Of which objects: all that it says has to hold. Without anything, of all.",
        [
            .optional("kinds", \.kinds, "Their kinds: one of these has to fit.", .count(atMost: 100)),
            .optional("namespaces", \.namespaces),
            .optional("applications", \.applications),
            .optional(
                "environments", \.environments,
                "GitOpsEnvironments that bind where they go: one of these; without any, all, and what none binds.",
                .count(atMost: 100), .elements("The name of one.", [.length(atLeast: 1, atMost: 253)])),
        ])
}

extension GitOpsPolicy.Kind: Recorded {
    static let record = Record(
        Self(), "Kinds of one group, or of several.",
        [
            .defaulted(
                "group", \.group, "A glob for the group, such as `apps` or `*`; empty for the core group.",
                .length(atMost: 253)),
            .required(
                "kind", \.kind, "A glob for the kind, such as `{Deployment,StatefulSet}` or `*`.",
                .length(atLeast: 1, atMost: 253)),
        ])
}

extension GitOpsPolicy.Namespaces: Recorded {
    static let record = Record(
        Self(),
        "In which namespaces they are to be. With this, objects that are in none do not count, but Namespaces themselves do.",
        [
            .optional(
                "names", \.names, "Globs for names, one of which has to fit.", .count(atMost: 100),
                .elements("A glob, such as `shop-*`.", [.length(atLeast: 1, atMost: 253)])),
            .optional("selector", \.selector, "The labels of the namespace, as it is or as it is to be."),
        ])
}

extension GitOpsPolicy.Applications: Recorded {
    static let record = Record(
        Self(), "Of which applications.",
        [.optional("matchLabels", \.matchLabels, "Labels that the GitOpsApplication has to have.")])
}

extension GitOpsPolicy.Variable: Recorded {
    /// What CEL takes for a name.
    static let pattern = "^[a-zA-Z_][a-zA-Z0-9_]*$"

    static let record = Record(
        Self(), "A name for the value of an expression.",
        [
            .required("name", \.name, "The name.", .pattern(pattern), .length(atMost: 63)),
            .required(
                "expression", \.expression, "The expression, in CEL.",
                .length(atLeast: 1, atMost: GitOpsPolicy.longestExpression)),
        ])
}

extension GitOpsPolicy.Rule: Recorded {
    static let record = Record(
        Self(), "Something that has to be true.",
        [
            .required("name", \.name, "Its name.", .pattern(Names.sourcePattern), .length(atMost: 63)),
            .required(
                "expression", \.expression,
                "What has to be true of each object, in CEL: over `object`, `oldObject` (what is there now, or null), "
                    + "`application` and `variables`.", .length(atLeast: 1, atMost: GitOpsPolicy.longestExpression)),
            .optional("message", \.message, "What is said where it is not.", .length(atMost: 1_024)),
            .optional(
                "messageExpression", \.messageExpression,
                "The same as an expression that gives a text; where it gives none, `message` is said.",
                .length(atMost: GitOpsPolicy.longestExpression)),
            .defaulted(
                "action", \.action,
                "`Deny`: nothing of the application is applied; `Warn`: it is said; `RaiseImpact`: the change is as grave as "
                    + "`impact` says."),
            .optional("impact", \.impact, "How grave the change is, with `RaiseImpact`."),
        ])
}
