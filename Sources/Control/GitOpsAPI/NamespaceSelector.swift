package import KubeModel

/// Chooses namespaces.
package struct NamespaceSelector: Sendable, Hashable {
    /// Empty for any.
    package var names: [String] = []
    /// Nil for any.
    package var selector: LabelSelector?

    package init(names: [String] = [], selector: LabelSelector? = nil) {
        self.names = names
        self.selector = selector
    }

    /// - Parameter labels: those of the namespace.
    package func fits(_ name: String, _ labels: @autoclosure () -> [String: String]) -> Bool {
        guard names.isEmpty || names.contains(name) else { return false }
        return selector.map { $0.matches(labels()) } ?? true
    }
}

extension NamespaceSelector: Recorded {
    static let record = Record(
        Self(), "Chooses namespaces: all that it says has to hold.",
        [
            .optional(
                "names", \.names, "Their names; without any, all.",
                .elements("The name of a namespace.", [.length(atLeast: 1, atMost: 63)]), .count(atMost: 1_000)),
            .optional("selector", \.selector, "The labels that a namespace has in the cluster."),
        ])
}

extension NamespaceSelector {
    func validate(at field: String, into problems: inout ProblemList) {
        for (index, name) in names.enumerated() {
            problems.check("\(field).names[\(index)]", Names.problem(namespace: name))
        }
        selector?.validate(at: "\(field).selector", into: &problems)
    }
}
