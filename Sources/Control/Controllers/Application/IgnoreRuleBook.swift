internal import Documents
internal import GitOpsAPI
internal import JQPaths
internal import Observing
internal import Synchronization

/// What applications have us ignore, compiled once for as long as an application says the same.
final class IgnoreRuleBook: Sendable {
    private struct Entry {
        var differences: [GitOpsApplication.IgnoredDifference]
        var rules: [IgnoreRule]
    }

    /// Of applications that have any.
    private let entries = Mutex<[ObjectKey: Entry]>([:])

    func rules(of application: ObjectKey, _ differences: [GitOpsApplication.IgnoredDifference]) -> [IgnoreRule] {
        entries.withLock { entries in
            guard !differences.isEmpty else {
                entries[application] = nil
                return []
            }
            if let entry = entries[application], entry.differences == differences { return entry.rules }
            let rules = differences.map(IgnoreRule.init)
            entries[application] = Entry(differences: differences, rules: rules)
            return rules
        }
    }
}

extension IgnoreRule {
    /// What cannot be compiled has been refused with the specification.
    fileprivate init(_ difference: GitOpsApplication.IgnoredDifference) {
        self.init(
            group: difference.group, kind: difference.kind, name: difference.name, namespace: difference.namespace,
            pointers: difference.jsonPointers.compactMap { Pointer($0) },
            expressions: difference.jqPathExpressions.compactMap { try? JQPath($0) },
            managers: Set(difference.managers))
    }
}
