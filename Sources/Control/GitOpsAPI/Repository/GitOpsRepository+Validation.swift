extension GitOpsRepository.Spec {
    /// What the schema cannot say. Empty where all is well.
    package func validate() -> [APIError] {
        var problems = ProblemList()
        problems.check("url", RepositoryURL.problem(url))
        let choices = reference.choices
        if choices.count > 1 {
            let names = choices.map(\.field).joined(separator: ", ")
            problems.check("reference", "must have at most one of branch, tag, semver and commit, and has \(names)")
        }
        for choice in choices { problems.check("reference.\(choice.field)", Names.problem(revision: choice.text)) }
        let isCommit = reference.commit.map(Self.isCommit) ?? true
        problems.require(isCommit, "reference.commit", "must be a full commit id: 40 hexadecimal digits")
        problems.require(interval.isZero || interval >= .seconds(1), "interval", "must be 0s or at least 1s")
        let isBounded = timeout >= .seconds(1) && timeout <= GitOpsRepository.longestTimeout
        problems.require(isBounded, "timeout", "must be at least 1s and at most \(GitOpsRepository.longestTimeout)")
        problems.check("secretRef.name", secretRef.flatMap { Names.problem(objectName: $0.name) })
        return problems.errors
    }

    private static func isCommit(_ text: String) -> Bool {
        text.utf8.count == 40 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
    }
}

/// What we accept as the address of a repository.
enum RepositoryURL {
    /// For the schema: the same as `problem`, as far as a pattern can say it.
    static let pattern = #"^((https?|ssh|file)://[^\s]+|[^\s/:@]+@[^\s/:@]+:[^\s]+)$"#
    static let lengthLimit = 2_048
    private static let schemes = ["https", "http", "ssh", "file"]

    static func problem(_ url: String) -> String? {
        guard url.utf8.count <= lengthLimit else { return "must not be longer than \(lengthLimit) bytes" }
        guard !url.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) else {
            return "must not hold spaces or control characters"
        }
        guard let separator = url.firstRange(of: "://") else { return shortFormProblem(url) }
        let scheme = String(url[..<separator.lowerBound])
        guard schemes.contains(scheme) else {
            return "must begin with https://, http://, ssh://, file:// or user@host:"
        }
        let authority = url[separator.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard scheme != "file" else { return authority.isEmpty ? nil : "must have three slashes: file:///path" }
        let parts = authority.split(separator: "@", omittingEmptySubsequences: false)
        guard let host = parts.last, !host.isEmpty, !host.hasPrefix(":"), !host.hasPrefix("-") else {
            return "must name a host"
        }
        let user = parts.dropLast().joined(separator: "@")
        // A URL shows up in status, logs and events, so that a password in it would be everybody's.
        guard scheme == "ssh" ? !user.contains(":") : user.isEmpty else {
            return "must not hold credentials; put them into a Secret and name it in secretRef"
        }
        return nil
    }

    /// `user@host:path`, as ssh takes it.
    private static func shortFormProblem(_ url: String) -> String? {
        let expected = "must begin with https://, http://, ssh://, file:// or user@host:"
        guard let at = url.firstIndex(of: "@"), let colon = url[at...].firstIndex(of: ":") else { return expected }
        let (user, host, path) = (url[..<at], url[url.index(after: at)..<colon], url[url.index(after: colon)...])
        guard !user.isEmpty, !user.contains("/"), !user.contains(":"), !user.hasPrefix("-") else { return expected }
        guard !host.isEmpty, !host.contains("/"), !host.hasPrefix("-"), !path.isEmpty else { return expected }
        return nil
    }
}
