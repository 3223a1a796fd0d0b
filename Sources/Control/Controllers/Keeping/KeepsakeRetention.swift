internal import KubeModel
internal import Sourcing

/// How long what deployments have deleted is kept: of each application of the newest deployments, for so long.
struct KeepsakeRetention: Sendable {
    var count = 20
    var age = Duration.seconds(30 * 86_400)

    /// What is known of what is kept of a deployment.
    struct Entry: Sendable, Hashable {
        var place: KeepsakePlace
        /// Of the Secret, which tells it from another of its name.
        var uid: String
        var createdAt: KubeTime
        var bytes: Int
    }

    /// Those that are to go.
    func surplus(
        of entries: some Sequence<Entry>, now: KubeTime, isGone: (KeptSecret.Owner) -> Bool
    ) -> [Entry] {
        Dictionary(grouping: entries, by: \.place.owner).flatMap { owner, own in
            guard !isGone(owner) else { return own }
            let newest = own.sorted {
                ($0.createdAt, $0.place.deployment) > ($1.createdAt, $1.place.deployment)
            }
            return newest.enumerated().filter { $0.offset >= count || now - $0.element.createdAt > age }.map(\.element)
        }
    }
}
