internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Sourcing

/// Watching windows.
struct WindowWatch: Sendable {
    let services: Services
    let triggers: Triggers
    let reflector: Reflector<GitOpsWindow>

    /// Ends with its task.
    func run() async {
        let windows = services.windows
        guard windows.knowledge != .none else { return }
        let look = DefinitionLook(
            client: services.home.client, type: GitOpsWindow.resource, logger: services.logger,
            isSynced: { windows.store.isSynced }, health: { windows.store.health }, knowledge: { windows.knowledge },
            note: { [triggers] in triggers.windowsKnown($0) })
        await withDiscardingTaskGroup { group in
            group.addTask(name: "windows") { await reflector.run() }
            group.addTask(name: "definition of windows") { await look.run() }
        }
    }
}
