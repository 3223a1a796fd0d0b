internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The process's standard error. Lines longer than a pipe's atomic write would mix without the lock.
package enum StandardError {
    private static let lock = Mutex<Void>(())

    /// Writes a whole line, its end included.
    package static func write(_ line: [UInt8]) {
        lock.withLock { _ in writeAll(line, to: STDERR_FILENO) }
    }

    /// One write(2), or more where the kernel takes a part only. What cannot be written is lost: there is nowhere to say so.
    static func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // SAFETY: the buffer lives as long as the call, and write(2) reads no more than its count.
            let written = unsafe rest.withUnsafeBytes { unsafe systemWrite(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written == 0 || errno != EINTR {
                return
            }
        }
    }

    // SAFETY: the caller vouches for the buffer; see write(2).
    private static func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.write(descriptor, start, count)
        #elseif canImport(Musl)
            unsafe Musl.write(descriptor, start, count)
        #else
            unsafe Darwin.write(descriptor, start, count)
        #endif
    }
}
