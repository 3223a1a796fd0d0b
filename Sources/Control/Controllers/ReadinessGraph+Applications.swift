internal import Documents
internal import GitOpsAPI

extension ReadinessGraph {
    /// An application waits for what it depends on, and for the health of those it holds, but for those that hold it in turn
    /// and those that rest.
    ///
    /// - Parameter isHome: whether applications are applied to the cluster where they are; in another one none holds any.
    init(_ applications: [ObjectKey: GitOpsApplication], isHome: Bool) {
        let owned = applications.values.filter { isHome && $0.owner != nil && (try? $0.spec.get().suspend) != true }
        let children = Dictionary(grouping: owned.map(\.metadata.key)) { applications[$0]?.owner ?? $0 }
        self.init { key in
            let dependencies = (try? applications[key]?.spec.get())?.dependsOn.map { $0.key(from: key.namespace) } ?? []
            guard let held = children[key] else { return dependencies }
            let containment = Containment(of: key) { applications[$0]?.owner }
            return dependencies + held.filter { $0 != key && !containment.holders.contains($0) }
        }
    }
}
