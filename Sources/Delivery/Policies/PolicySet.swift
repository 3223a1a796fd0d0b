package import Digests
package import Documents

/// All policies at one moment.
package struct PolicySet: Sendable {
    /// By name.
    package let policies: [Policy]
    /// Equal digests mean equal policies.
    package let digest: Digest

    package init(_ policies: [Policy]) {
        self.policies = policies.sorted { $0.name < $1.name }
        var builder = Digest.Builder()
        for policy in self.policies { builder.add(policy.digest.hex) }
        digest = builder.finish()
    }

    package var isEmpty: Bool { policies.isEmpty }

    /// Those that are about objects of an application.
    ///
    /// - Parameter labels: the application's.
    package func applying(toApplicationWith labels: [String: String]) -> PolicySet {
        PolicySet(policies.filter { $0.scope.includes(applicationWith: labels) })
    }

    /// Whether labels of namespaces have to be known to say which objects they are about.
    package var needsNamespaceLabels: Bool { policies.contains { $0.scope.needsNamespaceLabels } }

    /// Whether environments have to be known.
    package var looksAtEnvironments: Bool { policies.contains(where: \.looksAtEnvironments) }

    /// Those that are about an object.
    ///
    /// - Parameter labels: what the labels of the object's namespace are or may be.
    package func about(_ id: ObjectID, namespaceLabels labels: [[String: String]]) -> [Policy] {
        policies.filter { $0.scope.includes(id, namespaceLabels: labels) }
    }

    /// Whether what is there now has to be known.
    package var looksAtOldObjects: Bool { policies.contains(where: \.looksAtOldObjects) }
}
