extension WorkQueue {
    /// The right to work on one key, until completed. A lease that is dropped counts as failed: work that ended in an
    /// unforeseen way is tried again, and no key is lost.
    package struct Lease: ~Copyable, Sendable {
        package let key: Key
        /// 1 for the first try, and one more for every failure since the last success.
        package let attempt: Int
        /// All that the key was added for since it was leased last.
        package let causes: Causes

        private let queue: WorkQueue<Key>
        private var completion = Completion.failed

        init(_ ticket: State.Ticket, of queue: WorkQueue<Key>) {
            key = ticket.key
            attempt = ticket.attempt
            causes = ticket.causes
            self.queue = queue
        }

        deinit { queue.finish(key, completion) }

        /// Gives the key back, with what is to become of it.
        package consuming func complete(_ completion: Completion) { self.completion = completion }
    }
}
