/// Chooses objects by their labels, as Kubernetes does: all that it says has to hold, and one that says nothing chooses all.
package struct LabelSelector: Sendable, Hashable {
    /// How the values of a label are looked at.
    package enum Operator: String, Sendable, Hashable, CaseIterable {
        case isOneOf = "In"
        /// An object without the label is none of them either.
        case isNoneOf = "NotIn"
        case exists = "Exists"
        case doesNotExist = "DoesNotExist"
    }

    /// What a label has to be.
    package struct Requirement: Sendable, Hashable {
        package var key: String
        package var `operator`: Operator
        package var values: [String]

        package init(key: String, operator: Operator, values: [String]) {
            self.key = key
            self.operator = `operator`
            self.values = values
        }

        fileprivate func holds(for labels: [String: String]) -> Bool {
            switch `operator` {
            case .isOneOf: labels[key].map(values.contains) ?? false
            case .isNoneOf: !(labels[key].map(values.contains) ?? false)
            case .exists: labels[key] != nil
            case .doesNotExist: labels[key] == nil
            }
        }
    }

    package var labels: [String: String]
    package var requirements: [Requirement]

    package init(labels: [String: String] = [:], requirements: [Requirement] = []) {
        self.labels = labels
        self.requirements = requirements
    }

    /// Whether it says nothing.
    package var isEmpty: Bool { labels.isEmpty && requirements.isEmpty }

    package func matches(_ others: [String: String]) -> Bool {
        labels.allSatisfy { others[$0.key] == $0.value } && requirements.allSatisfy { $0.holds(for: others) }
    }
}
