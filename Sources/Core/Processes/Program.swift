import CSpawn
import Glibc

/// A program to be started, as every one is that this process starts.
///
/// It has a process group of its own, so that it is ended together with what it has started; signals as usual, whatever this
/// process ignores or blocks; and of our open files its three standard ones only, however they were opened.
package struct Program {
    /// A path, or a name to be looked for in `PATH`.
    package var name: String
    /// Without the name.
    package var arguments: [String]
    /// All of it: nothing is inherited.
    package var environment: [String: String]

    package init(name: String, arguments: [String], environment: [String: String]) {
        self.name = name
        self.arguments = arguments
        self.environment = environment
    }

    /// Starts the program, and returns the number of its process, which somebody has to wait for.
    ///
    /// - Parameter input: what it reads; nothing where nil.
    package func start(
        input: Int32?, output: borrowing Descriptor, errorOutput: borrowing Descriptor
    ) throws(ProcessError) -> Int32 {
        let words = CStrings([name] + arguments)
        let variables = CStrings(environment.map { "\($0.key)=\($0.value)" })
        // SAFETY: actions and attributes are made, used and destroyed here; posix_spawnp copies what it is pointed at
        // before it returns, and writes the process id into the local.
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        if let input {
            unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, output.number, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errorOutput.number, 2)
        unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        Self.detach(&attributes)
        var process: pid_t = 0
        let code = unsafe words.withPointers { words in
            unsafe variables.withPointers { variables in
                unsafe posix_spawnp(&process, name, &actions, &attributes, words, variables)
            }
        }
        guard (code ?? nil) == 0 else {
            throw ProcessError(.notStarted, "\(name) cannot be started (error \((code ?? nil) ?? ENOMEM))")
        }
        return process
    }

    private static func detach(_ attributes: inout posix_spawnattr_t) {
        // SAFETY: the calls write into the attributes, which are the caller's, and into two locals.
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    }
}
