import Glibc
import Synchronization

/// Threads for work that blocks, one piece each at a time. Git talks to slow servers and reads slow disks, which must
/// not hold up the few threads of Swift's cooperative pool.
///
/// A thread is started when work finds none idle, and then kept. Work that will probably take long has no more than
/// half of the threads, so that servers that hang never keep all others waiting.
final class WorkerThreads: Sendable {
    typealias Job = @Sendable () -> Void

    private struct State {
        var jobs: [Job] = []
        var slowJobs: [Job] = []
        var slowRunning = 0
        var threads = 0
        var idle = 0
        var isClosed = false
    }

    private let limit: Int
    private let slowLimit: Int
    private let state = Mutex(State())
    private let wakeUp = Semaphore()

    init(limit: Int) {
        self.limit = max(1, limit)
        slowLimit = max(1, limit / 2)
    }

    /// Work still waiting is done first; then the threads end.
    func shutDown() {
        let threads = state.withLock { state in
            state.isClosed = true
            return state.threads
        }
        for _ in 0..<threads { wakeUp.signal() }
    }

    /// Returns false after `shutDown`, and where the system gives no thread at all.
    func submit(isSlow: Bool, _ job: @escaping Job) -> Bool {
        let isAccepted = state.withLock { state in
            guard !state.isClosed else { return false }
            let isBusy = state.idle <= state.jobs.count + state.slowJobs.count
            // Starting it here keeps two callers from starting one thread too many; it waits for the lock first.
            if isBusy, state.threads < limit, startThread() { state.threads += 1 }
            guard state.threads > 0 else { return false }
            if isSlow { state.slowJobs.append(job) } else { state.jobs.append(job) }
            return true
        }
        guard isAccepted else { return false }
        wakeUp.signal()
        return true
    }

    private func take() -> (job: Job, isSlow: Bool)? {
        state.withLock { state in
            if !state.jobs.isEmpty { return (state.jobs.removeFirst(), false) }
            guard state.slowRunning < slowLimit, !state.slowJobs.isEmpty else { return nil }
            state.slowRunning += 1
            return (state.slowJobs.removeFirst(), true)
        }
    }

    /// Whoever ends a piece looks for the next one before it sleeps, so that no slow one is forgotten.
    private func work() {
        while true {
            while let (job, isSlow) = take() {
                job()
                if isSlow { state.withLock { $0.slowRunning -= 1 } }
            }
            let isClosed = state.withLock { state in
                state.idle += 1
                return state.isClosed
            }
            if isClosed { return }
            wakeUp.wait()
            state.withLock { $0.idle -= 1 }
        }
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
}

/// A counting semaphore of the operating system.
// SAFETY: allocated once and freed by deinit, when nobody can wait any more; sem_* are safe from any thread.
@safe private final class Semaphore: @unchecked Sendable {
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
