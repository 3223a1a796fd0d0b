internal import Documents
internal import GitOpsAPI

extension ReadinessGraph {
    /// An application waits for what it depends on, and for the health of those it holds, but for those that hold it in turn
    /// and those that rest.
    ///
    /// - Parameters:
    ///   - held: which applications are among the objects of one.
    ///   - isHome: whether applications are applied to the cluster where they are; in another one none holds any.
    init(
        _ application: @escaping (ObjectKey) -> GitOpsApplication?, held: @escaping (ObjectKey) -> Set<ObjectKey>,
        isHome: Bool
    ) {
        self.init { key in
            let spec = try? application(key)?.spec.get()
            let dependencies = spec?.dependsOn.map { $0.key(from: key.namespace) } ?? []
            let children = isHome ? held(key) : []
            guard !children.isEmpty else { return dependencies }
            let holders = Containment(of: key) { application($0)?.owner }.holders
            return dependencies
                + children.filter { child in
                    child != key && !holders.contains(child) && (try? application(child)?.spec.get().suspend) != true
                }
        }
    }
}
