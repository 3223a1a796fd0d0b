import Glibc

// SAFETY, for all below: the kernel copies paths during the call, and reads or writes no more of a buffer than it is told,
// which is as long as the buffer is.

/// A file that is filled piece by piece, so that what is large need not be in memory, and read so.
///
/// One at a time uses it. It is removed with its last reference, unless somebody has moved it elsewhere by then.
package final class SpoolFile {
    /// The disk did not take, or give back, what it was to.
    package struct Failure: Error {
        /// Of `errno`.
        package let number: Int32

        package init(number: Int32) { self.number = number }
    }

    package let path: String
    package private(set) var size: Int
    private let descriptor: Int32
    private let isTemporary: Bool

    /// - Parameter path: of a file that is not there yet.
    package convenience init(creating path: String) throws(Failure) {
        try self.init(path, O_RDWR | O_CREAT | O_EXCL, isTemporary: true)
    }

    /// One that is there, and stays.
    package convenience init(reading path: String) throws(Failure) {
        try self.init(path, O_RDONLY, isTemporary: false)
    }

    private init(_ path: String, _ flags: Int32, isTemporary: Bool) throws(Failure) {
        let descriptor = unsafe open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(number: errno) }
        self.path = path
        self.descriptor = descriptor
        self.isTemporary = isTemporary
        size = max(0, lseek(descriptor, 0, SEEK_END))
    }

    deinit {
        close(descriptor)
        if isTemporary { unsafe unlink(path) }
    }

    /// Writes the bytes behind what is there, all of them.
    package func append(_ bytes: [UInt8]) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                guard count < 0, errno == EINTR else { throw Failure(number: errno) }
                continue
            }
            rest = rest.dropFirst(count)
            size += count
        }
    }

    /// Begins anew.
    package func clear() throws(Failure) {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw Failure(number: errno) }
        size = 0
    }

    /// Up to so many bytes from a place on; fewer, or none, at the end of the file.
    package func read(from offset: Int, atMost limit: Int) throws(Failure) -> [UInt8] {
        var failure: Int32?
        let wanted = max(0, min(limit, size - offset))
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            while count < wanted {
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                let read = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + count))
                if read < 0, errno == EINTR { continue }
                if read < 0 { failure = errno }
                guard read > 0 else { return }
                count += read
            }
        }
        if let failure { throw Failure(number: failure) }
        return bytes
    }
}
