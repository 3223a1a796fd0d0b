internal import Documents
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Sourcing
internal import Surroundings

/// How far the resources of a kind that binds others are known.
enum KindKnowledge: Sendable, Hashable {
    /// Not yet, or not because of this.
    case unknown(String)
    /// The server does not serve the kind, so there are none; or this controller is not for the whole cluster.
    case none
    case listed

    var isKnown: Bool { if case .unknown = self { false } else { true } }
}

/// Until a kind was listed: whether the server has it at all. An older installation has no definition of it; then there are none, which is
/// said once, and the list goes on being tried.
struct DefinitionLook: Sendable {
    let client: KubeClient
    let type: ResourceType
    let logger: Logger
    let isSynced: @Sendable () -> Bool
    let health: @Sendable () -> WatchHealth
    let knowledge: @Sendable () -> KindKnowledge
    let note: @Sendable (KindKnowledge) -> Void

    /// Ends with its task, or once the kind was listed.
    func run() async {
        while !isSynced() {
            if case .failing(let error) = health() {
                let isThere = await isDefined()
                guard !isSynced() else { return }
                if isThere == false {
                    if knowledge() != .none {
                        logger.warning(
                            "the cluster has no definition of \(type.gvk.kind), so none is in force; install it to have them"
                        )
                    }
                    note(.none)
                } else {
                    note(.unknown("cannot be listed: \(error.message)"))
                }
            }
            let pause = knowledge() == .none ? Pauses.absentKinds : Pauses.unknownKinds
            guard (try? await client.surroundings.sleep(for: pause)) != nil else { return }
        }
    }

    /// Nil where that cannot be found out.
    private func isDefined() async -> Bool? {
        do throws(KubeError) {
            return try await client.type(of: type.gvk) != nil
        } catch {
            return nil
        }
    }
}
