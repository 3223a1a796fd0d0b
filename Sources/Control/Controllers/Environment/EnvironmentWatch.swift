internal import Approvals
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Sourcing

/// Watching environments, the labels by which they choose namespaces, and the witnesses of decisions.
struct EnvironmentWatch: Sendable {
    let services: Services
    let triggers: Triggers
    let reflector: Reflector<GitOpsEnvironment>
    let namespaces: Reflector<[String: String]>
    let witnesses: Reflector<Witness>

    /// Ends with its task.
    func run() async {
        let (book, labels) = (services.environments, services.namespaces)
        guard services.settings.reach == .cluster else { return }
        let look = DefinitionLook(
            client: services.home.client, type: GitOpsEnvironment.resource, logger: services.logger,
            isSynced: { book.store.isSynced }, health: { book.store.health }, knowledge: { book.knowledge },
            note: { [triggers] in triggers.environmentsKnown($0) })
        await withDiscardingTaskGroup { group in
            group.addTask(name: "environments") { await reflector.run() }
            group.addTask(name: "definition of environments") { await look.run() }
            group.addTask(name: "labels of namespaces") {
                await labels.waitUntilNeeded()
                guard !Task.isCancelled else { return }
                await namespaces.run()
            }
            group.addTask(name: "witnesses") { [witnesses, services] in
                await services.witnesses.waitUntilNeeded()
                guard !Task.isCancelled else { return }
                await witnesses.run()
            }
        }
    }
}
