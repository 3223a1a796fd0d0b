internal import CZlib

/// Inflates what stands in a pack and forgets it at once: what is wanted is where it ends and how it begins.
// SAFETY: the stream and the block are allocated here and freed by deinit; zlib reads from the buffer that the caller
// lends and writes to the block, never more than the counts it is given, and keeps neither pointer after a call that
// has used up its input.
@safe struct PackInflater: ~Copyable {
    struct Step {
        /// Of the input.
        var used: Int
        /// Bytes that came out.
        var produced: Int
        var isEnd: Bool
    }

    private static let blockSize = 32 << 10

    private let stream: UnsafeMutablePointer<z_stream>
    private let block: UnsafeMutablePointer<UInt8>

    init() throws(GitError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe block = .allocate(capacity: PackInflater.blockSize)
        unsafe stream.initialize(to: z_stream())
        unsafe block.initialize(repeating: 0, count: PackInflater.blockSize)
        guard unsafe inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw GitError(.storage, "zlib cannot start: out of memory")
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
        unsafe block.deallocate()
    }

    /// Another stream begins.
    func begin() { unsafe _ = inflateReset(stream) }

    /// Reads on until the input or the stream ends, or more than `limit` bytes have come out.
    ///
    /// - Parameter head: gets what comes out while it is shorter than `headLength`.
    func read(
        _ input: UnsafeRawBufferPointer, limit: Int, into head: inout [UInt8], headLength: Int
    ) throws(GitError) -> Step {
        let start = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(mutating: start)
        unsafe stream.pointee.avail_in = UInt32(clamping: input.count)
        var step = Step(used: 0, produced: 0, isEnd: false)
        repeat {
            unsafe stream.pointee.next_out = unsafe block
            unsafe stream.pointee.avail_out = UInt32(PackInflater.blockSize)
            let code = unsafe inflate(stream, Z_NO_FLUSH)
            let count = unsafe PackInflater.blockSize - Int(stream.pointee.avail_out)
            step.produced += count
            for index in 0..<min(count, max(0, headLength - head.count)) { unsafe head.append(block[index]) }
            step.isEnd = code == Z_STREAM_END
            guard step.isEnd || code == Z_OK || code == Z_BUF_ERROR else {
                throw GitError(.protocolViolation, "the pack that the server sends is damaged: it does not inflate")
            }
        } while unsafe !step.isEnd && stream.pointee.avail_out == 0 && step.produced <= limit
        step.used = unsafe input.count - Int(stream.pointee.avail_in)
        return step
    }
}
