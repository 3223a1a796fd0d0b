import Glibc

// SAFETY: what is initialised here is used and destroyed here, and strings are copied by posix_spawnp before it
// returns.
extension SSHChild {
    /// Starts the program with nothing of ours but the two ends that it is given.
    static func spawn(
        _ program: String, _ arguments: [String], _ environment: [String], channel: FileDescriptor,
        errors: FileDescriptor
    ) throws(GitError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        // All other descriptors are marked to be closed on exec; these copies are not.
        unsafe posix_spawn_file_actions_adddup2(&actions, channel.number, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, channel.number, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors.number, 2)
        detach(&attributes)
        var process = pid_t()
        // The child's ends have to stay open until it has its copies.
        let code = withExtendedLifetime((channel, errors)) {
            let code = unsafe withStrings(arguments) { arguments in
                unsafe withStrings(environment) { environment in
                    unsafe posix_spawnp(&process, program, &actions, &attributes, arguments, environment)
                }
            }
            return code.flatMap(\.self) ?? EINVAL
        }
        guard code == 0 else {
            throw GitError(
                .unsupported,
                "the program \(program) cannot be started (errno \(code)); is the OpenSSH client installed?")
        }
        return process
    }

    /// What our process ignores or blocks, the child shall not; and signals to our group are not for it.
    private static func detach(_ attributes: inout posix_spawnattr_t) {
        var all = sigset_t()
        var none = sigset_t()
        unsafe sigfillset(&all)
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        // A group of its own, so that it is ended together with what it has started.
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    }

    /// An array of C strings with nil at its end, as exec has it.
    private static func withStrings<T>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> T
    ) -> T? {
        var pointers = unsafe texts.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe pointers.withUnsafeMutableBufferPointer { unsafe $0.baseAddress.map { unsafe body($0) } }
    }
}

/// An open socket that is closed with its last user.
final class FileDescriptor: Sendable {
    let number: Int32

    private init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Two ends that other programs started at the same time do not inherit.
    static func socketPair() throws(GitError) -> (FileDescriptor, FileDescriptor) {
        var ends: [Int32] = [-1, -1]
        // SAFETY: the array has room for the two numbers that are written.
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw GitError(.storage, "no socket for ssh (errno \(errno))")
        }
        return (FileDescriptor(ends[0]), FileDescriptor(ends[1]))
    }
}
