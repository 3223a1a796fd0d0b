import Transport

/// How `ssh` is called.
struct SSHProgram: Sendable {
    /// Looked up in `PATH` where it has no slash.
    var path: String
    /// A program that prints the file named by `MARTLET_ASKPASS_FILE`, for keys with a passphrase.
    var askPass: String?
    /// Where keys lie while a session lasts.
    var folder: SSHFolder
    /// Where it may lead.
    var addresses: AddressRules
    /// Of our own environment: nothing else is handed on.
    var searchPath: String

    static let askPassVariable = "MARTLET_ASKPASS_FILE"

    func arguments(
        _ url: GitURL, at address: HostAddress, _ files: borrowing SSHFiles, connect: Duration
    ) -> [String] {
        let options = [
            // What the name means was looked up and judged by us; keys are known by the name.
            "HostName=\(address.text)", "HostKeyAlias=\(url.knownHost)", "ProxyCommand=none", "ProxyJump=none",
            // Nobody is there to answer a question; the passphrase comes from the program in SSH_ASKPASS.
            "BatchMode=\(files.passphrasePath == nil ? "yes" : "no")", "NumberOfPasswordPrompts=1",
            "PreferredAuthentications=publickey", "PasswordAuthentication=no", "KbdInteractiveAuthentication=no",
            "StrictHostKeyChecking=yes", "UserKnownHostsFile=\(SSHProgram.quote(files.knownHostsPath))",
            "GlobalKnownHostsFile=/dev/null", "UpdateHostKeys=no", "VerifyHostKeyDNS=no", "CheckHostIP=no",
            "IdentitiesOnly=yes", "IdentityAgent=none", "IdentityFile=\(SSHProgram.quote(files.keyPath))",
            "AddKeysToAgent=no", "ForwardAgent=no", "ClearAllForwardings=yes", "PermitLocalCommand=no",
            "ControlMaster=no", "ControlPath=none", "LogLevel=ERROR", "ServerAliveInterval=15",
            "ConnectTimeout=\(max(1, min(15, connect.components.seconds)))",
        ]
        var arguments = ["-F", "/dev/null", "-T"]
        for option in options { arguments += ["-o", option] }
        if let port = url.port { arguments += ["-p", String(port)] }
        arguments += ["-l", url.user, "--", url.host.trimmingBrackets]
        return arguments + ["git-upload-pack \(SSHProgram.shellQuote(url.path))"]
    }

    func environment(_ files: borrowing SSHFiles) -> [String: String] {
        // Messages in English, so that we can tell what they say.
        var variables = ["PATH": searchPath, "LC_ALL": "C"]
        if let askPass, let file = files.passphrasePath {
            variables["SSH_ASKPASS"] = askPass
            variables["SSH_ASKPASS_REQUIRE"] = "force"
            variables[SSHProgram.askPassVariable] = file
        }
        return variables
    }

    /// For one word in ssh's configuration, where `%` begins a placeholder.
    private static func quote(_ path: String) -> String { "\"\(path.replacing("%", with: "%%"))\"" }

    /// For one word in the shell at the other end.
    static func shellQuote(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }
}

extension GitURL {
    /// As `known_hosts` has it.
    var knownHost: String { port.map { $0 == 22 } ?? true ? bareHost : "[\(bareHost)]:\(port ?? 22)" }
    var bareHost: String { host.trimmingBrackets }
}

extension String {
    fileprivate var trimmingBrackets: String { hasPrefix("[") ? String(dropFirst().dropLast()) : self }
}
