internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Sourcing
internal import Surroundings

/// Watching windows, and what they choose applications by.
struct WindowWatch: Sendable {
    let services: Services
    let triggers: Triggers
    let reflector: Reflector<GitOpsWindow>
    let namespaces: Reflector<[String: String]>

    /// Ends with its task.
    func run() async {
        guard services.windows.knowledge != .none else { return }
        await withDiscardingTaskGroup { group in
            group.addTask(name: "windows") { await reflector.run() }
            group.addTask(name: "definition of windows") { await lookForDefinition() }
            group.addTask(name: "labels of namespaces") {
                await services.windows.waitForNamespaceSelectors()
                guard !Task.isCancelled else { return }
                await namespaces.run()
            }
        }
    }

    /// Until windows were listed: whether the server has them at all. An older installation has no definition of theirs; then there are
    /// none, which is said once, and the list goes on being tried.
    private func lookForDefinition() async {
        let windows = services.windows
        while !windows.store.isSynced {
            if case .failing(let error) = windows.store.health {
                let isThere = await isDefined()
                guard !windows.store.isSynced else { return }
                if isThere == false {
                    if windows.knowledge != .none {
                        services.logger.warning(
                            "the cluster has no definition of GitOpsWindow, so no window holds anything; install it to have them"
                        )
                    }
                    triggers.windowsKnown(.none)
                } else {
                    triggers.windowsKnown(.unknown("cannot be listed: \(error.message)"))
                }
            }
            let pause = windows.knowledge == .none ? Pauses.absentWindows : Pauses.unknownWindows
            guard (try? await services.surroundings.sleep(for: pause)) != nil else { return }
        }
    }

    /// Nil where that cannot be found out.
    private func isDefined() async -> Bool? {
        do throws(KubeError) {
            return try await services.home.client.type(of: GitOpsWindow.resource.gvk) != nil
        } catch {
            return nil
        }
    }
}
