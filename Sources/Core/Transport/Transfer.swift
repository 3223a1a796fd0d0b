import CCurl
import Synchronization

/// One attempt at a request, shared by its consumer (any thread or task) and the driver's thread.
// SAFETY: `state` is guarded by its lock. Everything under "driver only" is set up before the mailbox hands the
// transfer over, and from then on touched by the driver's thread alone.
final class Transfer: @unchecked Sendable {
    let request: HTTPRequest
    private let driver: Driver
    private let state: Mutex<TransferState<Waiter>>

    // Driver only.
    private(set) var easy: EasyHandle?
    var idle: IdleClock
    /// Why the last address of its host was refused.
    private(set) var objection: String?
    private var parser = HeadParser()

    init(_ request: HTTPRequest, driver: Driver, _ delivery: Delivery) throws(TransportError) {
        self.request = request
        self.driver = driver
        state = Mutex(TransferState(bufferLimit: delivery.bufferLimit, responseLimit: request.responseLimit))
        idle = IdleClock(limit: request.timeouts.idle, least: request.timeouts.leastBytes, now: .now)
        let easy = try driver.handles.take()
        do throws(TransportError) {
            try easy.prepare(request, delivery, driver.configuration)
            try easy.setReceiver(self)
            if driver.configuration.addresses != .everything { try easy.setAddressRules(of: self) }
        } catch {
            driver.handles.giveBack(easy)
            throw error
        }
        self.easy = easy
    }

    var bufferedBytes: Int { state.withLock { $0.bufferedBytes } }
    var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Takes the handle away: the driver returns it to the pool once libcurl has let go of it.
    func releaseHandle() -> EasyHandle? {
        defer { easy = nil }
        return easy
    }

    /// Ends the transfer from any thread. A second ending does nothing.
    func cancel() {
        guard !isEnded else { return }
        end(.cancelled(request))
        driver.post(.stop(self))
    }
}

// MARK: - The consumer's side

extension Transfer {
    /// Suspends until `need` is met. The task's cancellation cancels the transfer.
    func wait(for need: Need) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                park(.task(continuation), until: need)
            }
        } onCancel: {
            cancel()
        }
    }

    /// Blocks the calling thread until `need` is met.
    func waitBlocking(for need: Need) {
        let signal = ThreadSignal()
        park(.thread(signal), until: need)
        signal.wait()
    }

    private func park(_ waiter: Waiter, until need: Need) {
        let isParked = state.withLock { $0.park(waiter, until: need) }
        if !isParked { waiter.resume() }
    }

    func takeHead() -> Result<ResponseHead, TransportError> {
        state.withLock { $0.takeHead(notYet: unfinished) }
    }

    func takeWhole() -> Result<(head: ResponseHead, body: [UInt8]), TransportError> {
        state.withLock { $0.takeWhole(notYet: unfinished) }
    }

    /// The next bytes; an empty array where there are none yet, `nil` at the end.
    func takeChunk() throws(TransportError) -> [UInt8]? {
        switch state.withLock({ $0.takeChunk() }) {
        case .bytes(let bytes, let resumes):
            if resumes { driver.post(.resume(self)) }
            return bytes
        case .notYet: return []
        case .end: return nil
        case .failed(let error): throw error
        }
    }

    private var unfinished: TransportError { TransportError(.other, "\(request): read before it was there") }
}

// MARK: - The driver's side

extension Transfer {
    func receive(header line: String) -> Bool {
        idle.received(line.utf8.count, at: .now)
        switch parser.feed(line) {
        case .more: break
        case .head(let head): state.withLock { $0.receive(head) }?.resume()
        case .tooLarge: end(TransportError(.tooLarge, "\(request): the response's headers are too large"))
        }
        return !isEnded
    }

    func receive(body bytes: UnsafeRawBufferPointer) -> TransferState<Waiter>.Verdict {
        idle.received(bytes.count, at: .now)
        // SAFETY: libcurl's bytes are valid during its callback, which this call is part of; the state copies them.
        let (verdict, waiter) = state.withLock { unsafe $0.receive(bytes) }
        waiter?.resume()
        switch verdict {
        case .accepted, .refused: break
        case .full: idle.pause()
        case .tooLarge: end(.tooLarge(request))
        }
        return verdict
    }

    func complete() {
        let missing = TransportError(.protocolViolation, "\(request): the response has no head")
        state.withLock { $0.complete(missingHead: missing) }?.resume()
    }

    var addresses: AddressRules { driver.configuration.addresses }

    func refuse(_ objection: String) { self.objection = objection }

    func end(_ error: TransportError) {
        state.withLock { $0.fail(error) }?.resume()
    }
}

// MARK: - libcurl's callbacks

extension EasyHandle {
    /// The driver retains the transfer for as long as libcurl may call it.
    fileprivate func setReceiver(_ transfer: Transfer) throws(TransportError) {
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        try check(CURLOPT_WRITEDATA, unsafe martlet_easy_set_pointer(pointer, CURLOPT_WRITEDATA, context))
        try check(CURLOPT_HEADERDATA, unsafe martlet_easy_set_pointer(pointer, CURLOPT_HEADERDATA, context))
        try check(CURLOPT_WRITEFUNCTION, unsafe martlet_easy_set_write(pointer, CURLOPT_WRITEFUNCTION, receiveBody))
        try check(CURLOPT_HEADERFUNCTION, unsafe martlet_easy_set_write(pointer, CURLOPT_HEADERFUNCTION, receiveHeader))
    }
}

// SAFETY: both run on the driver's thread, inside libcurl, with the transfer that `setReceiver` set and that the driver
// retains; `bytes` has `size * count` bytes during the call.
private let receiveBody: curl_write_callback = { bytes, size, count, context in
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let body = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return switch unsafe transfer.receive(body: body) {
    case .accepted: size * count
    case .full: Int(CURL_WRITEFUNC_PAUSE)
    // Fewer bytes than it offered: libcurl gives the transfer up.
    case .refused, .tooLarge: 0
    }
}

private let receiveHeader: curl_write_callback = { bytes, size, count, context in
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let line = unsafe String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
    return transfer.receive(header: line) ? size * count : 0
}
