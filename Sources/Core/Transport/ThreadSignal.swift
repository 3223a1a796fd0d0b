import Glibc

/// Wakes one plain thread. A signal that comes before the wait is not lost.
// SAFETY: POSIX semaphores may be posted and waited for by different threads; the memory lives as long as the object,
// which both sides retain.
@safe final class ThreadSignal: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() {
        let code = unsafe sem_init(semaphore, 0, 0)
        precondition(code == 0, "sem_init of a private semaphore with value 0 cannot fail")
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    func signal() {
        unsafe sem_post(semaphore)
    }

    func wait() {
        while unsafe sem_wait(semaphore) != 0 && errno == EINTR {}
    }
}

/// Who waits for a transfer.
enum Waiter: Sendable {
    case task(CheckedContinuation<Void, Never>)
    case thread(ThreadSignal)

    func resume() {
        switch self {
        case .task(let continuation): continuation.resume()
        case .thread(let signal): signal.signal()
        }
    }
}
