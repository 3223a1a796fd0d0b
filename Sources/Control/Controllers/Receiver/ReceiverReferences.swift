internal import Documents
internal import Synchronization

/// Breaks the circle between the watches of Secrets, which call receivers, and receivers, which use the watches.
final class ReceiverReferences: Sendable {
    private let stored = Mutex<(@Sendable (Set<ObjectKey>) -> Void)?>(nil)

    func set(_ listener: @escaping @Sendable (Set<ObjectKey>) -> Void) { stored.withLock { $0 = listener } }

    func tell(_ owners: Set<ObjectKey>) { stored.withLock { $0 }?(owners) }
}
