package import KubeModel

extension LabelSelector: Recorded {
    static let record = Record(
        Self(), "Chooses by labels: all that it says has to hold.",
        [
            .optional("matchLabels", \.labels, "Labels, each with the value that it has to have."),
            .optional(
                "matchExpressions", \.requirements, "What labels have to be.", .count(atMost: 32)),
        ])
}

extension LabelSelector.Operator: FieldChoice {}

extension LabelSelector.Requirement: Recorded {
    static let record = Record(
        Self(key: "", operator: .exists, values: []), "What one label has to be.",
        [
            .required("key", \.key, "The label.", .length(atLeast: 1, atMost: 317)),
            .required(
                "operator", \.operator,
                "`In` and `NotIn`: whether its value is one of `values`; `Exists` and `DoesNotExist`: whether it is there."
            ),
            .optional(
                "values", \.values, "The values for `In` and `NotIn`.", .count(atMost: 256), .elements("One value.")),
        ])

    /// What the schema cannot say.
    var problem: String? {
        switch `operator` {
        case .isOneOf, .isNoneOf: values.isEmpty ? "must have values for \(`operator`.rawValue)" : nil
        case .exists, .doesNotExist: values.isEmpty ? nil : "must have no values for \(`operator`.rawValue)"
        }
    }
}

extension LabelSelector {
    func validate(at field: String, into problems: inout ProblemList) {
        for requirement in requirements {
            problems.check("\(field).matchExpressions[key=\(requirement.key)]", requirement.problem)
        }
    }
}
