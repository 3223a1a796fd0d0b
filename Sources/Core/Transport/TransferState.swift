/// What waiting for a transfer ends with.
enum Need: Sendable {
    case head
    case chunk
    case end
}

/// One transfer between the driver, which brings bytes, and one consumer, which takes them: a pure value, guarded by
/// `Transfer`.
///
/// Guarantees: the first ending wins; every parked waiter is handed back exactly once; the buffer holds at most
/// `bufferLimit` bytes, or one delivery of libcurl if that is more.
struct TransferState<Waiter> {
    enum Verdict: Equatable {
        case accepted
        /// The buffer is full: deliver these bytes again later.
        case full
        /// Nobody wants more.
        case refused
        case tooLarge
    }

    enum Chunk {
        /// `resumes`: the driver waits for the room that this made.
        case bytes([UInt8], resumes: Bool)
        case end
        case failed(TransportError)
        case notYet
    }

    private enum Ending {
        case complete
        case failed(TransportError)
    }

    private let bufferLimit: Int
    private let responseLimit: Int
    private var head: ResponseHead?
    private var body: [UInt8] = []
    private var received = 0
    private var isPaused = false
    private var ending: Ending?
    private var parked: (need: Need, waiter: Waiter)?

    init(bufferLimit: Int, responseLimit: Int) {
        self.bufferLimit = bufferLimit
        self.responseLimit = responseLimit
    }

    var isEnded: Bool { ending != nil }
    var bufferedBytes: Int { body.count }
}

extension TransferState: Sendable where Waiter: Sendable {}

// MARK: - The driver's side

extension TransferState {
    /// Bodies are announced by the server, so this much is reserved at most on its word.
    private static var longestReservation: Int { 4 << 20 }

    mutating func receive(_ head: ResponseHead) -> Waiter? {
        guard ending == nil else { return nil }
        self.head = head
        if bufferLimit == .max, let length = head.headers["Content-Length"].flatMap(Int.init), length > 0 {
            body.reserveCapacity(min(length, responseLimit, Self.longestReservation))
        }
        return unpark()
    }

    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> (verdict: Verdict, waiter: Waiter?) {
        guard ending == nil else { return (.refused, nil) }
        guard bytes.count <= responseLimit - received else { return (.tooLarge, nil) }
        guard body.isEmpty || bytes.count <= bufferLimit - body.count else {
            isPaused = true
            return (.full, nil)
        }
        received += bytes.count
        // SAFETY: the pointer is the driver's for the length of this call, and the bytes are copied.
        unsafe body.append(contentsOf: bytes)
        return (.accepted, unpark())
    }

    mutating func complete(missingHead: @autoclosure () -> TransportError) -> Waiter? {
        guard ending == nil else { return nil }
        ending = head == nil ? .failed(missingHead()) : .complete
        return unpark()
    }

    /// Bytes that arrived before stay readable, unless the consumer itself gave up.
    mutating func fail(_ error: TransportError) -> Waiter? {
        guard ending == nil else { return nil }
        ending = .failed(error)
        if error.code == .cancelled { body = [] }
        return unpark()
    }
}

// MARK: - The consumer's side

extension TransferState {
    /// False where there is nothing to wait for; the waiter is then not kept.
    mutating func park(_ waiter: Waiter, until need: Need) -> Bool {
        precondition(parked == nil, "a response has one consumer")
        guard !isMet(need) else { return false }
        parked = (need, waiter)
        return true
    }

    /// The head, as soon as it is there, and also of a response that failed later.
    func takeHead(notYet: @autoclosure () -> TransportError) -> Result<ResponseHead, TransportError> {
        if let head { return .success(head) }
        if case .failed(let error) = ending { return .failure(error) }
        return .failure(notYet())
    }

    mutating func takeChunk() -> Chunk {
        if !body.isEmpty {
            let resumes = isPaused
            isPaused = false
            defer { body = [] }
            return .bytes(body, resumes: resumes)
        }
        return switch ending {
        case nil: .notYet
        case .complete: .end
        case .failed(let error): .failed(error)
        }
    }

    /// Head and body of a response that is complete.
    mutating func takeWhole(notYet: @autoclosure () -> TransportError) -> Result<
        (head: ResponseHead, body: [UInt8]), TransportError
    > {
        if case .failed(let error) = ending { return .failure(error) }
        guard case .complete = ending, let head else { return .failure(notYet()) }
        defer { body = [] }
        return .success((head, body))
    }

    private func isMet(_ need: Need) -> Bool {
        switch need {
        case .head: head != nil || ending != nil
        case .chunk: !body.isEmpty || ending != nil
        case .end: ending != nil
        }
    }

    private mutating func unpark() -> Waiter? {
        guard let parked, isMet(parked.need) else { return nil }
        self.parked = nil
        return parked.waiter
    }
}
