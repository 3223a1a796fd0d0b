internal import CZlib

extension Gzip {
    /// A good deal smaller than at the lowest level, and a good deal faster than at the highest.
    private static let level: Int32 = 6

    /// One gzip member without a name or a time: the same bytes for the same content.
    package static func compress(_ bytes: [UInt8]) throws(ArchiveError) -> [UInt8] {
        let result = unsafe bytes.withUnsafeBufferPointer { input -> Result<[UInt8], ArchiveError> in
            guard let count = UInt32(exactly: input.count) else {
                return .failure(ArchiveError(.limit, "is too large for a gzip file"))
            }
            // SAFETY: zlib reads from `input` while this closure holds it, and never more than the count it is given; the
            // stream is ended on every way out.
            var stream = unsafe z_stream()
            unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            unsafe stream.avail_in = count
            // 15 bits of window, and 16 for a gzip header.
            guard
                unsafe deflateInit2_(
                    &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                    Int32(MemoryLayout<z_stream>.size)) == Z_OK
            else { return .failure(ArchiveError(.malformed, "cannot be compressed: out of memory")) }
            defer { unsafe deflateEnd(&stream) }
            return unsafe deflateAll(&stream, room: Int(deflateBound(&stream, UInt(count))))
        }
        return try result.get()
    }

    /// `room` is what zlib promises to be enough.
    private static func deflateAll(_ stream: inout z_stream, room: Int) -> Result<[UInt8], ArchiveError> {
        guard let available = UInt32(exactly: room) else {
            return .failure(ArchiveError(.limit, "is too large for a gzip file"))
        }
        var status = Z_OK
        let output = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            // SAFETY: zlib writes at most `avail_out` bytes into the new array's storage.
            unsafe stream.next_out = buffer.baseAddress
            unsafe stream.avail_out = available
            status = unsafe deflate(&stream, Z_FINISH)
            count = room - Int(unsafe stream.avail_out)
        }
        guard status == Z_STREAM_END else { return .failure(ArchiveError(.malformed, "cannot be compressed")) }
        return .success(output)
    }
}
