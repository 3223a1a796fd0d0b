import FoundationEssentials

/// What can be said of a private key without using it.
enum SSHKey {
    /// Refuses what `ssh` could only fail on without a useful word.
    static func check(_ text: String, hasPassphrase: Bool, askPass: String?) throws(GitError) {
        guard text.contains("PRIVATE KEY-----") else {
            throw GitError(.authentication, "ssh-privatekey in the Secret is not a private key in PEM or OpenSSH form")
        }
        if !isEncrypted(text) { return }
        guard hasPassphrase else {
            throw GitError(
                .authentication, "the ssh key is protected by a passphrase; add it to the Secret as passphrase")
        }
        guard askPass != nil else {
            throw GitError(.unsupported, "ssh keys with a passphrase are not supported here; use a key without one")
        }
    }

    static func isEncrypted(_ text: String) -> Bool {
        if text.contains("ENCRYPTED") { return true }
        guard text.contains("BEGIN OPENSSH PRIVATE KEY") else { return false }
        // "openssh-key-v1", NUL, the cipher's name behind its length: https://github.com/openssh, PROTOCOL.key.
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }
        let content = Data(base64Encoded: lines.joined(), options: .ignoreUnknownCharacters) ?? Data()
        return !content.isEmpty && content.dropFirst(15).prefix(8) != Data([0, 0, 0, 4] + Array("none".utf8))
    }
}

/// For the program that `ssh` asks for a key's passphrase; the controller itself can be that program.
package enum GitAskPass {
    /// The answer, where this process was started by `ssh` to give one; print it and end. Nil in all other cases.
    ///
    /// The file is one that only we can read, and lies in the folder of one ssh session.
    package static func answer(environment: [String: String]) -> String? {
        guard let path = environment[SSHProgram.askPassVariable], let file = FileManager.default.contents(atPath: path)
        else { return nil }
        return String(decoding: file, as: UTF8.self)
    }
}
