import Glibc

/// A pack on its way from the network to the index: in a file without a name, which the system removes whatever happens.
// SAFETY: open, unlink, pread and write copy their paths; buffers are lent for the call, with their own counts as bounds.
struct PackFile: ~Copyable {
    private static let blockSize = 1 << 20

    private let file: Int32

    init(in folder: String) throws(GitError) {
        let path = "\(folder)/received-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw PackFile.failure(path) }
        unsafe unlink(path)
    }

    deinit { close(file) }

    func append(_ bytes: UnsafeRawBufferPointer) throws(GitError) {
        var rest = unsafe bytes[...]
        while unsafe !rest.isEmpty {
            let piece = unsafe UnsafeRawBufferPointer(rebasing: rest)
            let count = unsafe write(file, piece.baseAddress, piece.count)
            guard count > 0 || errno == EINTR else { throw PackFile.failure("what a git server sends") }
            unsafe rest = rest.dropFirst(max(0, count))
        }
    }

    /// All of it, from the beginning, in pieces.
    func read(_ body: (UnsafeRawBufferPointer) throws(GitError) -> Void) throws(GitError) {
        var block = [UInt8](repeating: 0, count: PackFile.blockSize)
        var offset = 0
        while true {
            let count = unsafe pread(file, &block, PackFile.blockSize, offset)
            guard count != 0 else { return }
            guard count > 0 || errno == EINTR else { throw PackFile.failure("what a git server has sent") }
            offset += max(0, count)
            let piece = block[..<max(0, count)]
            let result = unsafe piece.withUnsafeBytes { bytes -> Result<Void, GitError> in
                do throws(GitError) { return .success(try unsafe body(bytes)) } catch { return .failure(error) }
            }
            try result.get()
        }
    }

    private static func failure(_ what: String) -> GitError {
        GitError(
            .storage, "\(what) cannot be kept (errno \(errno)); check the cache folder's space and permissions")
    }
}
