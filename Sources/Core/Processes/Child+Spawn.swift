import Glibc
import Synchronization

extension Child {
    /// Starts the program in a process group of its own, with nothing on its standard input and signals as usual.
    static func spawn(
        _ command: Command, output: borrowing Descriptor, errorOutput: borrowing Descriptor
    ) throws(ProcessError) -> pid_t {
        let arguments = CStrings([command.program] + command.arguments)
        let environment = CStrings(command.environment.map { "\($0.key)=\($0.value)" })
        let outputNumber = output.number
        let errorNumber = errorOutput.number
        var process: pid_t = 0
        // SAFETY: actions and attributes are made, used and destroyed here; posix_spawnp copies what it is pointed at
        // before it returns, and writes the process id into the local.
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, outputNumber, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errorNumber, 2)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let result = unsafe arguments.withPointers { arguments in
            unsafe environment.withPointers { environment in
                Descriptor.inheritance.withLock { _ in
                    unsafe posix_spawnp(&process, command.program, &actions, &attributes, arguments, environment)
                }
            }
        }
        let error = (result ?? nil) ?? ENOMEM
        guard error == 0 else {
            throw ProcessError(
                .notStarted, "\(command.program) cannot be started (error \(error)); is it there, and executable?")
        }
        return process
    }
}
