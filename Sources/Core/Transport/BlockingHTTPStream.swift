import Glibc
import Synchronization

/// `HTTPStream` for a plain thread, which it never leaves.
package final class BlockingHTTPStream {
    package let status: Int
    package let headers: HTTPHeaders
    /// Where the response came from, after redirects.
    package let url: String
    private let transfer: Transfer
    private let cancellation: HTTPCancellation
    private var unread: ArraySlice<UInt8> = []

    init(_ transfer: Transfer, _ head: ResponseHead, _ cancellation: HTTPCancellation) {
        self.transfer = transfer
        self.cancellation = cancellation
        status = head.status
        headers = head.headers
        url = transfer.request.url
    }

    deinit {
        close()
    }

    /// All bytes that have arrived since the last call, waiting for the first; `nil` at the end.
    package func read() throws(TransportError) -> [UInt8]? {
        guard unread.isEmpty else {
            defer { unread = [] }
            return Array(unread)
        }
        while true {
            guard let chunk = try transfer.takeChunk() else { return nil }
            if !chunk.isEmpty { return chunk }
            transfer.waitBlocking(for: .chunk)
        }
    }

    /// Fills the beginning of `buffer` and returns how much of it; waits for the first byte, 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransportError) -> Int {
        guard buffer.count > 0 else { return 0 }
        if unread.isEmpty {
            guard let chunk = try read() else { return 0 }
            unread = chunk[...]
        }
        let piece = unread.prefix(buffer.count)
        // SAFETY: the piece is no longer than the buffer, which the caller lends for this call.
        unsafe buffer.copyBytes(from: piece)
        unread = unread.dropFirst(piece.count)
        return piece.count
    }

    /// Ends the transfer. May be called more than once.
    package func close() {
        transfer.cancel()
        cancellation.detach(transfer)
    }
}

/// Ends blocking transfers from another thread or task: those that are open, and those that begin later.
///
/// ```swift
/// try await withTaskCancellationHandler { … streamBlocking(request, cancellation: token) … }
///     onCancel: { token.cancel() }
/// ```
package final class HTTPCancellation: Sendable {
    private struct State {
        var isCancelled = false
        var transfers: [ObjectIdentifier: Transfer] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Breaks off the transfers that are open, and all that are begun later. May be called from any thread.
    package func cancel() {
        let open = state.withLock { state in
            state.isCancelled = true
            defer { state.transfers = [:] }
            return state.transfers.values.map { $0 }
        }
        for transfer in open { transfer.cancel() }
    }

    func attach(_ transfer: Transfer) {
        let isCancelled = state.withLock { state in
            if !state.isCancelled { state.transfers[ObjectIdentifier(transfer)] = transfer }
            return state.isCancelled
        }
        if isCancelled { transfer.cancel() }
    }

    func detach(_ transfer: Transfer) {
        _ = state.withLock { $0.transfers.removeValue(forKey: ObjectIdentifier(transfer)) }
    }

    /// Sleeps in short pieces, so that a cancellation is seen soon. The next attempt then fails at once.
    func pause(_ delay: Duration) {
        let end = ContinuousClock.now + delay
        while !isCancelled, case let left = end - .now, left > .zero {
            usleep(UInt32(min(left.milliseconds, 50)) * 1000)
        }
    }
}
