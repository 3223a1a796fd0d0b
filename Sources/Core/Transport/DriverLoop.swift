import CCurl
import Glibc

/// What the driver's thread does. Lives on that thread only.
struct DriverLoop: ~Copyable {
    /// The thread looks around this often even if nothing happens.
    private static let longestPoll = Duration.seconds(60)

    private let driver: Driver
    private let multi: MultiHandle
    private var active: [UInt: Transfer] = [:]
    private var commands: [Driver.Command] = []
    /// No transfer's idle time ends before this.
    private var nextIdleCheck: ContinuousClock.Instant?

    init(_ driver: Driver, _ multi: MultiHandle) {
        self.driver = driver
        self.multi = multi
    }

    mutating func run() {
        while driver.drain(into: &commands) {
            carryOutCommands()
            check("curl_multi_perform", multi.perform())
            settleCompleted()
            stopIdle()
            guard driver.mayUsePoll() else { continue }
            check("curl_multi_poll", multi.poll(timeout: pollTimeout()))
            driver.didPoll()
        }
        carryOutCommands()
        for transfer in active.values { stop(transfer, .cancelled(transfer.request)) }
        multi.free()
    }

    private mutating func carryOutCommands() {
        for command in commands {
            switch command {
            case .start(let transfer): start(transfer)
            case .resume(let transfer): resume(transfer)
            case .stop(let transfer): stop(transfer, .cancelled(transfer.request))
            }
        }
        commands.removeAll(keepingCapacity: true)
    }

    private mutating func start(_ transfer: Transfer) {
        guard let easy = transfer.easy else { return }
        guard !transfer.isEnded else { return giveBackHandle(of: transfer) }
        let code = multi.add(easy)
        guard code == CURLM_OK else {
            transfer.end(TransportError(.other, "\(transfer.request): curl_multi_add_handle failed: \(code.text)"))
            return giveBackHandle(of: transfer)
        }
        active[easy.id] = transfer
        checkIdle(by: transfer.idle.deadline)
    }

    private mutating func resume(_ transfer: Transfer) {
        guard let easy = transfer.easy, active[easy.id] != nil else { return }
        transfer.idle.resume(at: .now)
        checkIdle(by: transfer.idle.deadline)
        let code = easy.unpause()
        if code != CURLE_OK { stop(transfer, TransportError(code, easy.errorText, transfer.request)) }
    }

    /// Ends a transfer before libcurl does. One that is no longer active is left alone.
    private mutating func stop(_ transfer: Transfer, _ error: TransportError) {
        guard let easy = transfer.easy, active.removeValue(forKey: easy.id) != nil else { return }
        multi.remove(easy)
        giveBackHandle(of: transfer)
        transfer.end(error)
    }

    private mutating func settleCompleted() {
        while let (id, code) = multi.nextCompletion() {
            guard let transfer = active.removeValue(forKey: id), let easy = transfer.easy else { continue }
            let error = code == CURLE_OK ? nil : TransportError(code, easy.errorText, transfer)
            multi.remove(easy)
            giveBackHandle(of: transfer)
            if let error { transfer.end(error) } else { transfer.complete() }
        }
    }

    private func giveBackHandle(of transfer: Transfer) {
        if let easy = transfer.releaseHandle() { driver.handles.giveBack(easy) }
    }

    /// Failures of the multi interface concern all transfers (`man 3 libcurl-errors`: out of memory, internal error).
    private mutating func check(_ function: StaticString, _ code: CURLMcode) {
        guard code != CURLM_OK else { return }
        for transfer in active.values {
            stop(transfer, TransportError(.other, "\(transfer.request): \(function) failed: \(code.text)"))
        }
        // A failing poll returns at once: do not spin.
        usleep(10_000)
    }
}

// MARK: - Idle transfers

extension DriverLoop {
    private mutating func checkIdle(by deadline: ContinuousClock.Instant?) {
        guard let deadline else { return }
        nextIdleCheck = min(nextIdleCheck ?? deadline, deadline)
    }

    private mutating func stopIdle() {
        guard let check = nextIdleCheck, case let now = ContinuousClock.now, now >= check else { return }
        nextIdleCheck = nil
        for transfer in active.values {
            guard let deadline = transfer.idle.deadline, let easy = transfer.easy else { continue }
            if deadline <= now { transfer.idle.uploaded(easy.uploadedBytes, at: now) }
            if let deadline = transfer.idle.deadline, deadline <= now {
                let complaint = transfer.idle.complaint(at: now)
                stop(transfer, TransportError(.timedOut, "\(transfer.request): \(complaint)"))
            } else {
                checkIdle(by: transfer.idle.deadline)
            }
        }
    }

    private func pollTimeout() -> CInt {
        guard let check = nextIdleCheck else { return CInt(Self.longestPoll.milliseconds) }
        return CInt(min(check - .now, Self.longestPoll).milliseconds)
    }
}
