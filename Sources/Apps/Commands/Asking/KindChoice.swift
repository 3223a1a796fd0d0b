internal import Documents
internal import GitOpsAPI
internal import KubeClient
package import KubeModel

/// One of our kinds, by the names that people type.
package enum KindChoice: Sendable, Hashable, CaseIterable {
    case applications
    case repositories

    package init?(_ word: String) {
        switch word.lowercased() {
        case "app", "apps", "application", "applications", "goapp", "gitopsapplication", "gitopsapplications":
            self = .applications
        case "repo", "repos", "repository", "repositories", "gorepo", "gitopsrepository", "gitopsrepositories":
            self = .repositories
        default: return nil
        }
    }

    package var type: ResourceType {
        switch self {
        case .applications: GitOpsApplication.resource
        case .repositories: GitOpsRepository.resource
        }
    }
}

extension KubeClient {
    /// The keys of all of a kind.
    ///
    /// - Parameter namespace: nil: in all namespaces.
    func keys(
        of kind: KindChoice, in namespace: String?, labelSelector: String?
    ) async throws(KubeError) -> [ObjectKey] {
        try await list(kind.type, namespace: namespace, labelSelector: labelSelector).compactMap { object in
            object.name.map { ObjectKey(namespace: object.namespace ?? "", name: $0) }
        }
    }
}

/// Which objects of a kind a command is for.
package struct Selection: Sendable {
    /// Nil: in all namespaces.
    package var namespace: String?
    /// Empty: all that there are.
    package var names: [String]
    package var labelSelector: String?

    package init(namespace: String?, names: [String], labelSelector: String?) {
        self.namespace = namespace
        self.names = names
        self.labelSelector = labelSelector
    }
}
