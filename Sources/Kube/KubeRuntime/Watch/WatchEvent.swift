package import KubeModel

/// What a watcher tells. Between `reset` and `synced` come the objects of a new list; what was known before and is not
/// among them exists no more.
package enum WatchEvent<Item: Sendable>: Sendable {
    case reset
    /// The list that comes now is older than what was told before: the server's past was exchanged, for instance because
    /// its store was put back from a backup. Versions that were seen before mean nothing any more.
    case rewound
    case listed(Item)
    case synced(resourceVersion: String)
    case applied(Item)
    case deleted(Item)
    /// Everything up to this version has been told.
    case bookmark(resourceVersion: String)
}

/// How a watcher stands with its server. Decisions may be made on what it told only while it is `current`.
package enum WatchHealth: Sendable, Hashable {
    /// A list is on its way.
    case listing
    /// In step, as far as one can be.
    case current
    /// The server cannot be reached or refuses; with the last error.
    case failing(KubeError)
}
