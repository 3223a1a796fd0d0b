internal import CZlib

/// Reads gzip, as far as a limit allows, and writes it.
package enum Gzip {
    /// What every gzip file begins with.
    package static let signature: [UInt8] = [0x1F, 0x8B]

    /// All members of a gzip file, one after the other. Memory is bounded by `limit` and one block: what would come out
    /// beyond it is never made.
    package static func decompress(_ bytes: [UInt8], limit: Int) throws(ArchiveError) -> [UInt8] {
        guard bytes.starts(with: signature) else { throw ArchiveError(.malformed, "is not compressed with gzip") }
        var output: [UInt8] = []
        // As much as the last member says that it holds; room that is not used is no memory.
        output.reserveCapacity(min(limit, bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }))
        var rest = bytes[...]
        while rest.starts(with: signature) {
            let read = try member(rest, into: &output, limit: limit)
            rest = rest.dropFirst(read)
        }
        // Padding after the last member is usual on tapes; anything else is no part of the file.
        guard rest.allSatisfy({ $0 == 0 }) else { throw ArchiveError(.malformed, "has something after its gzip data") }
        return output
    }

    private static let block = 256 << 10

    /// Appends what one member holds; returns the length of its compressed form.
    private static func member(
        _ input: ArraySlice<UInt8>, into output: inout [UInt8], limit: Int
    ) throws(ArchiveError) -> Int {
        let result = unsafe input.withUnsafeBufferPointer { buffer -> Result<Int, ArchiveError> in
            // SAFETY: zlib reads from `buffer` and writes to the block while this closure holds both, and never more
            // than the counts it is given; the stream is ended on every way out.
            guard let start = buffer.baseAddress, let count = UInt32(exactly: buffer.count) else {
                return .failure(ArchiveError(.limit, "is too large for a gzip file"))
            }
            var stream = unsafe z_stream()
            unsafe stream.next_in = UnsafeMutablePointer(mutating: start)
            unsafe stream.avail_in = count
            // 15 bits of window, and 16 for a gzip header.
            guard
                unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
            else { return .failure(ArchiveError(.malformed, "cannot be decompressed")) }
            defer { unsafe inflateEnd(&stream) }
            return unsafe inflateAll(&stream, into: &output, limit: limit).map {
                buffer.count - Int(unsafe stream.avail_in)
            }
        }
        return try result.get()
    }

    /// zlib says Z_OK while it gets on, and something else once its input has ended too early.
    private static func inflateAll(
        _ stream: inout z_stream, into content: inout [UInt8], limit: Int
    ) -> Result<Void, ArchiveError> {
        while true {
            var status = Z_OK
            let wanted = min(block, limit + 1 - content.count)
            guard wanted > 0 else { return .failure(tooLarge(limit)) }
            let produced = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                // SAFETY: zlib writes at most `avail_out` bytes into the new array's storage.
                unsafe stream.next_out = buffer.baseAddress
                unsafe stream.avail_out = UInt32(wanted)
                status = unsafe inflate(&stream, Z_NO_FLUSH)
                count = wanted - Int(unsafe stream.avail_out)
            }
            content += produced
            if status == Z_STREAM_END { return content.count > limit ? .failure(tooLarge(limit)) : .success(()) }
            guard status == Z_OK else {
                return .failure(ArchiveError(.malformed, "is cut short or damaged: its gzip data does not decompress"))
            }
        }
    }

    private static func tooLarge(_ limit: Int) -> ArchiveError {
        ArchiveError(.limit, "holds more than \(limit) bytes when decompressed")
    }
}
