import Glibc
import Synchronization

/// Threads for work that blocks, one piece each at a time. Git talks to slow servers and reads slow disks, which must
/// not hold up the few threads of Swift's cooperative pool.
///
/// A thread is started when work finds none idle, and then kept.
final class WorkerThreads: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var threads = 0
        var idle = 0
        var isClosed = false
    }

    private let limit: Int
    private let state = Mutex(State())
    private let wakeUp = Semaphore()

    init(limit: Int) { self.limit = max(1, limit) }

    /// Work still waiting is done first; then the threads end.
    func shutDown() {
        let threads = state.withLock { state in
            state.isClosed = true
            return state.threads
        }
        for _ in 0..<threads { wakeUp.signal() }
    }

    /// Returns false after `shutDown`.
    func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        let (accepted, needsThread) = state.withLock { state -> (Bool, Bool) in
            guard !state.isClosed else { return (false, false) }
            state.jobs.append(job)
            let needsThread = state.idle < state.jobs.count && state.threads < limit
            if needsThread { state.threads += 1 }
            return (true, needsThread)
        }
        if needsThread, !startThread() {
            // Without any thread nobody would ever do the work: do it here, slowly, rather than never.
            let threads = state.withLock { state in
                state.threads -= 1
                return state.threads
            }
            if threads == 0, let job = take() { job() }
        }
        if accepted { wakeUp.signal() }
        return accepted
    }

    private func take() -> (@Sendable () -> Void)? {
        state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
    }

    private func startThread() -> Bool {
        let start = unsafe Unmanaged.passRetained(self)
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                // SAFETY: passed retained by `startThread`, which starts exactly one thread with it.
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<WorkerThreads>.fromOpaque(argument).takeRetainedValue().work()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            unsafe start.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private func work() {
        while true {
            state.withLock { $0.idle += 1 }
            wakeUp.wait()
            state.withLock { $0.idle -= 1 }
            guard let job = take() else {
                if state.withLock({ $0.isClosed }) { return }
                continue
            }
            job()
        }
    }
}

/// A counting semaphore of the operating system.
@safe private final class Semaphore: @unchecked Sendable {
    // SAFETY: allocated once and freed by deinit, when nobody can wait any more; sem_* are safe from any thread.
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { unsafe _ = sem_init(semaphore, 0, 0) }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    func signal() { unsafe _ = sem_post(semaphore) }

    /// Signals interrupt `sem_wait`, which is no reason to go on.
    func wait() { while unsafe sem_wait(semaphore) != 0 && errno == EINTR {} }
}
