import Glibc
import Synchronization

/// A file descriptor with one owner, who closes it.
struct Descriptor: ~Copyable {
    let number: Int32

    init(owning number: Int32) { self.number = number }

    deinit { close(number) }

    /// Held while a pipe is made and while a program is started: a program that starts before its neighbour's pipe is
    /// marked as not to be inherited would hold that pipe open. (`pipe2` does both in one step, but is not in Glibc's module.)
    static let inheritance = Mutex(())

    /// A pipe that the programs of this module do not inherit.
    static func pipe() throws(ProcessError) -> Pipe {
        var numbers: [Int32] = [-1, -1]
        let result = inheritance.withLock { _ in
            // SAFETY: pipe writes two numbers, for which the array has room.
            let result = unsafe Glibc.pipe(&numbers)
            for number in numbers where result == 0 { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
            return result
        }
        guard result == 0 else { throw ProcessError(.notStarted, "no pipe is left (error \(errno))") }
        return Pipe(reading: Descriptor(owning: numbers[0]), writing: Descriptor(owning: numbers[1]))
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
