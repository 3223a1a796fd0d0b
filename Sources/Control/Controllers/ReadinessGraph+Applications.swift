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
        _ application: @escaping @Sendable (ObjectKey) -> GitOpsApplication?,
        held: @escaping @Sendable (ObjectKey) -> Set<ObjectKey>, isHome: Bool
    ) {
        self.init(
            dependencies: { application($0)?.dependencies ?? [] },
            children: { key in
                let children = isHome ? held(key) : []
                guard !children.isEmpty else { return [] }
                let holders = Containment(of: key) { application($0)?.owner }.holders
                return children.filter { child in
                    child != key && !holders.contains(child) && application(child)?.rests != true
                }
            })
    }
}

extension GitOpsApplication {
    /// What it depends on, as far as it can be read.
    var dependencies: [ObjectKey] {
        (try? spec.get())?.dependsOn.map { $0.key(from: metadata.key.namespace) } ?? []
    }

    /// Whether nobody waits for it to become healthy.
    var rests: Bool { (try? spec.get().suspend) ?? false }
}
