package import Documents
package import KubeRuntime

/// Why what an application is to be made of is not known.
package enum Unresolved: Error, Sendable {
    /// Nothing to tell yet: a cache is not in step with the server.
    case wait(WorkQueue<ObjectKey>.Completion)
    case halt(Finding, Wake = Wake())
}
