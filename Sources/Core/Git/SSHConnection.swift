import Processes
import Transport

/// Git's smart protocol through OpenSSH's `ssh`, which knows all kinds of keys and ciphers, and of which each wait is
/// in our hands: a server that falls silent is left at the deadline.
// SAFETY: buffers are libgit2's, valid for the call that lends them, with their own counts as bounds.
final class SSHConnection: SmartConnection {
    static let isStateless = false

    private let url: GitURL
    private let remote: GitRemote
    private let program: SSHProgram
    private let operation: Operation
    private var files: SSHFiles?
    private var child: SSHChild?
    private var hasReceived = false

    init(_ url: GitURL, _ remote: GitRemote, _ program: SSHProgram, _ operation: Operation) {
        self.url = url
        self.remote = remote
        self.program = program
        self.operation = operation
    }

    deinit { close() }

    /// One session serves the listing and what follows from it.
    func open(_ service: SmartService) throws(GitError) {
        guard child == nil else { return }
        guard case .ssh(let key, let passphrase, let knownHosts) = remote.credentials else {
            throw GitError(
                .authentication,
                "\(url.place) is reached by ssh and wants a key; name a Secret with ssh-privatekey and known_hosts")
        }
        try SSHKey.check(key.exposed, hasPassphrase: passphrase != nil, askPass: program.askPass)
        guard knownHosts.utf8.contains(where: { $0 > 0x20 }) else {
            throw GitError(
                .hostKey,
                "the Secret has no known_hosts, without which \(url.place) could be anybody; `ssh-keyscan\(url.port.map { " -p \($0)" } ?? "") \(url.host)` prints it (compare it with what the server's owner publishes)"
            )
        }
        let address = try HostAddress.find(url, program.addresses, operation)
        let files = try SSHFiles(
            in: program.folder.path, key: key.exposed, passphrase: passphrase?.exposed,
            knownHosts: KnownHosts.text(knownHosts, for: url))
        child = try SSHChild(
            Program(
                name: program.path,
                arguments: program.arguments(url, at: address, files, connect: operation.remaining),
                environment: program.environment(files)))
        self.files = consume files
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(GitError) -> Int {
        guard let child else { return 0 }
        let count = try unsafe child.read(into: buffer, operation)
        if count == 0, !hasReceived { throw SSHFailure.error(child.errorText(operation), url) }
        if count == 0 {
            throw GitError(
                .network,
                "\(url.place) ended the ssh session in the middle\(SSHFailure.quote(child.errorText(operation)))")
        }
        hasReceived = true
        return count
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(GitError) {
        guard let child else { return }
        guard try unsafe child.write(bytes, operation) else { throw SSHFailure.error(child.errorText(operation), url) }
    }

    func endRound() {}

    func close() {
        child?.end()
        child = nil
        files = nil
    }
}

enum KnownHosts {
    /// The same, and where nothing is known of a port of its own, what is known of the host: so does `ssh` where it looks the
    /// name up itself.
    static func text(_ text: String, for url: GitURL) -> String {
        guard url.knownHost != url.bareHost, !text.contains(url.knownHost) else { return text }
        let lines = text.split(whereSeparator: \.isNewline).compactMap { line -> String? in
            guard let names = line.split(separator: " ").first,
                names.split(separator: ",").contains(where: { $0.lowercased() == url.bareHost })
            else { return nil }
            return url.knownHost + line.dropFirst(names.count)
        }
        return ([text] + lines).joined(separator: "\n")
    }
}
