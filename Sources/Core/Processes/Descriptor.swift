import Glibc

/// A file descriptor with one owner, who closes it.
package struct Descriptor: ~Copyable {
    package let number: Int32

    package init(owning number: Int32) { self.number = number }

    deinit { close(number) }

    /// A pipe. Programs do not inherit it, as long as `Program` starts them.
    static func pipe() throws(ProcessError) -> Pipe {
        var numbers: [Int32] = [-1, -1]
        // SAFETY: pipe writes two numbers, for which the array has room.
        guard unsafe Glibc.pipe(&numbers) == 0 else {
            throw ProcessError(.notStarted, "no pipe is left (error \(errno))")
        }
        return Pipe(reading: Descriptor(owning: numbers[0]), writing: Descriptor(owning: numbers[1]))
    }

    /// Two ends of one connection, which both are read from and written to.
    package static func socketPair() throws(ProcessError) -> SocketPair {
        var numbers: [Int32] = [-1, -1]
        // SAFETY: socketpair writes two numbers, for which the array has room.
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &numbers) == 0 else {
            throw ProcessError(.notStarted, "no socket is left (error \(errno))")
        }
        return SocketPair(ours: Descriptor(owning: numbers[0]), theirs: Descriptor(owning: numbers[1]))
    }

    /// What is there now, waiting for the first byte; empty at the end, nil where reading failed.
    borrowing func read() -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        // SAFETY: read writes at most as many bytes as it is told that the array has.
        let count = unsafe Glibc.read(number, &chunk, chunk.count)
        return count < 0 ? nil : Array(chunk.prefix(count))
    }
}

struct Pipe: ~Copyable {
    let reading: Descriptor
    let writing: Descriptor
}

/// A connection to a program that is about to be started.
package struct SocketPair: ~Copyable {
    private let ours: Descriptor
    /// Lent to the program, which has a copy of it once it is started.
    package let theirs: Descriptor

    init(ours: consuming Descriptor, theirs: consuming Descriptor) {
        self.ours = ours
        self.theirs = theirs
    }

    /// Closes their end here, so that ours ends with the program.
    package consuming func keepOurs() -> Descriptor { ours }
}
