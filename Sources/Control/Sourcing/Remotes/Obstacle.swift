package import Documents
package import KubeRuntime

/// Why something that a source needs cannot be had.
package enum Obstacle: Sendable {
    /// Nothing to tell yet.
    case wait(WorkQueue<ObjectKey>.Completion)
    case waits(Finding)
    case fails(Finding)
}
