import KubeTesting

extension Workspace {
    /// With a controller of its own, not started yet, that looks at nothing but this namespace, and marks what it
    /// applies with the namespace's name.
    package init(alone cluster: OperatorCluster, _ name: String, options: [String] = []) async throws {
        let namespace = try await cluster.controlPlane.makeNamespace(name)
        try await cluster.grantApplier(in: namespace)
        self.init(
            cluster: cluster, controller: try Self.controller(cluster, namespace, options), namespace: namespace,
            git: try GitRepository())
    }

    /// Another process that does the same, with a cache of its own.
    package func anotherController(options: [String] = []) throws -> ControllerProcess {
        try Self.controller(cluster, namespace, options)
    }

    private static func controller(
        _ cluster: OperatorCluster, _ namespace: String, _ options: [String]
    ) throws -> ControllerProcess {
        let place = ["--namespace", namespace, "--home-namespace", namespace, "--installation", namespace]
        return try ControllerProcess(cluster, options: place + options)
    }
}
