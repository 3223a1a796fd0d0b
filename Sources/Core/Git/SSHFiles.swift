import Glibc

/// The files that a session of `ssh` reads its secrets from, in a folder of their own that only we can enter.
/// They go with the session; see `SSHFolder` for what a killed process leaves.
struct SSHFiles: ~Copyable {
    static let prefix = "ssh-"

    private let folder: String
    private let hasPassphrase: Bool

    var keyPath: String { "\(folder)/key" }
    var knownHostsPath: String { "\(folder)/known_hosts" }
    var passphrasePath: String? { hasPassphrase ? "\(folder)/passphrase" : nil }

    init(in parent: String, key: String, passphrase: String?, knownHosts: String) throws(GitError) {
        folder = "\(parent)/\(SSHFiles.prefix)\(String(UInt64.random(in: .min ... .max), radix: 36))"
        hasPassphrase = passphrase != nil
        // SAFETY: these copy their paths.
        guard unsafe mkdir(folder, 0o700) == 0 else {
            throw GitError(.storage, "the folder \(folder) for an ssh session cannot be made (errno \(errno))")
        }
        // OpenSSH refuses keys with \r\n, and keys without a last line end, as pasted secrets often are.
        try SSHFiles.write(key.replacing("\r\n", with: "\n") + "\n", to: keyPath)
        try SSHFiles.write(knownHosts + "\n", to: knownHostsPath)
        if let passphrase { try SSHFiles.write(passphrase + "\n", to: "\(folder)/passphrase") }
    }

    deinit {
        // SAFETY: these copy their paths.
        for name in ["key", "known_hosts", "passphrase"] { unsafe unlink("\(folder)/\(name)") }
        unsafe rmdir(folder)
    }

    private static func write(_ text: String, to path: String) throws(GitError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw GitError(.storage, "\(path) cannot be written (errno \(errno))") }
        defer { Glibc.close(file) }
        let bytes = Array(text.utf8)
        // SAFETY: the array outlives the call, and its own count is the bound.
        let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
        guard written == bytes.count else { throw GitError(.storage, "\(path) cannot be written (errno \(errno))") }
    }
}
