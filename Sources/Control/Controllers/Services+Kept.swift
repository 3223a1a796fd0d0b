internal import Documents
internal import GitOpsAPI
internal import KubeRuntime
internal import Sourcing

extension Services {
    /// Whether an application of this life exists no more. One that we do not look at may well be there.
    func isGone(_ owner: KeptSecret.Owner) -> Bool {
        guard settings.reach.namespace.map({ $0 == owner.application.namespace }) ?? true, applications.isSynced else {
            return false
        }
        return applications.latest(owner.application)?.metadata.uid != owner.uid
    }
}
